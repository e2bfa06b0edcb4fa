"""The penalty on squares, in the two conventions of its factor."""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Array
from core.hyper import hyper
from core.regularizers.base import Regularizer, strength

_CONVENTIONS = {
    "pytorch": "Half the squares count, so that the gradient is lambda w, as PyTorch's weight decay.",
    "keras": "The whole squares count, so that the gradient is 2 lambda w, as in Keras.",
}


@dataclass(frozen=True)
class SquaresRegularizer(Regularizer):
    """A penalty with squares in it; their factor is lambda / 2 (PyTorch) or lambda (Keras)."""

    framework: str = hyper(
        "pytorch",
        choices=("pytorch", "keras"),
        help="pytorch: lambda / 2 times the squares, as its weight decay; keras: lambda times the squares",
    )
    lambda2: float = strength(r"\lambda_2", "the sum of squared weights")

    @property
    def convention(self) -> str:
        """The factor of the squares, and what is penalised."""
        return f"{_CONVENTIONS[self.framework]} {super().convention}"

    @property
    def halves(self) -> bool:
        """Whether half the squares count."""
        return self.framework == "pytorch"

    @property
    def square_rule(self) -> str:
        """Template of one weight's share by its square."""
        return (r"\frac{<lambda2>}{2}" if self.halves else "<lambda2>") + r" \cdot \left(<w>\right)^2"

    @property
    def square_gradient_rule(self) -> str:
        """Template of that share's derivative."""
        return ("" if self.halves else r"2 \cdot ") + r"<lambda2> \cdot <(w)>"

    def square(self, weights: Array) -> Array:
        """Return each weight's share of the penalty on squares."""
        return (0.5 if self.halves else 1.0) * self.lambda2 * weights**2

    def square_gradient(self, weights: Array) -> Array:
        """Return the derivative of that share."""
        return (1.0 if self.halves else 2.0) * self.lambda2 * weights
