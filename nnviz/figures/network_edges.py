"""The edges of a network drawing: colour and dashes tell the sign, width the size, the hue what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.figures.network_layout import NetworkLayout
from nnviz.figures.network_reading import Edge, Reading
from nnviz.figures.network_scene import Scene
from nnviz.figures.style import Style, blend

CROWD = 400
LEVELS = 8
_BEHIND = 0.55
GRADIENT, WEIGHT = 0, 1
_DASHES = (7.0, 4.0)  # points


class EdgeKey(NamedTuple):
    """What a line looks like: what it is of, its sign, its level of width, and whether it stands out.

    Attributes
    ----------
    hue : int
        `GRADIENT` or `WEIGHT`.
    sign : int
    level : int
        From 0 to `LEVELS`.
    front : bool
    """

    hue: int
    sign: int
    level: int
    front: bool


class EdgeLook(NamedTuple):
    """What the lines between two layers have in common: how wide the widest is, and whether they are many."""

    widest: float
    crowded: bool = False


def paint_edges(painter: QPainter, scene: Scene) -> None:
    """Draw the edges that are drawn one by one, in one call per pen; where some are emphasised, the others
    step back.
    """
    layout, reading, style = scene.layout, scene.reading, scene.style
    crowded = layout.edges > CROWD
    counts = [len(column.units) for column in layout.columns]
    layers = [layer for layer in range(1, len(counts)) if layout.bundle(layer) is None]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crowded)
    largest = _largest(reading, layers)
    for layer in layers:
        look = EdgeLook(_widest(counts[layer - 1] * counts[layer]), crowded)
        buckets = _buckets(scene, layer, largest)
        for key in sorted(buckets, key=lambda key: (key.front, key.level)):
            painter.setPen(edge_pen(style, key, look))
            painter.drawLines(buckets[key])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def paint_glow(painter: QPainter, scene: Scene, edges: Iterable[Edge], colour: str, width: float) -> None:
    """Lay a wide line under some edges."""
    ends = [scene.edge(edge) for edge in edges]
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLines([QLineF(*end) for end in ends if end])


def paint_arrows(painter: QPainter, scene: Scene, edges: Iterable[Edge], *, backward: bool) -> None:
    """Draw an arrowhead where the current step's edges arrive."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(scene.style.current))
    for edge in edges:
        ends = scene.edge(edge)
        if ends:
            line = QLineF(*ends)
            paint_arrowhead(painter, QLineF(line.p2(), line.p1()) if backward else line)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_arrowhead(painter: QPainter, line: QLineF) -> None:
    """Draw a filled arrowhead at the end of a line, with the painter's brush."""
    length = line.length()
    if length < 8:
        return
    along = QPointF(line.dx() / length, line.dy() / length)
    across = QPointF(-along.y(), along.x())
    tip = line.p2() - along * 4
    base = tip - along * 8
    painter.drawPolygon(QPolygonF([tip, base + across * 4, base - across * 4]))


def nearest_edge(layout: NetworkLayout, x: float, y: float, reach: float = 5.0) -> Edge | None:
    """Return the edge that passes nearest to a point, within `reach`, of those that are drawn one by one."""
    for layer in range(1, len(layout.columns)):
        if layout.bundle(layer):
            continue
        before, after = layout.columns[layer - 1], layout.columns[layer]
        x0, x1 = before.right, after.left
        if not x0 < x < x1:
            continue
        starts, ends = np.array(before.ys)[:, None], np.array(after.ys)[None, :]
        heights = starts + (ends - starts) * (x - x0) / (x1 - x0)
        slant = np.hypot(x1 - x0, ends - starts) / (x1 - x0)
        distance = np.abs(heights - y) / slant
        row, column = np.unravel_index(int(np.argmin(distance)), distance.shape)
        if distance[row, column] <= reach:
            return Edge(layer, after.units[int(column)], before.units[int(row)])
    return None


def _largest(reading: Reading, layers: list[int]) -> tuple[float, float]:
    """Return the largest gradient and the largest weight of some layers: the widest lines."""
    return (
        _finite_max(abs(reading.gradients(layer)).max() for layer in layers),
        _finite_max(abs(reading.weights(layer)).max() for layer in layers),
    )


def _finite_max(values: Iterable[float]) -> float:
    return max((float(value) for value in values if np.isfinite(value)), default=0.0) or 1.0


def _buckets(scene: Scene, layer: int, largest: tuple[float, float]) -> dict[EdgeKey, list[QLineF]]:
    """Sort the edges of a layer by what they look like."""
    reading = scene.reading
    before, after = scene.layout.columns[layer - 1], scene.layout.columns[layer]
    cells = np.ix_(before.units, after.units)
    weights = reading.weights(layer)[cells]
    hue = np.full(weights.shape, WEIGHT)
    values, scale = weights, np.full(weights.shape, largest[WEIGHT])
    if reading.phase == "backward":
        known = reading.known("weight_gradient", layer)[cells]
        values = np.where(known, reading.gradients(layer)[cells], weights)
        hue, scale = np.where(known, GRADIENT, WEIGHT), np.where(known, largest[GRADIENT], scale)
    share = np.nan_to_num(np.abs(values) / scale, nan=1.0, posinf=1.0)
    level = np.ceil(np.clip(share, 0, 1) * LEVELS).astype(int)
    sign = np.nan_to_num(np.sign(values)).astype(int)
    hues, signs, levels = hue.tolist(), sign.tolist(), level.tolist()
    emphasised = {(edge.origin, edge.unit) for edge in scene.emphasised(layer)}
    buckets: dict[EdgeKey, list[QLineF]] = defaultdict(list)
    for row, (origin, start) in enumerate(zip(before.units, before.ys, strict=True)):
        for column, (unit, end) in enumerate(zip(after.units, after.ys, strict=True)):
            front = not emphasised or (origin, unit) in emphasised
            key = EdgeKey(hues[row][column], signs[row][column], levels[row][column], front)
            buckets[key].append(QLineF(before.right, start, after.left, end))
    return buckets


def _widest(edges: int) -> float:
    """Return the width of the largest value's line: the more lines cross, the thinner they are."""
    if edges <= 12:
        return 4.0
    return 3.0 if edges <= 32 else 2.2


@lru_cache(maxsize=1024)
def edge_pen(style: Style, key: EdgeKey, look: EdgeLook) -> QPen:
    """Return the pen of a line."""
    share = key.level / LEVELS
    if key.sign == 0:
        return QPen(QColor(style.line), 1.0)
    colour = style.gradient if key.hue == GRADIENT else style.sign_colour(key.sign)
    strength = 0.15 + 0.6 * share if look.crowded else 0.65 + 0.35 * share
    width = 1.5 if look.crowded else (0.8 + (look.widest - 0.8) * share) * style.line_width
    if not key.front:
        strength *= _BEHIND
    pen = QPen(QColor(blend(style.surface, colour, strength)), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if key.sign < 0 and not look.crowded:
        # Qt counts dashes in widths of the line: the same length for thin and thick ones.
        pen.setDashPattern([length / width for length in _DASHES])
    return pen
