"""The edges of single nodes, drawn over the bundles that they are part of."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.arrays import Array
from core.formula import Source
from nnviz.figures.bundle_values import BundleValues
from nnviz.figures.network_edges import GRADIENT, LEVELS, WEIGHT, EdgeKey, EdgeLook, edge_pen
from nnviz.figures.network_reading import TOWARDS_INPUT, Reading
from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Bundle, Rect

_MOST_LINES = 64  # of one fan, the strongest: more of them would be an area
_WIDEST = 2.4
_LEAST_BAND = 3.0


class Fan(NamedTuple):
    """The edges into a unit or, with `unit` None, out of an origin, before a layer.

    Attributes
    ----------
    reached : int or None
        How many of them, from the first on; None for all.
    is_current : bool
        Whether the step works with them.
    """

    layer: int
    unit: int | None
    origin: int | None
    reached: int | None = None
    is_current: bool = False


def fans_of(reading: Reading, hovered: Source | None) -> tuple[Fan, ...]:
    """Return the fans of the current step, of the chosen node and of the one that is pointed at."""
    chosen, found = reading.moment.selection, []
    nodes = [(chosen.layer, chosen.unit)] if chosen.origin is None else []
    if hovered is not None and hovered.origin is None and hovered.quantity in ("a", "x"):
        nodes.append((hovered.layer, hovered.unit))
    for layer, unit in nodes:
        if layer is not None and unit is not None:
            found += [Fan(layer, unit, None), Fan(layer + 1, None, unit)]
    return (*_of_step(reading), *dict.fromkeys(found))


def paint_fan(painter: QPainter, scene: Scene, fan: Fan, shown: BundleValues) -> None:
    """Draw a fan's edges, the stronger ones over the weaker; of very many the strongest."""
    before, after = scene.layout.columns[fan.layer - 1], scene.layout.columns[fan.layer]
    if fan.unit is not None:
        origins = np.arange(fan.reached if fan.reached is not None else len(before.units))
        units = np.full_like(origins, fan.unit)
    else:
        units = np.arange(fan.reached if fan.reached is not None else len(after.units))
        origins = np.full_like(units, fan.origin or 0)
    shares, is_gradient = shown.shown(origins, units)
    strongest = _strongest(shares)
    look = EdgeLook(_WIDEST)
    lines: dict[EdgeKey, list[QLineF]] = defaultdict(list)
    for position in strongest.tolist():
        start, end = before.node(int(origins[position])), after.node(int(units[position]))
        if start and end:
            key = _key(float(shares[position]), is_gradient=bool(is_gradient[position]))
            lines[key].append(QLineF(start.right, start.middle, end.x, end.middle))
    for key, drawn in lines.items():
        painter.setPen(edge_pen(scene.style, key, look))
        painter.drawLines(drawn)


def paint_marked(painter: QPainter, scene: Scene) -> None:
    """Draw the edges of bundles that are looked at one by one."""
    for place in scene.marked:
        ends = scene.edge(place)
        if ends and scene.layout.bundle(place.layer):
            values = BundleValues(scene.reading, place.layer)
            shares, is_gradient = values.shown(np.array([place.origin]), np.array([place.unit]))
            key = _key(float(shares[0]), is_gradient=bool(is_gradient[0]))
            painter.setPen(edge_pen(scene.style, key, EdgeLook(_WIDEST + 1)))
            painter.drawLine(QLineF(*ends))


def paint_band(painter: QPainter, scene: Scene, fan: Fan, bundle: Bundle) -> None:
    """Frame a fan's row or column in the sheet."""
    rect = bundle.row(fan.unit) if fan.unit is not None else bundle.column(fan.origin or 0)
    across, down = max(_LEAST_BAND - rect.width, 0) / 2, max(_LEAST_BAND - rect.height, 0) / 2
    band = Rect(rect.x - across, rect.y - down, rect.width + 2 * across, rect.height + 2 * down)
    style = scene.style
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((style.surface, 3.0), (style.current if fan.is_current else style.accent, 1.4)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawRect(QRectF(*band))


def _of_step(reading: Reading) -> tuple[Fan, ...]:
    step = reading.current
    if step is None or step.unit is None or step.phase == "loss":
        return ()
    if step.kind in TOWARDS_INPUT:
        count = step.term + 1 if step.kind == "grad_a_term" else None
        return (Fan(step.layer + 1, None, step.unit, count, is_current=True),)
    count = step.term + 1 if step.kind == "product" else None
    return (Fan(step.layer, step.unit, None, count, is_current=True),)


def _strongest(shares: Array) -> NDArray[np.intp]:
    """Return the positions of the strongest edges, the weakest of them first."""
    strength = np.nan_to_num(np.abs(shares), nan=np.inf)
    return np.argsort(strength, kind="stable")[-_MOST_LINES:]


def _key(share: float, *, is_gradient: bool) -> EdgeKey:
    size = min(abs(share), 1.0) if math.isfinite(share) else 1.0
    sign = (share > 0) - (share < 0)
    return EdgeKey(GRADIENT if is_gradient else WEIGHT, sign, math.ceil(size * LEVELS), True)
