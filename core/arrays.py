"""The one array type of the mathematics: float64 of any leading shape."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]


def read_only(array: Array) -> Array:
    """Return `array`, from now on protected against being written to."""
    array.flags.writeable = False
    return array


def row_sum(array: Array) -> Array:
    """Return the sum over the last axis, which stays with length 1."""
    total: Array = np.sum(array, axis=-1, keepdims=True)
    return total


def row_max(array: Array) -> Array:
    """Return the largest entry along the last axis, which stays with length 1."""
    largest: Array = np.max(array, axis=-1, keepdims=True)
    return largest
