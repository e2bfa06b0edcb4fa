"""Pictures on paper of another size than their own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage, QPainter

from nnviz.figures.on_paper import OnPaper
from nnviz.figures.style import PRINT

TWELVE = replace(PRINT, small=12)  # may shrink to the half


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
        ((120, 60), (200, 100, 0.6)),  # smaller, as long as the letters can be read
        ((50, 25), (100, 50, 0.5)),  # no smaller than that: laid out anew
        ((600, 200), (300, 100, 2)),  # another shape: as large as its tighter side allows
    ],
)
def test_a_picture_grows_and_shrinks_as_long_as_it_can_be_read(
    paper: tuple[float, float], seen: tuple[float, float, float]
) -> None:
    spy, image = Spy(), QImage(10, 10, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    on_paper = OnPaper(spy, TWELVE)
    on_paper.paint(painter, *paper)
    assert spy.seen == pytest.approx(seen)
    assert painter.transform().isIdentity()
    painter.end()
    assert (on_paper.size, on_paper.description) == (spy.size, "a spy")


def test_letters_that_are_small_already_do_not_grow_by_themselves() -> None:
    spy, image = Spy(), QImage(10, 10, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    OnPaper(spy, replace(PRINT, small=5)).paint(painter, 100, 50)
    painter.end()
    assert spy.seen == (100, 50, 1)
