"""The rectifier."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array


@dataclass(frozen=True)
class ReLU(Activation):
    """Keep what is positive, cut off the rest."""

    key, label = "relu", "ReLU"
    formula = r"f(z) = \max(0, z)"
    derivative_formula = r"f'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}"
    value_rule = r"\max\left(0, <z>\right)"
    derivative_rule = r"\begin{cases} 1 & <z> > 0 \\ 0 & <z> \le 0 \end{cases}"
    output_range = (0.0, float("inf"))
    kinks = (0.0,)
    why = (
        "It is 1 or 0: the gradient passes whole, or not at all, and a unit that is always off never learns."
    )
    reference = "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, 2010"

    def value(self, z: Array) -> Array:
        """Return max(0, z)."""
        return np.maximum(z, 0)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 1 where z > 0, else 0 (as PyTorch, also at 0)."""
        return np.where(z > 0, 1.0, 0.0)
