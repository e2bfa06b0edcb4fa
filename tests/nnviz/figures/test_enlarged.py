"""Pictures on paper of another size than their own."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter

from nnviz.figures.enlarged import Enlarged


class Spy:
    """A picture that notes the room it gets, and how much it is magnified."""

    description, size = "a spy", (200.0, 100.0)

    def __init__(self) -> None:
        self.seen: tuple[float, float, float] | None = None

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        self.seen = (width, height, painter.transform().m11())


@pytest.mark.parametrize(
    ("paper", "seen"),
    [
        ((200, 100), (200, 100, 1)),
        ((600, 300), (200, 100, 3)),  # a slide: all of it larger
        ((100, 50), (100, 50, 1)),  # a column: laid out anew, the letters as they are
        ((600, 200), (300, 100, 2)),  # another shape: as large as its tighter side allows
    ],
)
def test_a_picture_grows_as_a_whole_and_shrinks_by_layout(
    paper: tuple[float, float], seen: tuple[float, float, float]
) -> None:
    spy, image = Spy(), QImage(10, 10, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    Enlarged(spy).paint(painter, *paper)
    assert spy.seen == pytest.approx(seen)
    assert painter.transform().isIdentity()
    painter.end()
    assert (Enlarged(spy).size, Enlarged(spy).description) == (spy.size, "a spy")
