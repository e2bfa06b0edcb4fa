"""What the gates share: every row of a truth table, once."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.datasets.base import Dataset, Samples


@dataclass(frozen=True)
class TruthTable(Dataset):
    """The rows of a gate's truth table in binary order, with one target of 0 or 1.

    Attributes
    ----------
    outputs : tuple of int
        The gate's answer in every row; their number tells how many inputs there are.
    target_name : str
        The name of the answer.
    """

    outputs: ClassVar[tuple[int, ...]] = ()
    target_name: ClassVar[str] = ""

    def make(self) -> Samples:
        """Return the rows."""
        count = len(self.outputs).bit_length() - 1
        inputs = np.array(list(itertools.product((0.0, 1.0), repeat=count)))
        targets = np.array(self.outputs, dtype=np.float64)[:, None]
        names = tuple(f"x{number}" for number in range(1, count + 1))
        return Samples(inputs, targets, names, (self.target_name,), ("0", "1"))
