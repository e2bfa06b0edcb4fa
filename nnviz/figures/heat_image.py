"""Numbers as the pixels of an image with a palette: small in a file, and quick to make."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter

from core.arrays import Array
from nnviz.figures.colour_map import colours_between

_LEVELS = 41  # colours from the lowest number to the highest
_NOTHING = _LEVELS


def finite_largest(values: Array) -> float:
    """Return the largest magnitude of what is finite; 1 where there is none but 0."""
    magnitudes = np.abs(values)
    largest = float(magnitudes.max(initial=0.0))
    if not np.isfinite(largest):
        largest = float(np.max(magnitudes, where=np.isfinite(magnitudes), initial=0.0))
    return largest or 1.0


def extremes(values: Array, rows: int, columns: int) -> Array:
    """Return at most `rows` by `columns` numbers: of several that meet in one, the one furthest from 0.

    A mean would hide it. What is not a number is passed over where it meets another number.
    """
    for axis, most in enumerate((rows, columns)):
        if values.shape[axis] > most:
            starts = pixel_starts(values.shape[axis], most)
            high = np.fmax.reduceat(values, starts, axis=axis)
            low = np.fmin.reduceat(values, starts, axis=axis)
            values = np.where(high >= -low, high, low)
    return values


def pixel_starts(count: int, most: int) -> NDArray[np.intp]:
    """Return where the numbers of each pixel begin."""
    pixels = max(min(count, most), 1)
    return np.arange(pixels) * count // pixels


def heat_image(values: Array, stops: Sequence[str], largest: float) -> QImage:
    """Return a pixel for each number of ``(rows, columns)``; what is not a number is transparent.

    Parameters
    ----------
    stops : sequence of str
        A diverging map.
    largest : float
        What its ends stand for.
    """
    middle = (_LEVELS - 1) / 2
    shares = np.clip(values * (middle / largest), -middle, middle) + middle
    known = ~np.isnan(shares)
    levels = np.where(known, np.rint(np.where(known, shares, 0.0)), _NOTHING).astype(np.uint8)
    height, width = levels.shape
    # The image looks at memory that NumPy owns: the copy outlives it.
    image = QImage(levels.tobytes(), width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(_palette(tuple(stops)))
    return image


def paint_image(painter: QPainter, rect: QRectF, image: QImage) -> None:
    """Draw an image of `heat_image` into a rectangle.

    A palette makes files small, but is looked up again at every painting on a screen: there it costs more
    than all the rest of a drawing of many images.
    """
    engine = painter.paintEngine()
    if engine is not None and engine.type() == QPaintEngine.Type.Raster:
        image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(rect, image)


@lru_cache(maxsize=32)
def _palette(stops: tuple[str, ...]) -> list[int]:
    return [*(QColor(colour).rgba() for colour in colours_between(stops, _LEVELS)), 0]
