"""He's normally distributed weights."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class HeNormal(Initializer):
    """Keep the size of signals from layer to layer where half of them are cut off: for ReLU and its kin."""

    key, label = "he_normal", "He normal"
    formula = r"w \sim N(0, s^2)"
    spread_formula = r"s = \sqrt{\frac{2}{n_{\mathrm{in}}}}"
    reference = "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015 (as PyTorch, not truncated)"

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights of standard deviation sqrt(2 / fan_in)."""
        return generator.normal(0, math.sqrt(2 / fan_in), (fan_in, fan_out))
