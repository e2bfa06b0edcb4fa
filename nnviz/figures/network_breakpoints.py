"""Where breakpoints stand on a network drawing: an octagon, hollow where one is disabled."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.breakpoints.breakpoint import Breakpoint
from core.places.base import Place
from core.places.edge import Edge as EdgePlace
from core.places.layer import WholeLayer
from core.places.node import Node
from nnviz.figures.network_layout import HEADER
from nnviz.figures.network_reading import Edge
from nnviz.figures.network_scene import Scene

_SIZE = 5.5  # from the middle to a corner
_TURNS = [math.pi * (turn + 0.5) / 4 for turn in range(8)]
_CORNERS = [(_SIZE * math.cos(turn), _SIZE * math.sin(turn)) for turn in _TURNS]
_NEAR_END = 0.86  # of an edge: beside the unit that it leads to, away from its number


def paint_breakpoints(painter: QPainter, scene: Scene) -> None:
    """Mark the breakpoints of the project; those on a condition have an eye."""
    for one in scene.reading.moment.project.breakpoints:
        middle = mark_at(scene, one.place)
        if middle is not None:
            _paint_mark(painter, scene, one, middle)


def mark_at(scene: Scene, place: Place) -> QPointF | None:
    """Return the middle of a place's mark; None for a place that the drawing does not show."""
    columns = scene.layout.columns
    if not 0 < getattr(place, "layer", 0) < len(columns):
        return None
    if isinstance(place, Node):
        rect = columns[place.layer].node(place.unit - 1)
        return None if rect is None else QPointF(rect.x + 1, rect.y + min(4.0, rect.height / 2))
    if isinstance(place, EdgePlace):
        if place.origin > scene.reading.network.sizes[place.layer - 1]:
            return None
        ends = scene.edge(Edge(place.layer, place.unit - 1, place.origin - 1))
        if ends is None:
            return None
        x, y, to_x, to_y = ends
        return QPointF(x + _NEAR_END * (to_x - x), y + _NEAR_END * (to_y - y))
    if isinstance(place, WholeLayer):
        column = columns[place.layer]
        return QPointF(column.x - max(column.width / 2, 30), HEADER / 2)
    return None


def _paint_mark(painter: QPainter, scene: Scene, one: Breakpoint, middle: QPointF) -> None:
    style = scene.style
    painter.setPen(QPen(QColor(style.surface if one.enabled else style.bad), 1.2))
    painter.setBrush(QColor(style.bad if one.enabled else style.surface))
    painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in _CORNERS]))
    if one.condition:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.surface if one.enabled else style.bad))
        painter.drawEllipse(middle, 1.3, 1.3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
