"""The hyperbolic tangent."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array


@dataclass(frozen=True)
class Tanh(Activation):
    """Squash z into (-1, 1), with 0 staying 0."""

    key, label = "tanh", "Tanh"
    formula = r"f(z) = \tanh(z) = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}"
    derivative_formula = "f'(z) = 1 - a^2"
    value_rule = r"\tanh\left(<z>\right)"
    derivative_rule = r"1 - \left(<a>\right)^2"
    output_range = (-1.0, 1.0)
    why = "It is 1 around 0, four times the sigmoid's, and nearly 0 where the unit is saturated."
    reference = "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998"

    def value(self, z: Array) -> Array:
        """Return tanh(z)."""
        return np.tanh(z)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 1 - a^2."""
        return 1 - a**2
