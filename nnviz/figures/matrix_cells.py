"""The cells of a matrix, painted: rectangles where they are few, pixels where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.arrays import Array
from core.number_format import format_number
from nnviz.figures.colour_map import mapped
from nnviz.figures.matrices import Matrix
from nnviz.figures.matrix_layout import Block
from nnviz.figures.style import Style
from nnviz.figures.text_width import text_width

MOST_RECTANGLES = 2500
_MOST_PIXELS = 400  # along one side of an image
_LEAST_MARKED, _LEAST_RULED = 6.0, 5.0
_PADDING = 4.0


def paint_cells(painter: QPainter, block: Block, style: Style) -> None:
    """Fill the cells that are computed, rule them, and write their numbers or, without room, their signs."""
    matrix, rect = block.matrix, _qrect(block)
    painter.fillRect(rect, QColor(style.background))
    stops = style.cell_stops(is_gradient=matrix.is_gradient, is_pale=block.has_numbers)
    if matrix.values.size > MOST_RECTANGLES:
        painter.drawImage(rect, matrix_image(matrix, stops))
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

    Of several cells in a pixel the one furthest from 0 is shown: a mean would hide it.
    """
    largest = _largest(matrix)
    values = np.where(matrix.known & np.isfinite(matrix.values), matrix.values, 0.0)
    pixels = mapped(_extremes(values), stops, -largest, largest)
    pixels[..., 3] = np.where(_any_of(matrix.known), 255, 0)
    height, width = pixels.shape[:2]
    # The image looks at memory that NumPy owns: the copy outlives it.
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()


def _largest(matrix: Matrix) -> float:
    """Return what the ends of the colour map stand for: the largest magnitude in the matrix."""
    finite = matrix.values[np.isfinite(matrix.values)]
    return float(np.abs(finite).max()) or 1.0 if finite.size else 1.0


def _extremes(values: Array) -> Array:
    """Return the number furthest from 0 of each pixel's cells."""
    rows, columns = (_edges(count) for count in values.shape)
    high = np.maximum.reduceat(np.maximum.reduceat(values, rows, axis=0), columns, axis=1)
    low = np.minimum.reduceat(np.minimum.reduceat(values, rows, axis=0), columns, axis=1)
    return np.where(high >= -low, high, low)


def _any_of(known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    rows, columns = (_edges(count) for count in known.shape)
    found: NDArray[np.bool_] = np.logical_or.reduceat(
        np.logical_or.reduceat(known, rows, axis=0), columns, axis=1
    )
    return found


def _edges(count: int) -> NDArray[np.intp]:
    """Return where the cells of each pixel begin."""
    return np.arange(min(count, _MOST_PIXELS)) * count // min(count, _MOST_PIXELS)


def _fill_cells(painter: QPainter, block: Block, stops: Sequence[str]) -> None:
    matrix, largest = block.matrix, _largest(block.matrix)
    colours = mapped(matrix.values, stops, -largest, largest)
    for row, column in _in_sight(painter, block, matrix.known):
        red, green, blue, alpha = colours[row, column].tolist()
        if alpha:
            painter.fillRect(QRectF(*block.cell_rect(row, column)), QColor(red, green, blue))


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
    size = 0.2 * min(block.cell_width, block.cell_height)
    matrix, marks = block.matrix, []
    for row, column in _in_sight(painter, block, matrix.known & (matrix.values < 0)):
        rect = block.cell_rect(row, column)
        middle = QPointF(rect.centre, rect.middle)
        marks.append(QLineF(middle - QPointF(size, 0), middle + QPointF(size, 0)))
    painter.setPen(QPen(QColor(style.text), 1.0))
    painter.drawLines(marks)


def _qrect(block: Block) -> QRectF:
    return QRectF(*block.rect)
