"""Truth tables: the logic gates, and any other."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from core.arrays import Array
from core.datasets.base import Samples

# Each gate is symmetric: it depends only on how many of its n inputs are on.
GATES: dict[str, Callable[[int, int], bool]] = {
    "and": lambda on, n: on == n,
    "or": lambda on, n: on > 0,
    "nand": lambda on, n: on < n,
    "nor": lambda on, n: on == 0,
    "xor": lambda on, n: on % 2 == 1,
    "not": lambda on, n: on == 0,
}


def gate(name: str, inputs: int = 2) -> Samples:
    """Return the truth table of a gate of `GATES`; XOR of more than two inputs is the parity.

    Raises
    ------
    ValueError
        If NOT is asked for more than one input.
    """
    if name == "not" and inputs != 1:
        raise ValueError(f"NOT has one input, not {inputs}")
    return truth_table([GATES[name](int(row.sum()), inputs) for row in binary_rows(inputs)], name.upper())


def truth_table(outputs: Sequence[int], name: str = "y") -> Samples:
    """Return the samples of any truth table.

    Parameters
    ----------
    outputs : sequence of 0 and 1
        One per row; the rows count up in binary, input 1 being the highest digit.
    name : str
        Of the target.

    Raises
    ------
    ValueError
        If there are not 2, 4, 8, ... outputs, or one of them is neither 0 nor 1.
    """
    inputs = len(outputs).bit_length() - 1
    if inputs < 1 or len(outputs) != 2**inputs:
        raise ValueError(f"a truth table has 2, 4, 8, ... rows, not {len(outputs)}")
    for row, output in enumerate(outputs):
        if output not in (0, 1):
            raise ValueError(f"row {row + 1}: the output {output} is neither 0 nor 1")
    names = tuple(f"x{k + 1}" for k in range(inputs))
    return Samples(binary_rows(inputs), np.array(outputs, dtype=float)[:, None], names, (name,), ("0", "1"))


def binary_rows(inputs: int) -> Array:
    """Return all rows of 0 and 1, counting up, shape (2^inputs, inputs)."""
    return np.array(list(itertools.product((0.0, 1.0), repeat=inputs)))
