"""The legend of a plot: what is in it, where it covers least, and how it is painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.figures.plot import Bars, Floats, HLine, Layer, Line, Marker, Plot, Points, VLine
from nnviz.figures.plot_frame import Frame, is_on_axis
from nnviz.figures.plot_layers import line_pen, paint_symbol
from nnviz.figures.remembered import remembered
from nnviz.figures.style import Style

_SAMPLE, _GAP, _PADDING, _DISTANCE = 20.0, 6.0, 6.0, 6.0
# How far apart the places of a curve are at which the legend looks whether it would cover it.
_STEP = 4.0
_MOST_PLACES = 1000

_Entry = Line | Points | Bars | HLine | VLine | Marker


def legend_entries(plot: Plot) -> list[_Entry]:
    """Return the layers that have a label."""
    if not plot.legend:
        return []
    return [layer for layer in plot.layers if isinstance(layer, _Entry) and layer.label]


def legend_size(entries: list[_Entry], style: Style) -> QSizeF:
    """Return the size of the legend in points."""
    metrics = QFontMetricsF(style.font("small"))
    words = max(metrics.horizontalAdvance(entry.label) for entry in entries)
    return QSizeF(
        2 * _PADDING + _SAMPLE + _GAP + words, 2 * _PADDING + len(entries) * _row(metrics) - metrics.leading()
    )


def free_corner(plot: Plot, frame: Frame, size: QSizeF) -> QRectF | None:
    """Return where in the frame the legend covers no data, or None; the top right corner is preferred."""
    left, top = frame.rect.left() + _DISTANCE, frame.rect.top() + _DISTANCE
    right = frame.rect.right() - _DISTANCE - size.width()
    bottom = frame.rect.bottom() - _DISTANCE - size.height()
    if right < left or bottom < top:
        return None
    x, y = _occupied(plot, frame)
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    corners = [(right, top), (left, top), (right, bottom), (left, bottom)]
    corners += [(right, middle_y), (middle_x, top), (middle_x, bottom)]
    for place in corners:
        box = QRectF(QPointF(*place), size)
        near = box.adjusted(-2, -2, 2, 2)
        if not np.any((x > near.left()) & (x < near.right()) & (y > near.top()) & (y < near.bottom())):
            return box
    return None


def paint_legend(painter: QPainter, entries: list[_Entry], box: QRectF, style: Style) -> None:
    """Paint the legend into `box`, on a quiet patch of its own."""
    painter.setPen(QPen(QColor(style.line), 0.75 * style.line_width))
    painter.setBrush(QColor(style.surface))
    painter.drawRoundedRect(box, 3, 3)
    font = style.font("small")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for k, entry in enumerate(entries):
        top = box.top() + _PADDING + k * _row(metrics)
        _paint_sample(painter, entry, QRectF(box.left() + _PADDING, top, _SAMPLE, metrics.height()), style)
        painter.setPen(QColor(style.text))
        painter.drawText(QPointF(box.left() + _PADDING + _SAMPLE + _GAP, top + metrics.ascent()), entry.label)


def _paint_sample(painter: QPainter, entry: _Entry, box: QRectF, style: Style) -> None:
    centre = box.center()
    match entry:
        case Points() | Marker():
            paint_symbol(painter, entry, centre.x(), centre.y(), style)
        case Bars():
            painter.fillRect(box.adjusted(4, 2, -4, -2), QColor(entry.colour))
        case _:
            painter.setPen(line_pen(entry.colour, entry.width, entry.dash, style))
            painter.drawLine(QPointF(box.left(), centre.y()), QPointF(box.right(), centre.y()))


def _row(metrics: QFontMetricsF) -> float:
    return metrics.height() + 2


def _occupied(plot: Plot, frame: Frame) -> tuple[Floats, Floats]:
    """Return places in points that a legend should leave alone."""
    places = [_places(layer, frame) for layer in plot.layers]
    x = np.concatenate([np.empty(0), *(p[0] for p in places)])
    y = np.concatenate([np.empty(0), *(p[1] for p in places)])
    return x, y


@remembered
def _places(layer: Layer, frame: Frame) -> tuple[Floats, Floats]:
    match layer:
        case Line():
            return _along(layer, frame)
        case Points() | Marker():
            return np.atleast_1d(frame.map_x(layer.x)), np.atleast_1d(frame.map_y(layer.y))
        case Bars():
            edges, tops = frame.map_x(layer.edges), frame.map_y(layer.heights)
            ground = np.full_like(tops, frame.rect.bottom())
            return _dense(np.repeat((edges[:-1] + edges[1:]) / 2, 2), np.ravel([tops, ground], order="F"))
        case _:
            return np.empty(0), np.empty(0)


def _along(line: Line, frame: Frame) -> tuple[Floats, Floats]:
    shown = np.flatnonzero(is_on_axis(line.x, log=frame.x.log) & is_on_axis(line.y, log=frame.y.log))
    few = shown[:: _stride(len(shown))]
    x, y = frame.map_x(line.x[few]), frame.map_y(line.y[few])
    return (x, y) if len(shown) > _MOST_PLACES else _dense(x, y)


def _dense(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    if len(x) < 2 or len(x) > _MOST_PLACES:
        return x[:: _stride(len(x))], y[:: _stride(len(x))]
    # Far outside is as good as outside: it keeps the number of places small.
    reach = np.hypot(np.clip(np.diff(x), -1e4, 1e4), np.clip(np.diff(y), -1e4, 1e4))
    along = np.concatenate([[0.0], np.cumsum(reach)])
    stops = np.linspace(0, along[-1], min(_MOST_PLACES, 2 + int(along[-1] / _STEP)))
    return np.interp(stops, along, x), np.interp(stops, along, y)


def _stride(count: int) -> int:
    """Return how far apart those are that are looked at of so many places."""
    return -(-count // _MOST_PLACES) or 1
