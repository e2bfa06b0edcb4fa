"""Glorot's normally distributed weights."""

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.initializers.base import Initializer


@dataclass(frozen=True)
class GlorotNormal(Initializer):
    """Keep the size of signals and gradients alike from layer to layer: for sigmoid, tanh and softmax."""

    key, label = "glorot_normal", "Glorot normal"
    formula = r"w \sim N(0, s^2)"
    spread_formula = r"s = \sqrt{\frac{2}{n_{\mathrm{in}} + n_{\mathrm{out}}}}"
    reference = (
        "Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010; "
        "not truncated, as PyTorch"
    )

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights of standard deviation sqrt(2 / (fan_in + fan_out))."""
        return generator.normal(0, math.sqrt(2 / (fan_in + fan_out)), (fan_in, fan_out))
