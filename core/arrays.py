"""The one array type of the mathematics: float64 of any leading shape."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]


def read_only(array: Array) -> Array:
    """Return `array`, from now on protected against being written to."""
    array.flags.writeable = False
    return array
