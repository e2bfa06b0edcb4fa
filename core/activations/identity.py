"""No activation at all."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array


@dataclass(frozen=True)
class Identity(Activation):
    """Pass z on as it is, for outputs that may be any number."""

    key, label = "identity", "Identity"
    formula = "f(z) = z"
    derivative_formula = "f'(z) = 1"
    value_rule = "<z>"
    derivative_rule = "1"
    why = "It is 1: the gradient passes unchanged, and layers without a bend are no more than one layer."
    reference = "Widrow and Hoff, Adaptive switching circuits, 1960"

    def value(self, z: Array) -> Array:
        """Return a copy of z."""
        return +z

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 1."""
        return np.ones_like(z)
