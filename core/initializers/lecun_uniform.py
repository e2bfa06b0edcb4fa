"""LeCun's evenly spread weights."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class LecunUniform(Initializer):
    """Keep the size of signals from layer to layer while they stay in the straight middle: for SELU, tanh."""

    key, label = "lecun_uniform", "LeCun uniform"
    formula = r"w \sim U(-r, r)"
    spread_formula = r"r = \sqrt{\frac{3}{n_{\mathrm{in}}}}"
    reference = "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998"

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights within sqrt(3 / fan_in)."""
        bound = math.sqrt(3 / fan_in)
        return generator.uniform(-bound, bound, (fan_in, fan_out))
