"""Glorot's evenly spread weights."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class GlorotUniform(Initializer):
    """Keep the size of signals and gradients alike from layer to layer: for sigmoid, tanh and softmax."""

    key, label = "glorot_uniform", "Glorot uniform"
    formula = r"w \sim U(-r, r)"
    spread_formula = r"r = \sqrt{\frac{6}{n_{\mathrm{in}} + n_{\mathrm{out}}}}"
    reference = (
        "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
    )

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights within sqrt(6 / (fan_in + fan_out))."""
        bound = math.sqrt(6 / (fan_in + fan_out))
        return generator.uniform(-bound, bound, (fan_in, fan_out))
