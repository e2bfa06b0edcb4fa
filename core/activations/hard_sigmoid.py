"""A sigmoid of three straight lines."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array


@dataclass(frozen=True)
class HardSigmoid(Activation):
    """Rise in a straight line from 0 at z = -3 to 1 at z = 3."""

    key, label = "hard_sigmoid", "Hard sigmoid"
    formula = r"f(z) = \min\left(1, \max\left(0, \frac{z + 3}{6}\right)\right)"
    derivative_formula = (
        r"f'(z) = \begin{cases} \frac{1}{6} & -3 < z < 3 \\ 0 & \left|z\right| \ge 3 \end{cases}"
    )
    value_rule = r"\min\left(1, \max\left(0, \frac{<z> + 3}{6}\right)\right)"
    derivative_rule = (
        r"\begin{cases} \frac{1}{6} & \left|<z>\right| < 3 \\ 0 & \left|<z>\right| \ge 3 \end{cases}"
    )
    output_range = (0.0, 1.0)
    kinks = (-3.0, 3.0)
    why = "It is 1/6 on the slope and exactly 0 outside: a saturated unit gets no gradient at all."
    reference = (
        "Courbariaux, Bengio and David, BinaryConnect, 2015; this slope: Howard et al. 2019, as PyTorch"
    )

    def value(self, z: Array) -> Array:
        """Return (z + 3) / 6, kept within 0 and 1."""
        return np.minimum(np.maximum(z + 3, 0), 6) / 6

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 1/6 where |z| < 3, else 0 (as PyTorch, also at the corners)."""
        return np.where(np.abs(z) < 3, 1 / 6, 0.0)
