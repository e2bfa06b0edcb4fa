"""What stands around a network drawing: names of the layers, their activations, the buttons, the legend."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.number_format import format_number
from nnviz.figures.bundle_values import BundleValues
from nnviz.figures.colour_map import colours_between
from nnviz.figures.network_bundles import sheet_stops
from nnviz.figures.network_handles import Handle
from nnviz.figures.network_layout import HEADER, MARGIN
from nnviz.figures.network_nodes import paint_curve, qrect, rounded
from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Bundle, Column, Rect
from nnviz.figures.network_words import sample_words
from nnviz.figures.style import Style

_LEAST_FOR_WORDS, _LEAST_FOR_NUMBERS, _LEAST_FOR_CAPTION = 60.0, 20.0, 16.0
_SCALE_CELLS, _CURVE_WIDTH = 11, 16.0
_CENTRE = Qt.AlignmentFlag.AlignCenter
_REDUCTIONS = {"half_sum": "half the sum", "sample_mean": "mean of samples", "mean": "mean"}


def paint_headers(painter: QPainter, scene: Scene, handles: tuple[Handle, ...]) -> None:
    """Write the layers' names and sizes above them; buttons take the place of a size."""
    covered = {handle.layer for handle in handles if handle.action != "add_layer"}
    columns = scene.layout.columns
    for column in columns:
        size = scene.reading.network.sizes[column.layer]
        noun = "unit" if column.layer else "input"
        second = f"{size} {noun}{'s' if size != 1 else ''}"
        name = _layer_name(column.layer, len(columns) - 1)
        if _is_narrow(scene):
            name, second = str(column.layer or "x"), str(size)
            if columns[1].x - columns[0].x < _LEAST_FOR_NUMBERS:
                name, second = name if column.layer % 5 == 0 else "", ""
        _write_header(painter, scene, column.x, name, "" if column.layer in covered else second)
    between = {handle.layer + 1 for handle in handles if handle.action == "add_layer"}
    for bundle in scene.layout.bundles:
        if scene.shows_values and bundle.layer not in between:
            _write_caption(painter, scene, bundle)
    loss = scene.reading.trace.task.loss
    _write_header(painter, scene, scene.layout.chips.x, "Loss", loss.key.upper())


def _write_caption(painter: QPainter, scene: Scene, bundle: Bundle) -> None:
    """Write above a bundle what it shows, and how large its strongest colour is."""
    if bundle.rect.width < _LEAST_FOR_CAPTION:
        return
    style = scene.style
    shown = BundleValues(scene.reading, bundle.layer)
    sheet = shown.over or shown.under
    words, limit = sheet.kind, f"± {format_number(sheet.largest, 2)}"
    advance = QFontMetricsF(style.font("small")).horizontalAdvance
    text = next((text for text in (f"{words} {limit}", limit) if advance(text) <= bundle.rect.width), "")
    painter.setPen(QColor(style.gradient if sheet.kind == "gradients" else style.muted))
    painter.setFont(style.font("small"))
    painter.drawText(QRectF(bundle.rect.x, 20, bundle.rect.width, HEADER - 24), _CENTRE, text)


def paint_footers(painter: QPainter, scene: Scene) -> None:
    """Write the activations below their layers, and below the inputs whose numbers they are."""
    for column in scene.layout.columns:
        if column.layer == 0:
            _write_footer(painter, scene, column, _sample_words(scene))
            continue
        if 2 * column.width < _CURVE_WIDTH and _is_narrow(scene):
            continue
        activation = scene.reading.network.layers[column.layer - 1].activation
        if activation.learns_slope:  # its label says both the name and the slope
            continue
        name = "" if _is_narrow(scene) else activation.label
        _write_footer(painter, scene, column, name, curve=activation.elementwise)


def paint_handles(painter: QPainter, style: Style, handles: tuple[Handle, ...]) -> None:
    """Draw the buttons."""
    for handle in handles:
        rounded(painter, handle.rect.grown(-2), style.raised, style.outline, 1.0, radius=6)
        painter.setPen(QPen(QColor(style.text), 1.5))
        x, y = handle.rect.centre, handle.rect.middle
        if handle.action == "remove_layer":
            painter.drawLines([QLineF(x - 4, y - 4, x + 4, y + 4), QLineF(x - 4, y + 4, x + 4, y - 4)])
            continue
        painter.drawLine(QLineF(x - 4.5, y, x + 4.5, y))
        if handle.sign == "+":
            painter.drawLine(QLineF(x, y - 4.5, x, y + 4.5))


