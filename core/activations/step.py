"""The threshold of the first neurons."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array


@dataclass(frozen=True)
class Step(Activation):
    """Fire or do not: 1 from z = 0 on, else 0."""

    key, label = "step", "Step"
    formula = r"f(z) = \begin{cases} 1 & z \ge 0 \\ 0 & z < 0 \end{cases}"
    derivative_formula = "f'(z) = 0"
    value_rule = r"\begin{cases} 1 & <z> \ge 0 \\ 0 & <z> < 0 \end{cases}"
    derivative_rule = "0"
    output_range = (0.0, 1.0)
    kinks = (0.0,)
    why = "It is 0 wherever it exists: no gradient comes through, so backpropagation cannot train it."
    reference = "McCulloch and Pitts, A logical calculus of the ideas immanent in nervous activity, 1943"

    def value(self, z: Array) -> Array:
        """Return 1 where z >= 0, else 0."""
        return np.where(z >= 0, 1.0, 0.0)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 0, also at the jump, where there is no derivative."""
        return np.zeros_like(z)
