"""How a computation graph is painted: wires, operations, numbers, and what the step works on."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from core.formula import Source
from nnviz.figures.graph_items import OPERATIONS, Item, Wire
from nnviz.figures.graph_layout import CAPTION
from nnviz.figures.graph_reading import GraphLabel, GraphScene
from nnviz.figures.graph_words import caption, item_text
from nnviz.figures.network_nodes import paint_curve, qrect, rounded
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Style, blend

_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
_CIRCLES = ("multiply", "add", "dropout", "objective")
_GIVEN = ("weight", "bias", "slope", "mask", "target", "penalty")
_PRESSED = ("more", "unit", "onward")
_QUIET = ("rest", "samples")
_WIDTH = 1.6
_ARROW = 7.0
_DASHES = (7.0, 4.0)  # points


def paint_wires(painter: QPainter, scene: GraphScene) -> None:
    """Draw the wires: blue, or orange and dashed, by the sign of their number; those of the step lit."""
    style = scene.style
    paths = [(wire, _path(wire)) for wire in scene.layout.wires]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    touched = [pair for pair in paths if scene.is_touched(pair[0])]
    painter.setPen(QPen(QColor(style.current_soft), 9))
    for _, path in touched:
        painter.drawPath(path)
    for wire, path in paths:
        painter.setPen(_pen(style, scene.value_sign(wire)))
        painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.current))
    for wire, path in touched:
        _paint_direction(painter, path, backward=scene.runs_back(wire))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_items(painter: QPainter, scene: GraphScene, pointed: Item | None) -> None:
    """Draw operations, letters and boxes; `pointed` is the one under the pointer or the keys."""
    for item in scene.lit:
        rounded(painter, item.rect.grown(5), scene.style.current_soft, None, radius=16)
    for item in scene.layout.items:
        _paint_item(painter, scene, item)
    for item in scene.lit:
        rounded(painter, item.rect.grown(2.5), None, scene.style.current, 2.2, radius=_radius(item) + 2.5)
    if pointed is not None:
        rounded(painter, pointed.rect.grown(3), None, scene.style.accent, 1.5, radius=_radius(pointed) + 3)


def paint_numbers(painter: QPainter, scene: GraphScene, highlight: Source | None) -> None:
    """Write the numbers; those that the step reads and writes, and the highlighted one, stand out."""
    style = scene.style
    regular, strong = style.font("small"), style.font("small", bold=True)
    for label in scene.labels:
        if not label.text:
            continue
        backing = _backing(scene, label, highlight)
        painter.setFont(strong if backing else regular)
        if backing is not None:
            width = QFontMetricsF(strong).horizontalAdvance(label.text) + 6
            rect = Rect(label.rect.centre - width / 2, label.rect.y, width, label.rect.height)
            outline = style.accent if label.source == highlight else None
            rounded(painter, rect, backing, outline, 1.2, radius=4)
        painter.setPen(QColor(label.colour))
        painter.drawText(qrect(label.rect), _CENTRE, label.text)


def paint_caption(painter: QPainter, scene: GraphScene, width: float) -> None:
    """Say whose graph it is."""
    name, why = caption(scene.reading)
    style = scene.style
    bold = style.font("small", bold=True)
    painter.setFont(bold)
    painter.setPen(QColor(style.text))
    place = QRectF(8, 1, width - 16, CAPTION - 2)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
    painter.setFont(style.font("small"))
    painter.setPen(QColor(style.muted))
    advance = QFontMetricsF(bold).horizontalAdvance(name) + 6
    painter.drawText(place.adjusted(advance, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, why)


def _path(wire: Wire) -> QPainterPath:
    (x0, y0), (x1, y1) = wire.start, wire.end
    path = QPainterPath(QPointF(x0, y0))
    if y0 == y1:
        path.lineTo(x1, y1)
        return path
    if wire.fans_out:
        left = wire.straight[0]
        middle = (x0 + left) / 2
        path.cubicTo(middle, y0, middle, y1, left, y1)
        path.lineTo(x1, y1)
        return path
    right = wire.straight[1]
    middle = (right + x1) / 2
    path.lineTo(right, y0)
    path.cubicTo(middle, y0, middle, y1, x1, y1)
    return path


@lru_cache(maxsize=64)
def _pen(style: Style, sign: int | None) -> QPen:
    if not sign:
        return QPen(QColor(style.outline), 1.0)
    width = _WIDTH * style.line_width
    pen = QPen(QColor(style.sign_colour(sign)), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if sign < 0:
        pen.setDashPattern([length / width for length in _DASHES])
    return pen


def _paint_direction(painter: QPainter, path: QPainterPath, *, backward: bool) -> None:
    """Draw an arrowhead where the step's numbers go."""
    share = _ARROW / path.length()
    tip, base = (0.0, share) if backward else (1.0, 1 - share)
    line = QLineF(path.pointAtPercent(base), path.pointAtPercent(tip))
    across = line.normalVector().unitVector()
    dx, dy = across.dx() * _ARROW / 2, across.dy() * _ARROW / 2
    foot = line.p1()
    sides = [QPointF(foot.x() + dx, foot.y() + dy), QPointF(foot.x() - dx, foot.y() - dy)]
    painter.drawPolygon(QPolygonF([line.p2(), *sides]))


def _paint_item(painter: QPainter, scene: GraphScene, item: Item) -> None:
    style = scene.style
    known = item.writes is not None and scene.reading.is_known(item.writes)
    border = blend(style.outline, style.text, 0.4) if known else style.outline
    if item.kind == "fork":
        rounded(painter, item.rect, border, None, radius=3)
        return
    if item.kind in OPERATIONS or item.kind in ("unit", "peer"):
        fill = style.raised if item.kind in OPERATIONS else style.surface
        rounded(painter, item.rect, fill, border, 1.3 if known else 1.0, _radius(item))
    elif item.kind in ("more", "onward"):
        rounded(painter, item.rect, style.raised, style.line, 1.0, _radius(item))
    if item.kind == "activation":
        _paint_activation(painter, scene, item)
        return
    bold = item.kind in (*_CIRCLES, *_GIVEN, "result")
    painter.setFont(style.font("normal" if item.kind in _CIRCLES else "small", bold=bold))
    painter.setPen(QColor(_text_colour(style, item)))
    painter.drawText(qrect(item.rect), _CENTRE, item_text(scene.reading, item))


def _paint_activation(painter: QPainter, scene: GraphScene, item: Item) -> None:
    activation, rect = scene.reading.network.layers[item.layer - 1].activation, item.rect
    paint_curve(painter, activation, Rect(rect.x + 10, rect.y + 5, rect.width - 20, 14), scene.style.text)
    painter.setFont(scene.style.font("small"))
    painter.setPen(QColor(scene.style.muted))
    painter.drawText(qrect(item.above), _CENTRE, activation.label)


def _text_colour(style: Style, item: Item) -> str:
    if item.kind in _QUIET or item.kind in _GIVEN:
        return style.muted
    pressed = item.kind in _PRESSED and (item.fold is not None or item.kind == "onward")
    return style.accent if pressed else style.text


def _radius(item: Item) -> float:
    return 12.0 if item.kind in (*_CIRCLES, "unit", "peer", "more", "onward") else 6.0


def _backing(scene: GraphScene, label: GraphLabel, highlight: Source | None) -> str | None:
    if label.source == highlight:
        return scene.style.accent_soft
    return scene.style.current_soft if label.is_touched else None