def paint_legend(painter: QPainter, scene: Scene) -> None:
    """Explain lines, colours and emptiness in one line; what does not fit is left out."""
    style, place = scene.style, scene.layout.legend
    entries: list[tuple[str, QPen | None]] = [
        ("positive", QPen(QColor(style.positive), 2.2)),
        ("negative", _dashed(style.negative)),
        ("∂ gradient", QPen(QColor(style.gradient), 2.2)),
        ("current step", None),
        ("empty: not computed yet", None),
    ]
    painter.setFont(style.font("small"))
    metrics = QFontMetricsF(style.font("small"))
    x = place.x
    if scene.layout.bundles:
        x = _paint_scales(painter, scene, metrics)
        entries = [entries[0], entries[1], *entries[3:]]
    for text, pen in entries:
        width = 22 + metrics.horizontalAdvance(text)
        if x + width > place.right:
            return
        if pen is not None:
            painter.setPen(pen)
            painter.drawLine(QLineF(x, place.middle, x + 17, place.middle))
        elif text == "current step":
            rounded(
                painter, Rect(x + 1, place.middle - 5, 16, 10), style.current_soft, style.current, 2, radius=5
            )
        else:
            rounded(painter, Rect(x + 1, place.middle - 5, 16, 10), style.surface, style.outline, 1, radius=5)
        painter.setPen(QColor(style.muted))
        painter.drawText(QRectF(x + 22, place.y, width, place.height), Qt.AlignmentFlag.AlignVCenter, text)
        x += width + 12


def _paint_scales(painter: QPainter, scene: Scene, metrics: QFontMetricsF) -> float:
    """Explain the colours of bundles, and return where the next entry of the legend begins."""
    style, place = scene.style, scene.layout.legend
    x = place.x
    for text, is_gradient in (("weights", False), ("gradients", True)):
        stops = sheet_stops(style, is_gradient=is_gradient)
        low, high = "− ", " +"
        painter.setPen(QColor(style.muted))
        painter.drawText(QRectF(x, place.y, 20, place.height), Qt.AlignmentFlag.AlignVCenter, low)
        x += metrics.horizontalAdvance(low)
        for position, colour in enumerate(colours_between(stops, _SCALE_CELLS)):
            painter.fillRect(QRectF(x + 3 * position, place.middle - 4, 3.2, 8), QColor(colour))
        x += 3 * _SCALE_CELLS
        words = f"{high}  {text}"
        painter.drawText(QRectF(x, place.y, 100, place.height), Qt.AlignmentFlag.AlignVCenter, words)
        x += metrics.horizontalAdvance(words) + 12
    return x


def _dashed(colour: str) -> QPen:
    pen = QPen(QColor(colour), 2.2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([2.0, 1.4])
    return pen


def _is_narrow(scene: Scene) -> bool:
    """Tell whether the layers stand too close for words."""
    first, second = scene.layout.columns[:2]
    return second.x - first.x < _LEAST_FOR_WORDS


def _layer_name(layer: int, depth: int) -> str:
    if layer == 0:
        return "Input"
    if layer == depth:
        return "Output"
    return f"Hidden {layer}" if depth > 2 else "Hidden"


def _write_header(painter: QPainter, scene: Scene, x: float, name: str, second: str) -> None:
    style = scene.style
    lines = (
        (name, style.font("normal", bold=True), style.text, 4, 16.0),
        (second, style.font("small"), style.muted, 20, HEADER - 24),
    )
    for text, font, colour, y, height in lines:
        if not text:
            continue
        width = QFontMetricsF(font).horizontalAdvance(text) + 2
        left = min(max(x - width / 2, 2.0), scene.layout.width - width - 2)
        painter.setPen(QColor(colour))
        painter.setFont(font)
        painter.drawText(QRectF(left, y, width, height), _CENTRE, text)


def _sample_words(scene: Scene) -> str:
    words = sample_words(scene.reading)
    room = scene.layout.columns[1].x - MARGIN - 34
    if QFontMetricsF(scene.style.font("small")).horizontalAdvance(words) <= room:
        return words
    moment = scene.reading.moment
    return f"{moment.sample + 1}/{len(moment.update.batch)}"


def _write_footer(painter: QPainter, scene: Scene, column: Column, text: str, *, curve: bool = False) -> None:
    style, place = scene.style, scene.layout.footer
    metrics = QFontMetricsF(style.font("small"))
    width = metrics.horizontalAdvance(text)
    left = column.x - (width + (22 if curve else 0)) / 2
    if curve:
        activation = scene.reading.network.layers[column.layer - 1].activation
        paint_curve(painter, activation, Rect(left, place.middle - 4, _CURVE_WIDTH, 9), style.muted)
        left += 22
    painter.setPen(QColor(style.muted))
    painter.setFont(style.font("small"))
    text_place = Rect(max(left, MARGIN), place.y, width + 2, place.height)
    painter.drawText(qrect(text_place), Qt.AlignmentFlag.AlignVCenter, text)
