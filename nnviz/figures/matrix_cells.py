"""The cells of a matrix, painted: rectangles where they are few, pixels where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.number_format import format_number
from core.training import Update
from nnviz.figures.colour_map import mapped
from nnviz.figures.heat_image import extremes, finite_largest, paint_image, pixel_starts
from nnviz.figures.matrices import Matrix
from nnviz.figures.matrix_blocks import Block
from nnviz.figures.style import Style, blend
from nnviz.figures.text_width import text_width

MOST_RECTANGLES = 2500
_MOST_PIXELS = 256  # along one side of an image
_LEAST_MARKED, _LEAST_RULED = 6.0, 5.0
_PADDING = 4.0
_STRONG = 0.6  # of the largest magnitude: such a cell is nearer to the letters' colour than to the paper's
_MOST_IMAGES = 24
_IMAGES: WeakKeyDictionary[Update, dict[tuple[object, ...], QImage]] = WeakKeyDictionary()
_UNKNOWN = 0.55  # how much of a quiet line's colour lies over what is not computed yet


def paint_cells(painter: QPainter, block: Block, style: Style) -> None:
    """Fill the cells that are computed, rule them, and write their numbers or, without room, their signs."""
    matrix, rect = block.matrix, _qrect(block)
    painter.fillRect(rect, QColor(blend(style.surface, style.line, _UNKNOWN)))
    stops = style.cell_stops(is_gradient=matrix.is_gradient, is_pale=block.has_numbers)
    if matrix.values.size > MOST_RECTANGLES:
        paint_image(painter, rect, matrix_image(matrix, stops))
    else:
        _fill_cells(painter, block, stops)
        if min(block.cell_width, block.cell_height) >= _LEAST_RULED:
            _rule(painter, block, style)
        if block.has_numbers:
            _write_numbers(painter, block, style)
        elif min(block.cell_width, block.cell_height) >= _LEAST_MARKED:
            _mark_negatives(painter, block, style)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(style.outline), 0.75))
    painter.drawRect(rect)


def fitting_number(value: float, width: float, style: Style) -> str:
    """Return a number with as many digits as there is room for, at least two."""
    measure = text_width(style, "small")
    for digits in range(style.digits, 1, -1):
        text = format_number(value, digits)
        if measure(text) <= width:
            return text
    return format_number(value, 1)


def matrix_image(matrix: Matrix, stops: Sequence[str]) -> QImage:
    """Return a matrix as pixels, a cell or several each; what is not computed is transparent.

    Of several cells in a pixel the one furthest from 0 is shown: a mean would hide it. What a step leaves as
    it was is not made anew.
    """
    if matrix.update is None or matrix.values.flags.writeable:  # put together for this moment alone
        return _made(matrix, stops)
    images = _IMAGES.setdefault(matrix.update, {})
    key = (matrix.layer, matrix.quantity, np.count_nonzero(matrix.known), tuple(stops))
    if key not in images:
        while len(images) >= _MOST_IMAGES:
            images.pop(next(iter(images)))
        images[key] = _made(matrix, stops)
    return images[key]


def _made(matrix: Matrix, stops: Sequence[str]) -> QImage:
    largest = finite_largest(matrix.values)
    shown = extremes(np.where(matrix.known, matrix.values, 0.0), _MOST_PIXELS, _MOST_PIXELS)
    pixels = mapped(shown, stops, -largest, largest)
    pixels[~_any_of(matrix.known), 3] = 0
    height, width = pixels.shape[:2]
    # The image looks at memory that NumPy owns: the copy outlives it.
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()


def _any_of(known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    rows, columns = (pixel_starts(count, _MOST_PIXELS) for count in known.shape)
    found: NDArray[np.bool_] = np.logical_or.reduceat(
        np.logical_or.reduceat(known, rows, axis=0), columns, axis=1
    )
    return found


def _fill_cells(painter: QPainter, block: Block, stops: Sequence[str]) -> None:
    matrix, largest = block.matrix, finite_largest(block.matrix.values)
    colours = mapped(matrix.values, stops, -largest, largest)
    left, top, width, height = block.rect.x, block.rect.y, block.cell_width, block.cell_height
    shown = matrix.known & (colours[..., 3] > 0)
    rgb = colours.tolist()
    for row, column in _in_sight(painter, block, shown):
        red, green, blue, _ = rgb[row][column]
        place = QRectF(left + column * width, top + row * height, width, height)
        painter.fillRect(place, QColor(red, green, blue))


def _in_sight(painter: QPainter, block: Block, wanted: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the wanted cells that are not clipped away."""
    rows, columns = wanted.shape
    top, left = 0, 0
    if painter.hasClipping():
        clip, rect = painter.clipBoundingRect(), block.rect
        top = max(0, int((clip.top() - rect.y) // block.cell_height))
        rows = min(rows, int((clip.bottom() - rect.y) // block.cell_height) + 1)
        left = max(0, int((clip.left() - rect.x) // block.cell_width))
        columns = min(columns, int((clip.right() - rect.x) // block.cell_width) + 1)
    for row, column in np.argwhere(wanted[top : max(rows, 0), left : max(columns, 0)]).tolist():
        yield top + row, left + column


def _rule(painter: QPainter, block: Block, style: Style) -> None:
    (rows, columns), rect = block.matrix.values.shape, block.rect
    across = [rect.y + k * block.cell_height for k in range(1, rows)]
    down = [rect.x + k * block.cell_width for k in range(1, columns)]
    painter.setPen(QPen(QColor(style.surface), 0.75))
    painter.drawLines([QLineF(rect.x, y, rect.right, y) for y in across])
    painter.drawLines([QLineF(x, rect.y, x, rect.bottom) for x in down])


def _write_numbers(painter: QPainter, block: Block, style: Style) -> None:
    painter.setPen(QColor(style.text))
    painter.setFont(style.font("small"))
    for row, column in _in_sight(painter, block, block.matrix.known):
        text = fitting_number(float(block.matrix.values[row, column]), block.cell_width - _PADDING, style)
        painter.drawText(QRectF(*block.cell_rect(row, column)), Qt.AlignmentFlag.AlignCenter, text)


def _mark_negatives(painter: QPainter, block: Block, style: Style) -> None:
    """Draw a minus in the cells of negative numbers: colour alone would not do."""
    width, height = block.cell_width, block.cell_height
    left, top, size = block.rect.x + width / 2, block.rect.y + height / 2, 0.2 * min(width, height)
    matrix, largest = block.matrix, finite_largest(block.matrix.values)
    is_strong = matrix.values < -_STRONG * largest
    for chosen, colour in ((is_strong, style.surface), (~is_strong & (matrix.values < 0), style.text)):
        places = _in_sight(painter, block, matrix.known & chosen)
        centres = [(left + column * width, top + row * height) for row, column in places]
        painter.setPen(QPen(QColor(colour), 1.0))
        painter.drawLines([QLineF(x - size, y, x + size, y) for x, y in centres])


def _qrect(block: Block) -> QRectF:
    return QRectF(*block.rect)
