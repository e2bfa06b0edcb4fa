"""A picture with what was written by hand over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.figures.picture import Picture
from nnviz.figures.style import Style
from nnviz.project.ink_spec import Ink, Stroke

_WIDTH = 2.2  # points


@dataclass(frozen=True)
class Inked:
    """A picture in the layout that it was written on, and the ink over it; both grow and shrink as one."""

    picture: Picture
    ink: Ink
    style: Style

    @property
    def description(self) -> str:
        """What the picture shows, in words, and that somebody wrote over it."""
        count = len(self.ink.strokes)
        return f"{self.picture.description} {count} stroke{'s' if count > 1 else ''} drawn by hand over it."

    @property
    def size(self) -> tuple[float, float]:
        """The size in points at which it was written on."""
        return self.ink.size

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points, in the middle where the proportions differ."""
        own_width, own_height = self.ink.size
        factor = min(width / own_width, height / own_height)
        painter.save()
        painter.translate((width - own_width * factor) / 2, (height - own_height * factor) / 2)
        painter.scale(factor, factor)
        self.picture.paint(painter, own_width, own_height)
        paint_strokes(painter, self.ink.strokes, self.style)
        painter.restore()


def paint_strokes(painter: QPainter, strokes: Sequence[Stroke], style: Style) -> None:
    """Draw strokes in points; a single point is a dot."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        pen = QPen(QColor(getattr(style, stroke.colour)), _WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [QPointF(x, y) for x, y in stroke.points]
        if len(points) == 1:
            painter.drawPoint(points[0])
        else:
            painter.drawPolyline(QPolygonF(points))
    painter.restore()
