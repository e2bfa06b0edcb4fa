"""The rectifier that learns its slope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.hyper import hyper


@dataclass(frozen=True)
class PReLU(Activation):
    """Let a part of the negative through, and learn how much: one slope for the layer."""

    key, label = "prelu", "PReLU"
    formula = r"f(z) = \max(0, z) + \alpha \min(0, z)"
    derivative_formula = r"f'(z) = \begin{cases} 1 & z > 0 \\ \alpha & z \le 0 \end{cases}"
    value_rule = r"\max\left(0, <z>\right) + <(slope)> \cdot \min\left(0, <z>\right)"
    derivative_rule = r"\begin{cases} 1 & <z> > 0 \\ <slope> & <z> \le 0 \end{cases}"
    why = "For a negative z it is the slope that the layer has learned so far."
    reference = "He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015"
    learns_slope = True
    kinks = (0.0,)

    slope: float = hyper(
        0.25,
        r"\alpha",
        low=-10,
        high=10,
        help="slope of the negative side at first (Keras: 0)",
    )

    @property
    def initial_slope(self) -> float:
        """The declared slope."""
        return self.slope

    def with_slope(self, slope: Any) -> Self:
        """Return the activation with another slope."""
        return replace(self, slope=slope)

    def value(self, z: Array) -> Array:
        """Return z where it is positive, else slope * z."""
        return np.where(z > 0, z, self.slope * z)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 1 where z > 0, else the slope (as PyTorch, also at 0)."""
        return np.where(z > 0, 1.0, self.slope)

    def slope_derivative(self, z: Array) -> Array:
        """Return min(0, z)."""
        return np.minimum(z, 0.0)
