"""Numbers from files as `Given` arrays, with the precision that they were kept in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.checking.given import EXACT, Given

_SINGLE = float(np.finfo(np.float32).eps)
_FULL = 15  # significant digits from which on nothing was cut off
_SHORT, _LONG = 3, 7  # an array with so few digits beside one with so many holds simple numbers


def from_binary(name: str, array: npt.NDArray[np.generic], epsilon: float | None = None) -> Given:
    """Return an array of integers, truth values or floats; its type tells the precision."""
    if epsilon is None:
        floats = {np.dtype(kind): float(np.finfo(kind).eps) for kind in (np.float16, np.float32)}
        epsilon = floats.get(array.dtype.newbyteorder("="), EXACT)
    return Given(np.array(array, dtype=np.float64), name, epsilon)


def from_written(arrays: Sequence[tuple[str, Array]]) -> list[Given]:
    """Return arrays that were written as text, cut off after so many digits.

    How many there were is seen from all arrays of the text: with fewer than 15 significant ones, numbers may
    be off by half a unit of the last one, and may have been computed in float32.
    """
    digits = [[_digits(number) for number in array.ravel().tolist()] for _, array in arrays]
    most = max((significant for one in digits for significant, _ in one), default=0)
    if most >= _FULL:
        return [Given(array, name) for name, array in arrays]
    return [
        Given(array, name, _SINGLE, _resolution(array, one, most))
        for (name, array), one in zip(arrays, digits, strict=True)
    ]


def _resolution(array: Array, digits: Sequence[tuple[int, int]], most: int) -> Array | None:
    """Return half a unit of the last digit of each number, whether decimals or digits were counted."""
    own = max((significant for significant, _ in digits), default=0)
    if own <= _SHORT and most >= _LONG:
        return None
    decimals = max((places for _, places in digits), default=0)
    with np.errstate(divide="ignore"):
        exponents = np.floor(np.log10(np.abs(array)))
    by_digits = 10.0 ** (np.where(np.isfinite(exponents), exponents, -400) + 1 - most)
    half: Array = 0.5 * np.maximum(by_digits, 10.0**-decimals)
    return half * (1 + 1e-6)


def _digits(number: float) -> tuple[int, int]:
    """Return the significant digits and the decimal places of a number as it is written shortest."""
    if number == 0 or not math.isfinite(number):
        return 0, 0
    _, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    return len(digits), max(0, -int(exponent))
