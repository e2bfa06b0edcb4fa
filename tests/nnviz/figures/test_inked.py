"""Pictures with ink over them, and where several pictures stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnviz.figures.inked import Inked
from nnviz.figures.style import LIGHT
from nnviz.figures.tiles import tile
from nnviz.project.ink_spec import Ink, InkPlace, Stroke

AREA = QRectF(10, 20, 300, 200)


class Blank:
    """A picture that fills its room, and notes how much of it it had."""

    description, size = "a blank", (10.0, 10.0)

    def __init__(self) -> None:
        self.room: list[tuple[float, float]] = []

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        self.room.append((width, height))
        painter.fillRect(QRectF(0, 0, width, height), QColor("#ffffff"))


def test_ink_keeps_its_place_over_the_layout_that_it_was_written_on() -> None:
    blank = Blank()
    ink = Ink(InkPlace("blank", 0, 0), (100.0, 50.0), (Stroke("negative", ((20.0, 25.0),)),))
    picture = Inked(blank, ink, LIGHT)
    assert picture.size == (100.0, 50.0)
    assert picture.description == "a blank 1 stroke drawn by hand over it."
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    picture.paint(painter, 400, 400)
    painter.end()
    assert blank.room == [(100.0, 50.0)]
    assert image.pixelColor(80, 200).name() == LIGHT.negative  # 4 pixels a point, 100 pixels from the top
    assert image.pixelColor(200, 200).name() == "#ffffff"
    assert image.pixelColor(200, 50).name() == "#000000"


@pytest.mark.parametrize("count", range(1, 6))
@pytest.mark.parametrize("area", [AREA, AREA.transposed()])
def test_tiles_fill_the_area_and_do_not_overlap(area: QRectF, count: int) -> None:
    tiles = tile(area, count, 8)
    assert len(tiles) == count
    for place, one in enumerate(tiles):
        assert area.adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(one)
        assert one.width() > 20
        assert not any(one.intersects(other) for other in tiles[place + 1 :])
    assert tiles[0].width() * tiles[0].height() == max(one.width() * one.height() for one in tiles)
    covered = sum(one.width() * one.height() for one in tiles)
    assert covered > 0.85 * area.width() * area.height()
