"""Bundles of edges as heat-maps between their layers, and the strips of units beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.arrays import Array
from nnviz.figures.bundle_values import BundleValues, Sheet
from nnviz.figures.heat_image import extremes, finite_largest, heat_image, paint_image
from nnviz.figures.network_fans import Fan, paint_band, paint_fan
from nnviz.figures.network_reading import Edge
from nnviz.figures.network_scene import Scene
from nnviz.figures.network_shapes import Bundle, Column
from nnviz.figures.style import Style, blend

_MOST_PIXELS = 2.0  # per point: a file for print needs no more
_LEAST_RULED = 5.0
_LEAST_FOR_ENDS, _LEAST_FOR_NUMBERS = 60.0, 32.0
_FULL, _PALE = 0.75, 0.35  # a sheet of many strong colours would outshine the rest of the drawing
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip


def paint_bundles(painter: QPainter, scene: Scene, fans: Sequence[Fan]) -> None:
    """Draw the sheets, pale under the edges of single nodes, and these."""
    for bundle in scene.layout.bundles:
        values = BundleValues(scene.reading, bundle.layer)
        own = [fan for fan in fans if fan.layer == bundle.layer]
        _paint_sheet(painter, scene, bundle, values, is_pale=bool(own))
        for fan in own:
            paint_fan(painter, scene, fan, values)
            paint_band(painter, scene, fan, bundle)


def paint_frame(painter: QPainter, style: Style, bundle: Bundle, image: QImage) -> None:
    """Draw an image as a sheet, with its frame, and number the units that its edges come from."""
    painter.fillRect(QRectF(*bundle.rect), QColor(style.surface))
    paint_image(painter, QRectF(*bundle.rect), image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(blend(style.surface, style.outline, 0.6)), 0.75))
    painter.drawRect(QRectF(*bundle.rect))
    _write_ends(painter, style, bundle)


def sheet_size(painter: QPainter, bundle: Bundle) -> tuple[int, int]:
    """Return how many pixels a sheet has on a device, across and down."""
    scale = min(max(painter.deviceTransform().m11(), 1.0), _MOST_PIXELS)
    return max(round(bundle.rect.width * scale), 1), max(round(bundle.rect.height * scale), 1)


@lru_cache(maxsize=64)
def sheet_stops(style: Style, *, is_gradient: bool, strength: float = _FULL) -> tuple[str, ...]:
    """Return the map of a sheet's colours."""
    stops = style.backward if is_gradient else style.diverging
    return tuple(blend(style.surface, stop, strength) for stop in stops)


def paint_strips(painter: QPainter, scene: Scene) -> None:
    """Draw the units of the layers that are too tall for nodes, and the targets of such outputs."""
    layout, reading = scene.layout, scene.reading
    is_numbered = layout.columns[1].x - layout.columns[0].x >= _LEAST_FOR_NUMBERS
    recording, sample = reading.trace.update.recording, reading.moment.sample
    for column in layout.columns:
        if column.is_strip:
            values = recording.a[column.layer][sample]
            known = reading.known("a", column.layer) if column.layer else np.ones(len(values), np.bool_)
            _paint_strip(painter, scene.style, column, np.where(known, values, np.nan))
            if is_numbered:
                _number_ends(painter, scene.style, column)
    if layout.chips.is_strip:
        _paint_strip(painter, scene.style, layout.chips, recording.targets[sample])


def edge_in_bundle(scene: Scene, x: float, y: float) -> Edge | None:
    """Return the edge whose cell lies under a point; of several in a pixel the one that is seen."""
    bundle = next((bundle for bundle in scene.layout.bundles if bundle.rect.contains(x, y)), None)
    if bundle is None:
        return None
    rect = bundle.rect
    origins = _under(x - rect.x, rect.width, bundle.origins)
    units = _under(y - rect.y, rect.height, bundle.units)
    grid = np.meshgrid(np.array(origins), np.array(units), indexing="ij")
    shares, _ = BundleValues(scene.reading, bundle.layer).shown(grid[0], grid[1])
    origin, unit = np.unravel_index(int(np.argmax(np.nan_to_num(np.abs(shares)))), shares.shape)
    return Edge(bundle.layer, units[int(unit)], origins[int(origin)])


