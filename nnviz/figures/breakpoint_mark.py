"""A breakpoint on the screen: an octagon, hollow where it is disabled, and its words."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.breakpoints.breakpoint import Breakpoint
from nnviz.figures.style import Style

MARK_SIZE = 5.5  # from the middle to a corner
_TURNS = [math.pi * (turn + 0.5) / 4 for turn in range(8)]
_CORNERS = [(MARK_SIZE * math.cos(turn), MARK_SIZE * math.sin(turn)) for turn in _TURNS]


def paint_mark(painter: QPainter, style: Style, one: Breakpoint, middle: QPointF) -> None:
    """Paint a breakpoint's mark around a place; one on a condition has an eye."""
    painter.setPen(QPen(QColor(style.surface if one.enabled else style.bad), 1.2))
    painter.setBrush(QColor(style.bad if one.enabled else style.surface))
    painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in _CORNERS]))
    if one.condition:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.surface if one.enabled else style.bad))
        painter.drawEllipse(middle, 1.3, 1.3)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def breakpoint_words(one: Breakpoint) -> str:
    """Return when a breakpoint stops, without its place."""
    words = f"breakpoint if {one.condition}" if one.condition else "breakpoint"
    if one.hits > 1:
        words += f", at hit {one.hits}"
    return words if one.enabled else f"{words}, disabled"
