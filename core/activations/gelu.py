"""The Gaussian error linear unit."""

import math
from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.error_function import erfc


@dataclass(frozen=True)
class GELU(Activation):
    """Let z through with the probability that a standard normal number is below it."""

    key, label = "gelu", "GELU"
    formula = r"f(z) = z\, \Phi(z)"
    derivative_formula = r"f'(z) = \Phi(z) + \frac{z}{\sqrt{2 \pi}} e^{-z^2 / 2}"
    value_rule = r"<z> \cdot \Phi\left(<z>\right)"
    derivative_rule = (
        r"\Phi\left(<z>\right) + \frac{<z>}{\sqrt{2 \pi}} \cdot e^{-\frac{\left(<z>\right)^2}{2}}"
    )
    why = "It is smooth, slightly above 1 for larger z, and even negative below about -0.75."
    reference = "Hendrycks and Gimpel, Gaussian error linear units, 2016; by erf, not its tanh approximation"

    def value(self, z: Array) -> Array:
        """Return z Phi(z)."""
        return z * self.cumulative(z)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return Phi(z) + z phi(z), with phi the normal density."""
        return self.cumulative(z) + z * np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi)

    def cumulative(self, z: Array) -> Array:
        """Return Phi(z), the normal distribution function, without cancellation for negative z."""
        return 0.5 * erfc(-z / math.sqrt(2))
