"""He's evenly spread weights."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class HeUniform(Initializer):
    """Keep the size of signals from layer to layer where half of them are cut off: for ReLU and its kin."""

    key, label = "he_uniform", "He uniform"
    formula = r"w \sim U(-r, r)"
    spread_formula = r"r = \sqrt{\frac{6}{n_{\mathrm{in}}}}"
    reference = "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015"

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights within sqrt(6 / fan_in)."""
        bound = math.sqrt(6 / fan_in)
        return generator.uniform(-bound, bound, (fan_in, fan_out))
