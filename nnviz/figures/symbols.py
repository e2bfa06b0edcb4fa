"""The shapes that stand for a data point."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF


@cache
def symbol_path(symbol: str, size: float) -> QPainterPath:
    """Return the outline of a symbol around (0, 0); all look equally large at the same `size`.

    Raises
    ------
    KeyError
        For a symbol that is not in `plot.SYMBOLS`.
    """
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    if symbol == "circle":
        path.addEllipse(QPointF(0, 0), size / 2, size / 2)
        return path
    corners = [QPointF(x * size / 2, y * size / 2) for x, y in _CORNERS[symbol]]
    path.addPolygon(QPolygonF(corners))
    path.closeSubpath()
    return path


def _regular(count: int, turn: float, radius: float) -> list[tuple[float, float]]:
    angles = [turn + 2 * math.pi * k / count for k in range(count)]
    return [(radius * math.sin(a), -radius * math.cos(a)) for a in angles]


def _star() -> list[tuple[float, float]]:
    outer, inner = _regular(5, 0, 1.25), _regular(5, math.pi / 5, 0.55)
    return [corner for pair in zip(outer, inner, strict=True) for corner in pair]


def _plus(arm: float, half: float) -> list[tuple[float, float]]:
    right = [(half, -half), (arm, -half), (arm, half), (half, half)]
    below = [(half, arm), (-half, arm), (-half, half), (-arm, half)]
    left = [(-arm, -half), (-half, -half), (-half, -arm), (half, -arm)]
    return right + below + left


def _turned(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    c = math.sqrt(0.5)
    return [(c * (x - y), c * (x + y)) for x, y in corners]


_CORNERS = {
    "square": [(-0.87, -0.87), (0.87, -0.87), (0.87, 0.87), (-0.87, 0.87)],
    "diamond": _regular(4, 0, 1.2),
    "triangle": _regular(3, 0, 1.25),
    "triangle_down": _regular(3, math.pi, 1.25),
    "plus": _plus(1.1, 0.36),
    "cross": _turned(_plus(1.15, 0.36)),
    "star": _star(),
    "hexagon": _regular(6, 0, 1.08),
}
