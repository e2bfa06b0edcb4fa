"""The leaky rectifier."""

from dataclasses import dataclass

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.hyper import hyper


@dataclass(frozen=True)
class LeakyReLU(Activation):
    """Keep what is positive and let a little of the negative through."""

    key, label = "leaky_relu", "Leaky ReLU"
    formula = r"f(z) = \max(0, z) + \alpha \min(0, z)"
    derivative_formula = r"f'(z) = \begin{cases} 1 & z > 0 \\ \alpha & z \le 0 \end{cases}"
    value_rule = r"\max\left(0, <z>\right) + <slope> \cdot \min\left(0, <z>\right)"
    derivative_rule = r"\begin{cases} 1 & <z> > 0 \\ <slope> & <z> \le 0 \end{cases}"
    why = "It is never 0: a unit that is off still gets a little gradient and can come back."
    reference = "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, 2013"
    kinks = (0.0,)

    slope: float = hyper(
        0.01, r"\alpha", low=0, high=1, help="slope of the negative side (Keras: 0.2 or 0.3)"
    )

    def value(self, z: Array) -> Array:
        """Return z where it is positive, else slope * z."""
        return np.where(z > 0, z, self.slope * z)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return 1 where z > 0, else the slope (as PyTorch, also at 0)."""
        return np.where(z > 0, 1.0, self.slope)
