"""Mish."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.activations.sigmoid import logistic
from core.activations.softplus import log_one_plus_exp
from core.arrays import Array


@dataclass(frozen=True)
class Mish(Activation):
    """Let z through a gate that is the tanh of its softplus."""

    key, label = "mish", "Mish"
    formula = r"f(z) = z \tanh(\ln(1 + e^{z}))"
    derivative_formula = r"f'(z) = w + z\, \sigma(z)\,(1 - w^2), \quad w = \tanh(\ln(1 + e^{z}))"
    value_rule = r"<z> \cdot \tanh\left(\ln\left(1 + e^{<z>}\right)\right)"
    derivative_rule = (
        r"\tanh\left(\ln\left(1 + e^{<z>}\right)\right) + <(z)> \cdot \sigma\left(<z>\right)"
        r" \left(1 - {\left(\tanh\left(\ln\left(1 + e^{<z>}\right)\right)\right)}^2\right)"
    )
    why = "It is smooth, slightly above 1 for larger z, and lets a little of the negative side learn."
    reference = "Misra, Mish: a self regularized non-monotonic activation function, 2020"

    def value(self, z: Array) -> Array:
        """Return z tanh(softplus(z))."""
        return z * np.tanh(log_one_plus_exp(z))

    def derivative(self, z: Array, a: Array) -> Array:
        """Return w + z sigmoid(z) (1 - w^2), with w = tanh(softplus(z))."""
        w = np.tanh(log_one_plus_exp(z))
        slope: Array = w + z * logistic(z) * (1 - w**2)
        return slope
