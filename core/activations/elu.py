"""The exponential linear unit."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.hyper import hyper


@dataclass(frozen=True)
class ELU(Activation):
    """Keep what is positive and let the negative run out smoothly to -alpha."""

    key, label = "elu", "ELU"
    formula = r"f(z) = \begin{cases} z & z > 0 \\ \alpha (e^{z} - 1) & z \le 0 \end{cases}"
    derivative_formula = r"f'(z) = \begin{cases} 1 & z > 0 \\ \alpha\, e^{z} & z \le 0 \end{cases}"
    value_rule = r"\begin{cases} <z> & <z> > 0 \\ <alpha> \left(e^{<z>} - 1\right) & <z> \le 0 \end{cases}"
    derivative_rule = r"\begin{cases} 1 & <z> > 0 \\ <alpha> \cdot e^{<z>} & <z> \le 0 \end{cases}"
    output_range = (-10.0, float("inf"))
    kinks = (0.0,)
    why = "It is 1 for positive z and fades to 0 for very negative z, without ReLU's sudden end."
    reference = "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by ELUs, 2016"

    alpha: float = hyper(1.0, r"\alpha", low=0, high=10, help="depth that the negative side runs out to")

    def value(self, z: Array) -> Array:
        """Return z where it is positive, else alpha (e^z - 1)."""
        return np.where(z > 0, z, self.alpha * np.expm1(np.minimum(z, 0)))

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 1 where z > 0, else alpha e^z (as PyTorch, also at 0)."""
        return np.where(z > 0, 1.0, self.alpha * np.exp(np.minimum(z, 0)))
