"""Evenly spread weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from core.arrays import Array
from core.hyper import HyperError, hyper
from core.initializers.base import Initializer


@dataclass(frozen=True)
class Uniform(Initializer):
    """Draw every weight evenly from an interval."""

    key, label = "uniform", "Uniform"
    formula = r"w \sim U(l, h)"
    spread_formula = "[l, h]"
    reference = "the classical choice; see LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998"

    low: float = hyper(-0.5, "l", help="smallest weight", low=-1000, high=1000)
    high: float = hyper(0.5, "h", help="largest weight", low=-1000, high=1000)

    @classmethod
    def from_values(cls, values: Mapping[str, Any], path: str = "") -> Self:
        """Build the initializer; HyperError if the interval is upside down."""
        made = super().from_values(values, path)
        if made.low > made.high:
            raise HyperError(f"{path or cls.key}.high", f"{made.high:g} is below low, which is {made.low:g}")
        return made

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights between `low` and `high`."""
        return generator.uniform(self.low, self.high, (fan_in, fan_out))
