"""How numbers are spread in each layer: a lane with a box, its median, and the numbers themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.arrays import Array
from core.statistics import Spread, spread
from nnviz.figures.gradient_reading import Quantity
from nnviz.figures.style import Style, blend
from nnviz.figures.text_width import text_width
from nnviz.figures.ticks import Ticks, linear_ticks, log_ticks

MOST_DOTS = 32  # of a lane; of more numbers, as many evenly chosen ones
_LOW_SHARE = 0.02  # of the sizes are smaller than the logarithmic axis shows
_GOLDEN = 0.6180339887498949
_DOT, _HOLE = 1.9, 1.0
_ROOM_FOR_DOTS = 13.0
_TICK_ROOM = 22.0  # some of which are left out where their labels would touch
_FURTHEST = 13.0


@dataclass(frozen=True, eq=False)
class Lanes:
    """One quantity in every layer.

    Attributes
    ----------
    quantity : str
    title : str
    values : tuple of array
        The known numbers of each layer, flat.
    log : bool
        Whether their sizes are shown, on a logarithmic axis, instead of themselves.
    """

    quantity: Quantity
    title: str
    values: tuple[Array, ...]
    log: bool

    @cached_property
    def shown(self) -> list[Array]:
        """What is spread: the numbers or their sizes."""
        return [np.abs(values) if self.log else values for values in self.values]

    @cached_property
    def spreads(self) -> list[Spread | None]:
        """Return how each layer's are spread."""
        return [spread(values) for values in self.shown]

    def range(self) -> tuple[float, float] | None:
        """Return the ends of the axis, as logarithms where it is logarithmic; None while it is empty."""
        every = np.concatenate([values[np.isfinite(values)] for values in self.shown])
        if self.log:
            every = np.log10(every[every > 0])
            if every.size:
                every = np.array([np.quantile(every, _LOW_SHARE), every.max()])
        if not every.size:
            return None
        low, high = float(every.min()), float(every.max())
        room = 0.06 * (high - low) or (0.5 if self.log else max(abs(low) * 0.1, 0.5))
        low, high = low - room, high + room
        if self.log and high - low >= 1 and math.floor(high) - math.ceil(low) < 1:
            low = float(math.floor(low))  # one label alone says nothing of the scale
        return low, high


def paint_lanes(painter: QPainter, lanes: Lanes, area: QRectF, style: Style) -> None:
    """Paint the lanes, layer 1 at the top, and their axis below; what is not computed yet is empty."""
    pitch = area.height() / len(lanes.values)
    painter.setPen(QPen(QColor(style.line), 0.75 * style.line_width))
    for position in range(len(lanes.values)):
        y = area.top() + (position + 0.5) * pitch
        painter.drawLine(QLineF(area.left(), y, area.right(), y))
    painter.setPen(QPen(QColor(style.outline), 0.75 * style.line_width))
    painter.drawLine(QLineF(area.bottomLeft(), area.bottomRight()))
    ends = lanes.range()
    if ends is None:
        return
    axis = _Axis(ends, area, lanes.log)
    _paint_axis(painter, axis, style)
    painter.save()
    painter.setClipRect(area.adjusted(-3, -1, 3, 1))
    for position, (values, found) in enumerate(zip(lanes.values, lanes.spreads, strict=True)):
        lane = QRectF(area.left(), area.top() + position * pitch, area.width(), pitch)
        if found is None:
            continue
        hue = style.text if lanes.quantity == "a" else style.gradient
        _paint_box(painter, found, lane, axis, hue, style)
        if pitch >= _ROOM_FOR_DOTS:
            _paint_dots(painter, values, lane, axis, style)
        if lanes.log and found.zeros and pitch >= _ROOM_FOR_DOTS:
            _write_zeros(painter, found, lane, style)
    painter.restore()


