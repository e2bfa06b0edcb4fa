"""An array as Python, every number with all its digits."""

from __future__ import annotations

import numpy as np

from core.arrays import Array

_WIDEST = 100


def python_array(array: Array, module: str = "np", name: str = "array") -> str:
    """Return an expression that makes the array; one row a line where it is long.

    Parameters
    ----------
    array : array of one or two dimensions
    module, name : str
        Where the constructor is found, and what it is called: ``np.array``, ``torch.tensor``.
    """
    if array.size > 1 and np.all(array == array.flat[0]):
        return f"{module}.full({array.shape}, {float(array.flat[0])!r})"
    begin = f"{module}.{name}("
    whole = f"{begin}{array.tolist()!r})"
    if array.ndim < 2 or len(array) < 2 or len(whole) <= _WIDEST:
        return whole
    rows = "".join(f"    {row!r},\n" for row in array.tolist())
    return f"{begin}[\n{rows}])"
