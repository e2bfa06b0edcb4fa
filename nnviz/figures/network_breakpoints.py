"""Where breakpoints stand on a network drawing, and what its tooltips say of them."""

from __future__ import annotations

import html

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from core.places.base import Place
from core.places.edge import Edge as EdgePlace
from core.places.layer import WholeLayer
from core.places.node import Node
from nnviz.figures.breakpoint_mark import breakpoint_words, paint_mark
from nnviz.figures.network_layout import HEADER
from nnviz.figures.network_reading import Edge
from nnviz.figures.network_scene import Scene, Source
from nnviz.project.breakpoints import at_place, place_of
from nnviz.project.model import Project

_NEAR_END = 0.86  # of an edge: beside the unit that it leads to, away from its number


def paint_breakpoints(painter: QPainter, scene: Scene) -> None:
    """Mark the breakpoints of the project; those on a condition have an eye."""
    for one in scene.reading.moment.project.breakpoints:
        middle = mark_at(scene, one.place)
        if middle is not None:
            paint_mark(painter, scene.style, one, middle)


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


def breakpoint_tooltip(project: Project, source: Source) -> str:
    """Return when execution stops at a node or an edge, as rich text; empty where no breakpoint is."""
    place = place_of(source.layer, source.unit, source.origin)
    number = None if place is None else at_place(project, place)
    if number is None:
        return ""
    words = breakpoint_words(project.breakpoints[number])
    return f"<p>{html.escape(words[0].upper() + words[1:])}.</p>"