class _Axis:
    """Places numbers from left to right."""

    def __init__(self, ends: tuple[float, float], area: QRectF, log: bool) -> None:
        self.area = area
        low, high = ends
        most = max(4 if log else 2, int(area.width() / _TICK_ROOM))
        self.ticks: Ticks = (log_ticks if log else linear_ticks)(low, high, most)
        self.is_log = log
        self._low = low
        self._scale = area.width() / (high - low)

    def at(self, values: Array) -> Array:
        """Return the x of each number; what has no logarithm stands at the left end."""
        if self.is_log:
            values = np.log10(np.maximum(values, 10.0**self._low))
        return self.on_axis(values)

    def on_axis(self, positions: Array) -> Array:
        """Return the x of positions on the axis."""
        places: Array = self.area.left() + (positions - self._low) * self._scale
        return np.clip(places, self.area.left(), self.area.right())


def _paint_axis(painter: QPainter, axis: _Axis, style: Style) -> None:
    font = style.font("small")
    painter.setFont(font)
    advance = text_width(style, "small")
    bottom, right = axis.area.bottom(), -np.inf
    places = axis.on_axis(np.array(axis.ticks.major)).tolist()
    for x, label in zip(places, axis.ticks.labels, strict=True):
        half = advance(label) / 2
        painter.setPen(QPen(QColor(style.line), 0.75 * style.line_width))
        painter.drawLine(QLineF(x, axis.area.top(), x, bottom))
        if x - half > right:
            painter.setPen(QColor(style.muted))
            rect = QRectF(x - half, bottom + 2, 2 * half + 1, style.small + 3)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, label)
            right = x + half + 4


def _paint_box(painter: QPainter, found: Spread, lane: QRectF, axis: _Axis, hue: str, style: Style) -> None:
    """Paint a line over the whole range, a box over the middle half, and the median in it."""
    numbers = np.array([found.low, found.lower, found.median, found.upper, found.high])
    low, lower, median, upper, high = axis.at(numbers).tolist()
    half = min(0.36 * lane.height(), 9.0)
    y = lane.center().y()
    painter.setPen(QPen(QColor(blend(style.surface, hue, 0.6)), style.line_width))
    painter.drawLine(QLineF(low, y, high, y))
    painter.setBrush(QColor(blend(style.surface, hue, 0.14)))
    painter.drawRect(QRectF(lower, y - half, max(upper - lower, 0.5), 2 * half))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(hue), 2 * style.line_width))
    painter.drawLine(QLineF(median, y - half, median, y + half))


def _paint_dots(painter: QPainter, values: Array, lane: QRectF, axis: _Axis, style: Style) -> None:
    """Paint the numbers: blue and filled from 0 on, orange and hollow below."""
    ordered = np.sort(values[np.isfinite(values)])
    if ordered.size > MOST_DOTS:
        ordered = ordered[np.linspace(0, ordered.size - 1, MOST_DOTS).round().astype(int)]
    if axis.is_log:
        ordered = ordered[ordered != 0]
    turns = (np.arange(ordered.size) + 0.5) * _GOLDEN % 1 - 0.5
    reach = min(0.62 * lane.height() / 2, _FURTHEST) if ordered.size > 1 else 0.0
    ys = lane.center().y() + 2 * turns * reach
    xs = axis.at(np.abs(ordered) if axis.is_log else ordered)
    painter.setPen(Qt.PenStyle.NoPen)  # an outline would take most of the time
    first = int(np.searchsorted(ordered, 0.0))
    places = [QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    for dots, colour, radius in (
        (places[:first], style.negative, _DOT),
        (places[:first], style.surface, _HOLE),
        (places[first:], style.positive, _DOT),
    ):
        painter.setBrush(QColor(colour))
        for place in dots:
            painter.drawEllipse(place, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _write_zeros(painter: QPainter, found: Spread, lane: QRectF, style: Style) -> None:
    """Say how many have no place on a logarithmic axis."""
    share = 100 * found.zeros / found.count
    words = "all are 0" if found.zeros == found.count else f"{max(1, round(share))} % are 0"
    painter.setFont(style.font("small"))
    painter.setPen(QColor(style.muted))
    place = lane.adjusted(3, 0, 0, 0)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
