"""The logistic sigmoid."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array


def logistic(z: Array) -> Array:
    """Return 1 / (1 + exp(-z)), written so that exp never overflows."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


@dataclass(frozen=True)
class Sigmoid(Activation):
    """Squash z into (0, 1)."""

    key, label = "sigmoid", "Sigmoid"
    formula = r"\sigma(z) = \frac{1}{1 + e^{-z}}"
    derivative_formula = r"\sigma'(z) = a\,(1 - a)"
    value_rule = r"\frac{1}{1 + e^{-<(z)>}}"
    derivative_rule = r"<a> \left(1 - <(a)>\right)"
    output_range = (0.0, 1.0)
    why = "It is at most 1/4, and nearly 0 where the unit is saturated: there the gradient fades."
    reference = "Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, 1986"

    def value(self, z: Array) -> Array:
        """Return 1 / (1 + exp(-z))."""
        return logistic(z)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return a (1 - a)."""
        return a * (1 - a)
