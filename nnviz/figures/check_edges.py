"""A gradient check over a network drawing: lines and dots in the colour of the relative error, the legend."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from core.network_check import KINK, WRONG
from nnviz.figures.check_reading import LEVELS, CheckReading
from nnviz.figures.colour_map import colours_between
from nnviz.figures.heat_image import extremes, heat_image
from nnviz.figures.network_bundles import paint_frame, sheet_size
from nnviz.figures.network_edges import CROWD
from nnviz.figures.network_nodes import rounded
from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Style

_THIN, _WIDE, _CROWDED = 1.4, 4.0, 1.5
_DASHES = (6.0, 3.0)  # points
_DOT, _DIAMOND = 7.0, 4.5
_BAR = 90.0

Look = tuple[int, int]  # level and verdict


def paint_checked_bundles(painter: QPainter, scene: Scene, check: CheckReading) -> None:
    """Draw the bundles as heat-maps of the relative error; of edges that share a pixel the worst is seen."""
    style = scene.style
    for bundle in scene.layout.bundles:
        levels, size = check.parts(bundle.layer)[0].weights, sheet_size(painter, bundle)
        worst = extremes(levels + 1, *size).T - 1
        shares = np.where(worst < 0, np.nan, worst * (2 / LEVELS) - 1)
        paint_frame(painter, style, bundle, heat_image(shares, style.errors, 1.0))


def paint_checked_edges(painter: QPainter, scene: Scene, check: CheckReading) -> None:
    """Draw the edges that are drawn one by one, in one call per look, the worst ones last; a diamond marks a
    kink.
    """
    layout, style = scene.layout, scene.style
    crowded = layout.edges > CROWD
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crowded)
    for layer in range(1, len(layout.columns)):
        if layout.bundle(layer):
            continue
        buckets = _buckets(scene, layer, check)
        for look in sorted(buckets, key=lambda look: (look[1] == WRONG, look[0])):
            painter.setPen(_pen(style, look, crowded))
            painter.drawLines(buckets[look])
        kinks = [lines for (_, verdict), lines in buckets.items() if verdict == KINK]
        if not crowded:
            _paint_diamonds(painter, style, [line.center() for lines in kinks for line in lines])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def paint_checked_biases(painter: QPainter, scene: Scene, check: CheckReading) -> None:
    """Put a dot, at a kink a diamond, on every node in the colour of its bias's relative error."""
    style = scene.style
    for column in scene.layout.columns[1:]:
        if column.is_strip:
            continue
        levels, verdicts = check.parts(column.layer)
        for unit in column.units:
            rect = column.node(unit)
            assert rect is not None
            size = min(_DOT, rect.height)
            level, verdict = int(levels.biases[unit]), int(verdicts.biases[unit])
            if verdict == KINK:
                _paint_diamonds(painter, style, [QPointF(rect.x, rect.middle)])
                continue
            dot = Rect(rect.x - size / 2, rect.middle - size / 2, size, size)
            radius = 0.0 if verdict == WRONG else size
            rounded(painter, dot, _colour(style, level, verdict), style.surface, 0.8, radius=radius)


def paint_check_legend(painter: QPainter, scene: Scene) -> None:
    """Explain colours and marks in one line; what does not fit is left out."""
    style, place = scene.style, scene.layout.legend
    metrics = QFontMetricsF(style.font("small"))
    painter.setFont(style.font("small"))
    x = place.x
    for words, width in (("relative error  1e\N{MINUS SIGN}12", 0.0), ("", _BAR), ("1", 0.0)):
        if width:
            _paint_bar(painter, style, Rect(x, place.middle - 4, width, 8))
        advance = width or metrics.horizontalAdvance(words)
        _write(painter, style, Rect(x, place.y, advance + 2, place.height), words)
        x += advance + 6
    x += 8
    for words, look in (("wrong", (LEVELS, WRONG)), ("kink", (0, KINK)), ("not measured yet", (-1, 0))):
        advance = metrics.horizontalAdvance(words)
        if x + 22 + advance > place.right:
            return
        painter.setPen(_pen(style, look, crowded=False))
        painter.drawLine(QLineF(x, place.middle, x + 17, place.middle))
        if look[1] == KINK:
            _paint_diamonds(painter, style, [QPointF(x + 8.5, place.middle)])
        _write(painter, style, Rect(x + 22, place.y, advance + 2, place.height), words)
        x += 22 + advance + 12


def _buckets(scene: Scene, layer: int, check: CheckReading) -> dict[Look, list[QLineF]]:
    """Sort the edges of a layer by what they look like."""
    before, after = scene.layout.columns[layer - 1], scene.layout.columns[layer]
    cells = np.ix_(before.units, after.units)
    levels, verdicts = (part.weights[cells].astype(int).tolist() for part in check.parts(layer))
    buckets: dict[Look, list[QLineF]] = defaultdict(list)
    for row, start in enumerate(before.ys):
        for column, end in enumerate(after.ys):
            look = levels[row][column], verdicts[row][column]
            buckets[look].append(QLineF(before.right, start, after.left, end))
    return buckets


def _paint_diamonds(painter: QPainter, style: Style, places: list[QPointF]) -> None:
    painter.setPen(QPen(QColor(style.surface), 0.8))
    painter.setBrush(QColor(style.text))
    for at in places:
        corners = [(0, -_DIAMOND), (_DIAMOND, 0), (0, _DIAMOND), (-_DIAMOND, 0)]
        painter.drawPolygon(QPolygonF([at + QPointF(*corner) for corner in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_bar(painter: QPainter, style: Style, rect: Rect) -> None:
    """Draw the colours from the smallest error to the largest."""
    width = rect.width / (LEVELS + 1)
    for level in range(LEVELS + 1):
        cell = QRectF(rect.x + level * width, rect.y, width + 0.5, rect.height)
        painter.fillRect(cell, QColor(_shades(style)[level]))


def _write(painter: QPainter, style: Style, rect: Rect, words: str) -> None:
    painter.setPen(QColor(style.muted))
    painter.drawText(QRectF(*rect), Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, words)


def _colour(style: Style, level: int, verdict: int) -> str:
    if verdict == KINK:
        return style.text
    return style.outline if level < 0 else _shades(style)[level]


@lru_cache(maxsize=8)
def _shades(style: Style) -> tuple[str, ...]:
    return colours_between(style.errors, LEVELS + 1)


@lru_cache(maxsize=256)
def _pen(style: Style, look: Look, crowded: bool) -> QPen:
    level, verdict = look
    width = _CROWDED if crowded else (_THIN + (_WIDE - _THIN) * max(level, 0) / LEVELS) * style.line_width
    if verdict == KINK or level < 0:
        width = _THIN
    pen = QPen(QColor(style.outline if verdict == KINK else _colour(style, level, verdict)), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if verdict == WRONG and not crowded:
        pen.setDashPattern([length / width for length in _DASHES])
    return pen
