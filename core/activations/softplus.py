"""The soft rectifier."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.activations.sigmoid import logistic
from core.arrays import Array


def log_one_plus_exp(z: Array) -> Array:
    """Return ln(1 + e^z), written so that exp never overflows."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


@dataclass(frozen=True)
class Softplus(Activation):
    """A ReLU with its corner rounded off; exact everywhere, where PyTorch switches to z above 20."""

    key, label = "softplus", "Softplus"
    formula = r"f(z) = \ln(1 + e^{z})"
    derivative_formula = r"f'(z) = \sigma(z) = \frac{1}{1 + e^{-z}}"
    value_rule = r"\ln\left(1 + e^{<z>}\right)"
    derivative_rule = r"\frac{1}{1 + e^{-<(z)>}}"
    output_range = (0.0, float("inf"))
    why = "It is the sigmoid: the gradient fades in gently where ReLU switches it on."
    reference = "Dugas et al., Incorporating second-order functional knowledge, 2001"

    def value(self, z: Array) -> Array:
        """Return ln(1 + e^z)."""
        return log_one_plus_exp(z)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return the sigmoid of z."""
        return logistic(z)
