"""The numbers of a network drawing, written: at their places, or on their way along the edges."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.formula import Source
from nnviz.figures.network_labels import Label
from nnviz.figures.network_nodes import qrect, rounded
from nnviz.figures.network_reading import Edge
from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Rect

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip,
    "centre": Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip,
}


_MOST_FLYING = 12  # along the edges of a bundle


class Flight(NamedTuple):
    """Numbers on their way along edges, as a step's animation shows them.

    Attributes
    ----------
    edges : tuple of Edge
    progress : float
        From 0, where the numbers come from, to 1.
    """

    edges: tuple[Edge, ...]
    progress: float


def paint_labels(painter: QPainter, scene: Scene, highlight: Source | None) -> None:
    """Write the numbers; those that the step reads and writes, and the highlighted one, stand out."""
    style = scene.style
    regular = {size: style.font(size) for size in ("small", "normal")}
    strong = {size: style.font(size, bold=True) for size in ("small", "normal")}
    for label in scene.labels:
        if not label.text:
            continue
        backing = _backing(label, scene, highlight)
        font = (strong if backing else regular)[label.size]
        if backing or label.halo:
            width = label.halo or QFontMetricsF(font).horizontalAdvance(label.text) + 6
            outline = style.accent if label.source == highlight else None
            rounded(painter, _behind(label, width), backing or style.surface, outline, 1.2, radius=4)
        painter.setPen(QColor(label.colour))
        painter.setFont(font)
        painter.drawText(qrect(label.rect), _ALIGN[label.align], label.text)


def paint_flight(painter: QPainter, scene: Scene, flight: Flight) -> None:
    """Draw numbers that move along their edges: activations forward, deltas backward; in a bundle, many of
    them as dots.
    """
    painter.setFont(scene.style.font("small", bold=True))
    backward = scene.reading.phase == "backward"
    as_dots = len(flight.edges) > _MOST_FLYING
    for edge in flight.edges:
        ends = scene.edge(edge)
        if ends is None:
            continue
        if backward:
            source, share = Source("delta", edge.layer, edge.unit), 1 - flight.progress
        else:
            source, share = (
                Source("a" if edge.layer > 1 else "x", edge.layer - 1, edge.origin),
                flight.progress,
            )
        at = QPointF(ends[0], ends[1]) * (1 - share) + QPointF(ends[2], ends[3]) * share
        if as_dots and scene.layout.bundle(edge.layer):
            rounded(painter, Rect(at.x() - 3, at.y() - 3, 6, 6), scene.style.current, None, radius=3)
            continue
        rect = Rect(at.x() - 24, at.y() - 8, 48, 16)
        rounded(painter, rect, scene.style.current_soft, scene.style.current, 1.2, radius=8)
        painter.setPen(QColor(scene.style.text))
        painter.drawText(qrect(rect), Qt.AlignmentFlag.AlignCenter, scene.number(source, 44, "small"))


def _backing(label: Label, scene: Scene, highlight: Source | None) -> str | None:
    """Return the colour behind a number that is looked at."""
    if label.source is None:
        return None
    if label.source == highlight:
        return scene.style.accent_soft
    if label.source in scene.reading.reads or label.source == scene.reading.written:
        return scene.style.current_soft
    return None


def _behind(label: Label, width: float) -> Rect:
    left = label.rect.x - 3 if label.align == "left" else label.rect.centre - width / 2
    return Rect(left, label.rect.y, width, label.rect.height)
