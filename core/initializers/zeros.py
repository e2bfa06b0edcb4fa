"""All weights zero."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class Zeros(Initializer):
    """Start every weight at 0: the units of a layer stay alike for ever, which is worth seeing once."""

    key, label = "zeros", "Zeros"
    formula = "W = 0"
    spread_formula = "0"
    reference = "Rumelhart, Hinton and Williams 1986 (symmetry has to be broken)"

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return zeros of shape ``(fan_in, fan_out)``; nothing is drawn."""
        return np.zeros((fan_in, fan_out))
