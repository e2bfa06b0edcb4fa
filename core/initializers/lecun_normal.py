"""LeCun's normally distributed weights."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class LecunNormal(Initializer):
    """Keep the size of signals from layer to layer while they stay in the straight middle: for SELU, tanh."""

    key, label = "lecun_normal", "LeCun normal"
    formula = r"w \sim N(0, s^2)"
    spread_formula = r"s = \sqrt{\frac{1}{n_{\mathrm{in}}}}"
    reference = "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998 (not truncated, unlike Keras)"

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights of standard deviation sqrt(1 / fan_in)."""
        return generator.normal(0, math.sqrt(1 / fan_in), (fan_in, fan_out))
