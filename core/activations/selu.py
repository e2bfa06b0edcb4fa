"""The self-normalising exponential linear unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.formula import Term

# The fixed point of mean 0 and variance 1 (Klambauer et al., equation 14).
ALPHA = 1.6732632423543772848170429916717
SCALE = 1.0507009873554804934193349852946
_NUMBERS = rf"\lambda \approx {SCALE:.4f},\ \alpha \approx {ALPHA:.4f}"


@dataclass(frozen=True)
class SELU(Activation):
    """An ELU whose two numbers keep signals at mean 0 and variance 1 through many layers."""

    key, label = "selu", "SELU"
    formula = (
        r"f(z) = \begin{cases} \lambda z & z > 0 \\ \lambda \alpha (e^{z} - 1) & z \le 0 \end{cases},\quad "
        + _NUMBERS
    )
    derivative_formula = (
        r"f'(z) = \begin{cases} \lambda & z > 0 \\ \lambda \alpha\, e^{z} & z \le 0 \end{cases}"
    )
    value_rule = (
        r"\begin{cases} <scale> \cdot <(z)> & <z> > 0 \\"
        r" <scale> \cdot <alpha> \left(e^{<z>} - 1\right) & <z> \le 0 \end{cases}"
    )
    derivative_rule = (
        r"\begin{cases} <scale> & <z> > 0 \\ <scale> \cdot <alpha> \cdot e^{<z>} & <z> \le 0 \end{cases}"
    )
    constants: ClassVar[Mapping[str, Term]] = {
        "scale": Term(r"\lambda", SCALE),
        "alpha": Term(r"\alpha", ALPHA),
    }
    output_range = (-SCALE * ALPHA, float("inf"))
    kinks = (0.0,)
    why = "It is a little above 1 for positive z, which makes up for what the negative side damps."
    reference = "Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017"

    def value(self, z: Array) -> Array:
        """Return scale * z where z is positive, else scale * alpha (e^z - 1)."""
        return SCALE * np.where(z > 0, z, ALPHA * np.expm1(np.minimum(z, 0)))

    def derivative(self, z: Array, a: Array) -> Array:
        """Return scale where z > 0, else scale * alpha e^z (as PyTorch, also at 0)."""
        return SCALE * np.where(z > 0, 1.0, ALPHA * np.exp(np.minimum(z, 0)))
