"""Contours as shapes on paper: filled bands, lines, hatched holes, and labels on the lines."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np
from contourpy import ContourGenerator, FillType, LineType, contour_generator
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from core.number_format import format_number
from nnviz.figures.plot import Axis, Contours, Floats
from nnviz.figures.plot_frame import Bounds, Frame, on_axis
from nnviz.figures.polyline import to_points
from nnviz.figures.style import Style, blend

_HATCH_SPACING = 5.0
_LABEL_SPACING = 60.0


class _Shapes(NamedTuple):
    """Everything in axis space. Region 0 is all that is known, region k where z exceeds level k - 1."""

    regions: list[list[Floats]]
    lines: list[list[Floats]]
    holes: bool


class _Drawn(NamedTuple):
    """The regions and the lines in a frame, in points."""

    regions: list[QPainterPath]
    lines: list[list[QPolygonF]]


def paint_contours(painter: QPainter, layer: Contours, frame: Frame, style: Style) -> None:
    """Paint the layer into `frame`; the painter clips to it."""
    shapes = _shapes(layer, frame.x, frame.y)
    if shapes.holes:
        _hatch(painter, layer, frame, style)
    drawn = _drawn(layer, frame.x, frame.y, frame.rect.getRect(), frame.bounds)
    painter.setPen(Qt.PenStyle.NoPen)
    # Each region covers the inside of the one before, so that no paper shines through a seam.
    for path, colour in zip(drawn.regions, layer.colours, strict=True):
        painter.setBrush(QColor(colour))
        painter.drawPath(path)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if layer.line_colour is None:
        return
    painter.setPen(QPen(QColor(layer.line_colour), 0.6 * style.line_width))
    for lines in drawn.lines:
        for line in lines:
            painter.drawPolyline(line)
    if layer.labels:
        _label(painter, layer, shapes, frame, style)


@lru_cache(maxsize=8)
def _shapes(layer: Contours, x: Axis, y: Axis) -> _Shapes:
    """Trace once what is painted at every zoom; layers are told apart by identity."""
    z = np.ma.masked_invalid(np.asarray(layer.z, dtype=np.float64))
    xs, ys = on_axis(layer.xs, x), on_axis(layer.ys, y)
    generator = contour_generator(xs, ys, z, fill_type=FillType.OuterOffset, line_type=LineType.Separate)
    lows = (-np.inf, *layer.levels)
    regions = [_rings(generator, low) for low in lows]
    levels = layer.levels if layer.line_colour else ()
    lines = [cast(list[Floats], generator.lines(level)) for level in levels]
    return _Shapes(regions, lines, bool(np.ma.getmaskarray(z).any()))


@lru_cache(maxsize=2)
def _drawn(
    layer: Contours, x: Axis, y: Axis, rect: tuple[float, float, float, float], bounds: Bounds
) -> _Drawn:
    """Place the shapes once for all frames of a film, which have the same ground."""
    shapes, frame = _shapes(layer, x, y), Frame(QRectF(*rect), bounds, x, y)
    lines = [[_polygon(line, frame) for line in lines] for lines in shapes.lines]
    return _Drawn([_path(rings, frame) for rings in shapes.regions], lines)


def _rings(generator: ContourGenerator, low: float) -> list[Floats]:
    # The stated type is the union of all fill types; this is FillType.OuterOffset's.
    polygons, offsets = cast(tuple[list[Floats], list[Floats]], generator.filled(low, np.inf))
    pairs = zip(polygons, offsets, strict=True)
    return [ring for polygon, at in pairs for ring in np.split(polygon, at[1:-1])]


def _path(rings: list[Floats], frame: Frame) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in rings:
        path.addPolygon(_polygon(ring, frame))
    return path


def _polygon(line: Floats, frame: Frame) -> QPolygonF:
    return QPolygonF(to_points(frame.place_x(line[:, 0]), frame.place_y(line[:, 1])))


def _hatch(painter: QPainter, layer: Contours, frame: Frame, style: Style) -> None:
    xs, ys = frame.map_x(layer.xs), frame.map_y(layer.ys)
    area = QRectF(QPointF(xs.min(), ys.min()), QPointF(xs.max(), ys.max())).intersected(frame.rect)
    painter.setPen(QPen(QColor(style.outline), 0.5 * style.line_width))
    # Each line climbs at 45 degrees; `shift` is where it would meet the lower edge.
    for shift in np.arange(_HATCH_SPACING - area.height(), area.width(), _HATCH_SPACING):
        low, high = max(-shift, 0.0), min(area.width() - shift, area.height())
        start = QPointF(area.left() + shift + low, area.bottom() - low)
        end = QPointF(area.left() + shift + high, area.bottom() - high)
        painter.drawLine(start, end)


def _label(painter: QPainter, layer: Contours, shapes: _Shapes, frame: Frame, style: Style) -> None:
    """Write each level on its lines, upright on a patch, where there is room for it."""
    font = style.font("small")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    taken: list[QRectF] = []
    for k, (level, lines) in enumerate(zip(layer.levels, shapes.lines, strict=True)):
        words = format_number(level, min(style.digits, 3))
        size = metrics.boundingRect(words).adjusted(-2, 0, 2, 0).size()
        for line in sorted(lines, key=len, reverse=True):
            spot = _free_spot(_polygon(line, frame), size.width(), metrics.height(), frame.rect, taken)
            if spot is None:
                continue
            taken.append(spot)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(blend(layer.colours[k], layer.colours[k + 1], 0.5)))
            painter.drawRoundedRect(spot, 2, 2)
            painter.setPen(QColor(style.text))
            painter.drawText(QPointF(spot.left() + 2, spot.top() + metrics.ascent()), words)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _free_spot(
    line: QPolygonF, width: float, height: float, paper: QRectF, taken: list[QRectF]
) -> QRectF | None:
    inner = paper.adjusted(2, 2, -2, -2)
    if line.boundingRect().width() + line.boundingRect().height() < _LABEL_SPACING:
        return None
    middle = line.size() // 2
    for k in sorted(range(0, line.size(), 3), key=lambda index: abs(index - middle)):
        at = line.at(k)
        spot = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
        if inner.contains(spot) and not any(spot.adjusted(-8, -4, 8, 4).intersects(t) for t in taken):
            return spot
    return None
