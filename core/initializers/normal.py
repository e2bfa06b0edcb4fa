"""Normally distributed weights."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.initializers.base import Initializer


@dataclass(frozen=True)
class Normal(Initializer):
    """Draw every weight from a bell curve."""

    key, label = "normal", "Normal"
    formula = r"w \sim N(\mu, s^2)"
    spread_formula = "s"
    reference = "the classical choice; see LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998"

    mean: float = hyper(0.0, r"\mu", help="centre of the bell curve", low=-1000, high=1000)
    std: float = hyper(0.5, "s", help="standard deviation", low=0, high=1000)

    def sample(self, generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        """Return weights around `mean` with standard deviation `std`."""
        return generator.normal(self.mean, self.std, (fan_in, fan_out))
