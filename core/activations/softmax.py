"""The softmax of a layer."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.activations.base import Activation
from core.arrays import Array, row_max, row_sum


@dataclass(frozen=True)
class Softmax(Activation):
    """Turn a layer's z into probabilities, one per class.

    Attributes
    ----------
    exponential_rule : str
        Template of one unit's exponential: ``<z>`` and ``<z_max>``, the largest z of the layer.
    quotient_rule : str
        Template of one unit's activation: its ``<exponential>`` over their ``<sum>``.
    diagonal_rule, off_diagonal_rule : str
        Templates of the Jacobian da_i/dz_j: ``<a>`` is a_i, ``<a_other>`` is a_j.
    """

    key, label = "softmax", "Softmax"
    formula = r"a_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"
    derivative_formula = (
        r"\frac{\partial a_i}{\partial z_j} ="
        r" \begin{cases} a_i (1 - a_i) & i = j \\ -a_i a_j & i \ne j \end{cases}"
    )
    exponential_rule: ClassVar[str] = "e^{<z> - <(z_max)>}"
    quotient_rule: ClassVar[str] = r"\frac{<exponential>}{<sum>}"
    diagonal_rule: ClassVar[str] = r"<a> \left(1 - <a>\right)"
    off_diagonal_rule: ClassVar[str] = r"-<a> \cdot <a_other>"
    elementwise = False
    probabilities = True
    output_range = (0.0, 1.0)
    why = "Each output depends on every z of the layer: raising one lowers the others."
    reference = "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990"

    def value(self, z: Array) -> Array:
        """Return the exponentials over their sum."""
        exponentials = self.exponentials(z)
        return exponentials / row_sum(exponentials)

    def exponentials(self, z: Array) -> Array:
        """Return exp(z - the layer's largest z): the shift cancels in the quotient and prevents overflow."""
        return np.exp(z - row_max(z))

    def backward(self, grad_a: Array, z: Array, a: Array) -> Array:
        """Return the product of the Jacobian with dL/da, without building the Jacobian."""
        return a * (grad_a - row_sum(grad_a * a))

    def jacobian(self, a: Array) -> Array:
        """Return da_i/dz_j, shape ``(..., units, units)``."""
        diagonal = a[..., :, None] * np.eye(a.shape[-1])
        return diagonal - a[..., :, None] * a[..., None, :]
