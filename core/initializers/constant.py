"""All weights equal."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.initializers.base import Initializer


@dataclass(frozen=True)
class Constant(Initializer):
    """Start every weight at the same number: the units of a layer stay alike for ever, as with zeros."""

    key, label = "constant", "Constant"
    formula = "w = c"
    spread_formula = "0"
    reference = "Rumelhart, Hinton and Williams 1986 (symmetry has to be broken)"

    number: float = hyper(0.5, "c", help="every weight", low=-1000, high=1000)

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return `number` in the shape ``(fan_in, fan_out)``; nothing is drawn."""
        return np.full((fan_in, fan_out), self.number)
