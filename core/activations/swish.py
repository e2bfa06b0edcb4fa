"""Swish, which is SiLU for beta = 1."""

from dataclasses import dataclass

from core.activations.base import Activation
from core.activations.sigmoid import logistic
from core.arrays import Array
from core.hyper import hyper


@dataclass(frozen=True)
class Swish(Activation):
    """Let z through as far as its own sigmoid opens the gate."""

    key, label = "swish", "Swish (SiLU)"
    formula = r"f(z) = z\, \sigma(\beta z)"
    derivative_formula = r"f'(z) = \beta a + \sigma(\beta z)\,(1 - \beta a)"
    value_rule = r"<z> \cdot \sigma\left(<beta> \cdot <(z)>\right)"
    derivative_rule = (
        r"<beta> \cdot <(a)> + \sigma\left(<beta> \cdot <(z)>\right) \left(1 - <beta> \cdot <(a)>\right)"
    )
    why = "It is smooth, slightly above 1 for larger z, and even negative below about -1.28."
    reference = (
        "Ramachandran, Zoph and Le, Searching for activation functions, 2017; SiLU: Elfwing et al. 2018"
    )

    beta: float = hyper(1.0, r"\beta", low=0.1, high=10, help="how sharply the gate opens; 1 is SiLU")

    def value(self, z: Array) -> Array:
        """Return z times the sigmoid of beta z."""
        return z * logistic(self.beta * z)

    def derivative(self, z: Array, a: Array) -> Array:
        """Return s + beta z s (1 - s), with s the sigmoid of beta z."""
        gate = logistic(self.beta * z)
        return gate + self.beta * z * gate * (1 - gate)