def _under(distance: float, length: float, count: int) -> range:
    """Return which of `count` cells in a row meet in the point at a distance from its start."""
    first = min(int(max(distance - 0.5, 0) * count / length), count - 1)
    last = min(int(max(distance + 0.5, 0) * count / length), count - 1)
    if count <= length:
        first = last = min(int(distance * count / length), count - 1)
    return range(first, last + 1)


def _paint_sheet(
    painter: QPainter, scene: Scene, bundle: Bundle, values: BundleValues, *, is_pale: bool
) -> None:
    style, rect = scene.style, bundle.rect
    is_covered = values.over is not None and values.units >= bundle.units
    under = values.over if values.over is not None and is_covered else values.under
    paint_frame(painter, style, bundle, _image(painter, style, bundle, values, under, is_pale=is_pale))
    if values.over is not None and not is_covered:
        image = _image(painter, style, bundle, values, values.over, is_pale=is_pale)
        width, height = image.width(), image.height()
        rows = values.units * height // bundle.units
        columns = math.ceil(values.origins * width / bundle.origins)
        next_row = max(1, round(height / bundle.units))
        across, down = rect.width / width, rect.height / height
        for x, y, w, h in ((0, 0, width, rows), (0, rows, columns, min(next_row, height - rows))):
            if w > 0 and h > 0:  # a part is copied out: not every device can draw a part of an image
                place = QRectF(rect.x + x * across, rect.y + y * down, w * across, h * down)
                paint_image(painter, place, image.copy(x, y, w, h))


def _image(
    painter: QPainter, style: Style, bundle: Bundle, values: BundleValues, sheet: Sheet, *, is_pale: bool
) -> QImage:
    stops = sheet_stops(style, is_gradient=sheet.kind == "gradients", strength=_PALE if is_pale else _FULL)
    return values.image(sheet, stops, sheet_size(painter, bundle))


def _write_ends(painter: QPainter, style: Style, bundle: Bundle) -> None:
    """Number the first and the last column of a sheet: the units that the edges come from."""
    if bundle.rect.width < _LEAST_FOR_ENDS:
        return
    painter.setPen(QColor(style.muted))
    painter.setFont(style.font("small"))
    place = QRectF(bundle.rect.x, bundle.rect.bottom + 1, bundle.rect.width, 11)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft, "from 1")
    painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(bundle.origins))


def _paint_strip(painter: QPainter, style: Style, column: Column, values: Array) -> None:
    rect = column.extent
    painter.fillRect(QRectF(*rect), QColor(style.surface))
    scale = min(max(painter.deviceTransform().m11(), 1.0), _MOST_PIXELS)
    image = _strip_image(values.tobytes(), max(round(rect.height * scale), 1), style.diverging)
    paint_image(painter, QRectF(*rect), image)
    if column.height >= _LEAST_RULED:
        painter.setPen(QPen(QColor(style.surface), 0.8))
        ys = [y + column.height / 2 for y in column.ys[:-1]]
        painter.drawLines([QLineF(rect.x, y, rect.right, y) for y in ys])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    is_known = bool(np.isfinite(values).any())
    painter.setPen(QPen(QColor(blend(style.outline, style.text, 0.35) if is_known else style.outline), 1.0))
    painter.drawRoundedRect(QRectF(*rect.grown(1)), 3, 3)


@lru_cache(maxsize=256)
def _strip_image(values: bytes, height: int, stops: tuple[str, ...]) -> QImage:
    """Return a strip's numbers as one column; most strips of a deep network stay as they are in a step."""
    numbers = np.frombuffer(values)
    rows = extremes(numbers[:, None], height, 1)
    largest = max(1.0, finite_largest(np.nan_to_num(numbers, nan=0.0)))
    # As in small nodes, what is computed has a colour even where it is near 0: else it would look empty.
    shown = np.sign(rows) * (0.15 + 0.85 * np.minimum(np.abs(rows) / largest, 1.0))
    return heat_image(shown, stops, 1.0)


def _number_ends(painter: QPainter, style: Style, column: Column) -> None:
    """Number the first and the last unit of a strip."""
    rect = column.extent
    painter.setPen(QColor(style.muted))
    painter.setFont(style.font("small"))
    for text, y in (("1", rect.y - 12), (str(len(column.units)), rect.bottom + 1)):
        painter.drawText(QRectF(rect.centre - 30, y, 60, 11), _CENTRE, text)
