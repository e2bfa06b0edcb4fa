"""What surrounds the data: title, grid, ticks and labels, and the room that they take."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.figures.plot import Axis, Contours, Image, Plot
from nnviz.figures.plot_frame import Bounds, Frame
from nnviz.figures.style import Style
from nnviz.figures.ticks import Ticks, linear_ticks, log_ticks

_EDGE, _GAP, _MINOR = 6.0, 5.0, 3.0
_SMALLEST_FRAME = 20.0
# Room for one tick in heights of its letters: the widest usual label, a comfortable distance of lines.
_TICK_WIDTH, _TICK_HEIGHT = 5.5, 3.2
_SHORT, _SHORT_WIDTH = 1000, 2.4  # whole numbers below this need less


@dataclass(frozen=True)
class Layout:
    """Where everything of a plot is, and the ticks of both axes."""

    frame: Frame
    x_ticks: Ticks
    y_ticks: Ticks


def lay_out(plot: Plot, style: Style, width: float, height: float, bounds: Bounds) -> Layout:
    """Place the frame in width x height points, so that all words around it have room."""
    tick, word = QFontMetricsF(style.font("small")), QFontMetricsF(style.font("normal"))
    top = _EDGE + (QFontMetricsF(style.font("normal", bold=True)).height() + _GAP if plot.title else 2)
    bottom = _EDGE + tick.height() + _GAP + (word.height() if plot.x.label else 0)
    frame_height = max(height - top - bottom, _SMALLEST_FRAME)
    y_ticks = _ticks(plot.y, bounds.bottom, bounds.top, int(frame_height / (_TICK_HEIGHT * style.small)))
    left = (
        _EDGE
        + max(_widest(y_ticks, tick), plot.gutter)
        + _GAP
        + (word.height() + _GAP if plot.y.label else 0)
    )
    right = _EDGE + 10
    frame_width = max(width - left - right, _SMALLEST_FRAME)
    rect = QRectF(left, top, frame_width, frame_height)
    if plot.equal_aspect:
        rect = _equal(rect, bounds)
    is_short = plot.x.whole and max(abs(bounds.left), abs(bounds.right)) < _SHORT
    most = int(rect.width() / ((_SHORT_WIDTH if is_short else _TICK_WIDTH) * style.small))
    x_ticks = _ticks(plot.x, bounds.left, bounds.right, most)
    if plot.equal_aspect:  # one scale, one distance of ticks
        y_ticks = _ticks(plot.y, bounds.bottom, bounds.top, round(most * rect.height() / rect.width()))
    return Layout(Frame(rect, bounds, plot.x, plot.y), x_ticks, y_ticks)


def paint_grid(painter: QPainter, layout: Layout, style: Style) -> None:
    """Paint the quiet lines behind the data."""
    frame = layout.frame
    painter.setPen(QPen(QColor(style.line), 0.75 * style.line_width))
    for x in frame.place_x(layout.x_ticks.major).tolist():
        painter.drawLine(QLineF(x, frame.rect.top(), x, frame.rect.bottom()))
    for y in frame.place_y(layout.y_ticks.major).tolist():
        painter.drawLine(QLineF(frame.rect.left(), y, frame.rect.right(), y))


def paint_axes(painter: QPainter, plot: Plot, layout: Layout, style: Style) -> None:
    """Paint the axes, their ticks and all words."""
    rect = layout.frame.rect
    painter.setPen(QPen(QColor(style.outline), 0.75 * style.line_width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if has_ground(plot):
        painter.drawRect(rect)
    else:
        painter.drawLine(QLineF(rect.left(), rect.bottom(), rect.right(), rect.bottom()))
        painter.drawLine(QLineF(rect.left(), rect.top(), rect.left(), rect.bottom()))
    for x in layout.frame.place_x(layout.x_ticks.minor).tolist():
        painter.drawLine(QLineF(x, rect.bottom(), x, rect.bottom() + _MINOR))
    for y in layout.frame.place_y(layout.y_ticks.minor).tolist():
        painter.drawLine(QLineF(rect.left() - _MINOR, y, rect.left(), y))
    _paint_tick_labels(painter, layout, style)
    _paint_names(painter, plot, layout, style)


def has_ground(plot: Plot) -> bool:
    """Return whether a layer fills the plane, so that a grid would only disturb."""
    return any(isinstance(layer, Contours | Image) for layer in plot.layers)


def _ticks(axis: Axis, low: float, high: float, most: int) -> Ticks:
    most = max(2, min(most, 10))
    return log_ticks(low, high, most) if axis.log else linear_ticks(low, high, most, whole=axis.whole)


def _widest(ticks: Ticks, metrics: QFontMetricsF) -> float:
    return max((metrics.horizontalAdvance(label) for label in ticks.labels), default=0.0)


def _equal(rect: QRectF, bounds: Bounds) -> QRectF:
    """Return the largest rectangle inside with one scale for both axes, in the middle."""
    spans = bounds.right - bounds.left, bounds.top - bounds.bottom
    scale = min(rect.width() / spans[0], rect.height() / spans[1])
    shrunk = QRectF(0, 0, scale * spans[0], scale * spans[1])
    shrunk.moveCenter(rect.center())
    return shrunk


def _paint_tick_labels(painter: QPainter, layout: Layout, style: Style) -> None:
    font = style.font("small")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(style.muted))
    frame, rect = layout.frame, layout.frame.rect
    under = rect.bottom() + _GAP + metrics.ascent()
    for x, label in zip(frame.place_x(layout.x_ticks.major).tolist(), layout.x_ticks.labels, strict=True):
        painter.drawText(QPointF(x - metrics.horizontalAdvance(label) / 2, under), label)
    # The digits' middle, not the line's, stands beside the grid line.
    rise = metrics.capHeight() / 2
    for y, label in zip(frame.place_y(layout.y_ticks.major).tolist(), layout.y_ticks.labels, strict=True):
        painter.drawText(
            QPointF(rect.left() - _GAP - metrics.horizontalAdvance(label), y + rise),
            label,
        )


def _paint_names(painter: QPainter, plot: Plot, layout: Layout, style: Style) -> None:
    rect = layout.frame.rect
    font = style.font("normal")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(QColor(style.text))
    if plot.x.label:
        under = rect.bottom() + _GAP + QFontMetricsF(style.font("small")).height() + metrics.ascent()
        middle = rect.center().x() - metrics.horizontalAdvance(plot.x.label) / 2
        painter.drawText(QPointF(middle, under), plot.x.label)
    if plot.y.label:
        painter.save()
        widest = _widest(layout.y_ticks, QFontMetricsF(style.font("small")))
        painter.translate(rect.left() - widest - 2 * _GAP - metrics.descent(), rect.center().y())
        painter.rotate(-90)
        painter.drawText(QPointF(-metrics.horizontalAdvance(plot.y.label) / 2, 0), plot.y.label)
        painter.restore()
    if plot.title:
        bold = style.font("normal", bold=True)
        painter.setFont(bold)
        painter.drawText(QPointF(rect.left(), rect.top() - _GAP - QFontMetricsF(bold).descent()), plot.title)
