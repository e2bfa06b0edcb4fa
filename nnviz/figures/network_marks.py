"""Marks on the nodes of a network drawing: where somebody's numbers agree with ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Style
from nnviz.figures.symbols import symbol_path

if TYPE_CHECKING:
    from nnviz.comparing import Mark, Marks  # the mistakes need not be loaded for it

WORDS: dict[Mark | None, str] = {
    "agrees": "agrees with yours",
    "first": "first that does not",
    "later": "does not, later",
    None: "not given",
}
_TICK = ((-0.22, 0.02), (-0.06, 0.17), (0.23, -0.17))
_SIZE, _SMALL, _LEAST_HEIGHT = 12.0, 8.0, 14.0


def paint_marks(painter: QPainter, scene: Scene, marks: Marks) -> None:
    """Put a mark on the upper right corner of every node but the inputs, and on the loss if it is given."""
    for column in scene.layout.columns[1:]:
        opened = [opened.unit for opened in column.opened]
        for unit in opened if column.is_strip else column.units:  # the others have no room for marks
            rect = column.node(unit)
            if rect is not None:
                _paint_on(painter, rect, marks.get((column.layer, unit)), scene.style)
    if (0, None) in marks:
        _paint_on(painter, scene.layout.loss, marks[0, None], scene.style)


def paint_mark_legend(painter: QPainter, scene: Scene) -> None:
    """Explain the marks in one line; what does not fit is left out."""
    style, place = scene.style, scene.layout.legend
    metrics = QFontMetricsF(style.font("small"))
    x = place.x
    for mark, words in WORDS.items():
        width = 20 + metrics.horizontalAdvance(words)
        if x + width > place.right:
            return
        paint_mark(painter, QPointF(x + 7, place.middle), mark, style)
        painter.setFont(style.font("small"))
        painter.setPen(QColor(style.muted))
        where = QRectF(x + 18, place.y, width, place.height)
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, words)
        x += width + 12


def paint_mark(painter: QPainter, at: QPointF, mark: Mark | None, style: Style, size: float = _SIZE) -> None:
    """Paint one mark: each has a shape of its own beside its colour."""
    painter.save()
    painter.translate(at)
    edge = QPen(QColor(style.surface), 1.5)
    if mark == "agrees":
        _shape(painter, "circle", size, style.good, edge)
        painter.setPen(QPen(QColor(style.surface), size / 8, c=Qt.PenCapStyle.RoundCap))
        s = size / 12
        painter.drawPolyline(
            [QPointF(-2.6 * s, 0.2 * s), QPointF(-0.7 * s, 2.1 * s), QPointF(2.8 * s, -2 * s)]
        )
    elif mark == "first":
        _shape(painter, "diamond", 1.25 * size, style.bad, edge)
        painter.setPen(QPen(QColor(style.surface), size / 7))
        r = size / 5
        painter.drawLines([QLineF(-r, -r, r, r), QLineF(-r, r, r, -r)])
    elif mark == "later":
        _shape(painter, "triangle", 0.85 * size, style.surface, QPen(QColor(style.bad), 1.6))
    else:
        _shape(painter, "circle", 0.6 * size, style.surface, QPen(QColor(style.outline), 1.2))
    painter.restore()


def mark_words(marks: Marks) -> str:
    """Return what the marks say, in a sentence; empty if there are none."""
    found = list(marks.values())
    first = next((node for node, mark in marks.items() if mark == "first"), None)
    agreeing = f"Yours agrees at {found.count('agrees')} of {len(found)} places"
    if first is None:
        return f"{agreeing}."
    layer, unit = first
    where = "the loss" if unit is None else f"layer {layer}, unit {unit + 1}"
    return f"{agreeing}; the first that does not is {where}."


def _paint_on(painter: QPainter, rect: Rect, mark: Mark | None, style: Style) -> None:
    size = _SIZE if rect.height >= _LEAST_HEIGHT else _SMALL
    paint_mark(painter, QPointF(rect.right - 1, rect.y + 1), mark, style, size)


def _shape(painter: QPainter, symbol: str, size: float, fill: str, edge: QPen) -> None:
    painter.setBrush(QColor(fill))
    painter.setPen(edge)
    painter.drawPath(symbol_path(symbol, size))
