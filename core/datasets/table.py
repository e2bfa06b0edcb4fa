"""Samples that were typed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from core.datasets.base import Dataset, Samples
from core.datasets.numbers import Rows, parse_rows
from core.hyper import HyperError


@dataclass(frozen=True)
class Table(Dataset):
    """A few samples, typed in; the first ones are those of Mazur's worked example."""

    key, label = "table", "Table"
    formula = "(x_i, y_i)"
    reference = "Mazur, A step by step backpropagation example, 2015"

    inputs: Rows = ((0.05, 0.1),)
    targets: Rows = ((0.01, 0.99),)

    @classmethod
    def from_values(cls, values: Mapping[str, Any], path: str = "") -> Self:
        """Build the table; HyperError names the row or cell that is wrong."""
        path = path or cls.key
        for name in values:
            if name not in ("inputs", "targets"):
                raise HyperError(f"{path}.{name}", "Table has no such entry; known: inputs, targets")
        for name in ("inputs", "targets"):
            if name not in values:
                raise HyperError(f"{path}.{name}", "is missing")
        inputs = parse_rows(values["inputs"], f"{path}.inputs")
        targets = parse_rows(values["targets"], f"{path}.targets")
        if len(inputs) != len(targets):
            raise HyperError(f"{path}.targets", f"has {len(targets)} rows, inputs has {len(inputs)}")
        return cls(inputs, targets)

    def encode(self) -> dict[str, Any]:
        """Return the key and both matrices as lists."""
        return {
            "key": self.key,
            "inputs": [list(row) for row in self.inputs],
            "targets": [list(row) for row in self.targets],
        }

    def make(self) -> Samples:
        """Return the rows as they were typed."""
        inputs, targets = np.array(self.inputs), np.array(self.targets)
        return Samples(inputs, targets, _names("x", inputs.shape[1]), _names("y", targets.shape[1]))


def _names(letter: str, count: int) -> tuple[str, ...]:
    return tuple(f"{letter}{index + 1}" for index in range(count))
