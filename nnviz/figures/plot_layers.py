"""How each kind of layer is painted into its frame; the painter already clips to it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPaintEngine, QPainter, QPen, QPolygonF

from nnviz.figures.contours import paint_contours
from nnviz.figures.plot import (
    Arrow,
    Bars,
    Contours,
    Dash,
    Floats,
    HLine,
    Image,
    Layer,
    Line,
    Marker,
    Points,
    Text,
    VLine,
)
from nnviz.figures.plot_frame import Frame
from nnviz.figures.polyline import COLUMN_WIDTH, Envelope, dashed_segments, envelope, to_points, visible_runs
from nnviz.figures.style import Style
from nnviz.figures.symbols import symbol_path

# A smooth image is enlarged to this many pixels a point, because viewers of SVG and PDF differ in
# whether they smooth.
_IMAGE_PIXELS_PER_POINT = 2
_LARGEST_IMAGE = 2000
_PIECE = 64


def paint_layer(painter: QPainter, layer: Layer, frame: Frame, style: Style) -> None:
    """Paint one layer; pen, brush and font of the painter are changed."""
    match layer:
        case Line():
            _paint_line(painter, layer, frame, style)
        case Points():
            _paint_points(painter, layer, frame, style)
        case Bars():
            _paint_bars(painter, layer, frame)
        case Contours():
            paint_contours(painter, layer, frame, style)
        case Image():
            _paint_image(painter, layer, frame)
        case Arrow():
            _paint_arrow(painter, layer, frame, style)
        case Text():
            _paint_text(painter, layer, frame, style)
        case HLine():
            y = float(frame.map_y(layer.y))
            _paint_rule(painter, layer, (frame.rect.left(), y), (frame.rect.right(), y), style)
        case VLine():
            x = float(frame.map_x(layer.x))
            _paint_rule(painter, layer, (x, frame.rect.top()), (x, frame.rect.bottom()), style)
        case Marker():
            x, y = float(frame.map_x(layer.x)), float(frame.map_y(layer.y))
            paint_symbol(painter, layer, x, y, style)


def line_pen(colour: str, width: float, dash: Dash, style: Style) -> QPen:
    """Return the pen of a curve, a rule or its sample in the legend."""
    pen = QPen(QColor(colour), width * style.line_width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def paint_symbol(painter: QPainter, layer: Points | Marker, x: float, y: float, style: Style) -> None:
    """Paint the (first) symbol of a layer at a place in points."""
    if not (math.isfinite(x) and math.isfinite(y)):
        return
    colour = layer.colour if isinstance(layer, Marker) else _fills(layer, 1)[0]
    painter.setPen(_outline(layer.outline, style))
    painter.setBrush(QColor(colour))
    painter.drawPath(symbol_path(layer.symbol, layer.size).translated(x, y))


def _paint_line(painter: QPainter, layer: Line, frame: Frame, style: Style) -> None:
    pen = line_pen(layer.colour, layer.width, layer.dash, style)
    room = layer.width * style.line_width + 1
    window = frame.rect.adjusted(-room, -room, room, room)
    for x, y in visible_runs(frame.map_x(layer.x), frame.map_y(layer.y), window):
        dense = envelope(x, y)
        if dense is not None:
            _fill(painter, dense, QColor(layer.colour))
            x, y = dense.x, dense.middle
        stroke(painter, x, y, pen)


def _fill(painter: QPainter, dense: Envelope, colour: QColor) -> None:
    """Fill where a dense line has been; as pixels column by column, for the reason of `stroke`."""
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        there_and_back = to_points(dense.x, dense.low) + to_points(dense.x, dense.high)[::-1]
        painter.drawPolygon(QPolygonF(there_and_back))
        return
    pen = QPen(colour, 1.2 * COLUMN_WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    columns = np.stack([dense.x, dense.low, dense.x, dense.high], axis=1)[dense.low < dense.high]
    painter.drawLines([QLineF(*column) for column in columns.tolist()])


def stroke(painter: QPainter, x: Floats, y: Floats, pen: QPen) -> None:
    """Draw a polyline; as pixels in single segments, which Qt paints up to seventy times faster."""
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(to_points(x, y)))
        return
    plain = QPen(pen.color(), pen.widthF())
    if pen.style() == Qt.PenStyle.CustomDashLine:
        plain.setCapStyle(Qt.PenCapStyle.FlatCap)
        segments = dashed_segments(x, y, [length * pen.widthF() for length in pen.dashPattern()])
    else:
        # Square ends overlap where segments meet: no notches.
        plain.setCapStyle(Qt.PenCapStyle.SquareCap)
        segments = np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1)
    painter.setPen(plain)
    painter.drawLines([QLineF(*segment) for segment in segments.tolist()])


def _paint_points(painter: QPainter, layer: Points, frame: Frame, style: Style) -> None:
    x, y = frame.map_x(layer.x), frame.map_y(layer.y)
    window = frame.rect.adjusted(-layer.size, -layer.size, layer.size, layer.size)
    shape = symbol_path(layer.symbol, layer.size)
    painter.setPen(_outline(layer.outline, style))
    fills = _fills(layer, len(x))
    last = None
    for px, py, fill in zip(x.tolist(), y.tolist(), fills, strict=True):
        if not (math.isfinite(px) and math.isfinite(py) and window.contains(px, py)):
            continue
        if fill != last:
            painter.setBrush(QColor(fill))
            last = fill
        painter.drawPath(shape.translated(px, py))


def _fills(layer: Points, count: int) -> list[str]:
    return [layer.fill] * count if isinstance(layer.fill, str) else list(layer.fill)


def _outline(colour: str | None, style: Style) -> QPen:
    return QPen(Qt.PenStyle.NoPen) if colour is None else QPen(QColor(colour), style.line_width)


def _paint_bars(painter: QPainter, layer: Bars, frame: Frame) -> None:
    edges, tops = frame.map_x(layer.edges), frame.map_y(layer.heights)
    # On a logarithmic axis the bars stand on the lower edge: there is no zero.
    ground = float(frame.map_y(0.0)) if not frame.y.log else frame.rect.bottom()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(layer.colour))
    for left, right, top in zip(edges[:-1], edges[1:], tops, strict=True):
        if np.isfinite(left + right + top):
            gap = min(0.5, 0.1 * abs(right - left))
            bar = QRectF(QPointF(left + gap, top), QPointF(right - gap, ground)).normalized()
            painter.drawRect(bar.intersected(frame.rect))


def _paint_image(painter: QPainter, layer: Image, frame: Frame) -> None:
    x, y = frame.map_x(layer.extent[:2]), frame.map_y(layer.extent[2:])
    target = QRectF(QPointF(x[0], y[1]), QPointF(x[1], y[0]))
    pixels = np.ascontiguousarray(layer.rgba[::-1])
    height, width, _ = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    if layer.smooth:
        image = image.scaled(
            _enlarged(target.width(), width),
            _enlarged(target.height(), height),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, layer.smooth)
    painter.drawImage(target, image)


def _enlarged(points: float, pixels: int) -> int:
    return max(pixels, min(_LARGEST_IMAGE, round(points * _IMAGE_PIXELS_PER_POINT)))


def _paint_arrow(painter: QPainter, layer: Arrow, frame: Frame, style: Style) -> None:
    x, y = frame.map_x([layer.start[0], layer.end[0]]), frame.map_y([layer.start[1], layer.end[1]])
    length = math.hypot(x[1] - x[0], y[1] - y[0])
    if not math.isfinite(length) or length == 0:
        return
    along = ((x[1] - x[0]) / length, (y[1] - y[0]) / length)
    head = min(4 + 2.5 * layer.width * style.line_width, length)
    neck = QPointF(x[1] - head * along[0], y[1] - head * along[1])
    side = QPointF(-along[1], along[0]) * (0.4 * head)
    painter.setPen(line_pen(layer.colour, layer.width, (), style))
    painter.drawPolyline([QPointF(x[0], y[0]), neck])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(layer.colour))
    painter.drawPolygon(QPolygonF([QPointF(x[1], y[1]), neck + side, neck - side]))


def _paint_text(painter: QPainter, layer: Text, frame: Frame, style: Style) -> None:
    x, y = float(frame.map_x(layer.x)), float(frame.map_y(layer.y))
    if not (math.isfinite(x) and math.isfinite(y)):
        return
    font = style.font("small")
    metrics = QFontMetricsF(font)
    left = x - layer.anchor[0] * metrics.horizontalAdvance(layer.text)
    baseline = y - layer.anchor[1] * metrics.height() + metrics.ascent()
    painter.setFont(font)
    painter.setPen(QColor(layer.colour))
    painter.drawText(QPointF(left, baseline), layer.text)


def _paint_rule(
    painter: QPainter,
    layer: HLine | VLine,
    start: tuple[float, float],
    end: tuple[float, float],
    style: Style,
) -> None:
    if not all(math.isfinite(c) for c in (*start, *end)):
        return
    painter.setPen(line_pen(layer.colour, layer.width, layer.dash, style))
    painter.drawPolyline([QPointF(*start), QPointF(*end)])
