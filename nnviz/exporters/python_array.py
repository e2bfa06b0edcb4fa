"""An array as Python, every number with all its digits."""

from __future__ import annotations

import numpy as np

from core.arrays import Array

_WIDEST = 100


def python_array(array: Array, module: str = "np", name: str = "array") -> str:
    """Return an expression that makes the array; rows on lines of their own where it is long.

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
    return f"{begin}[\n{_packed([repr(row) for row in array.tolist()])}])"


def _packed(rows: list[str]) -> str:
    """Return rows, as many on a line as there is room for."""
    lines = [""]
    for row in rows:
        if lines[-1] and len(lines[-1]) + len(row) + 2 > _WIDEST - 4:
            lines.append("")
        lines[-1] += f" {row}," if lines[-1] else f"{row},"
    return "".join(f"    {line}\n" for line in lines)
