"""The penalty on squares."""

from dataclasses import dataclass

from core.arrays import Array
from core.regularizers.squares import SquaresRegularizer


@dataclass(frozen=True)
class L2(SquaresRegularizer):
    """Pull every weight towards 0 in proportion to its size: no weight grows very large."""

    key, label = "l2", "L2"
    formula = r"R = \frac{\lambda_2}{2} \sum w^2 \quad \text{(Keras: } \lambda_2 \sum w^2\text{)}"
    reference = "Hoerl and Kennard, Ridge regression, 1970; Krogh and Hertz, A simple weight decay, 1992"

    @property
    def penalty_rule(self) -> str:
        """Template of one weight's share."""
        return self.square_rule

    @property
    def gradient_rule(self) -> str:
        """Template of its derivative."""
        return self.square_gradient_rule

    def penalty(self, weights: Array) -> Array:
        """Return lambda2 / 2 w^2, or lambda2 w^2 as Keras."""
        return self.square(weights)

    def gradient(self, weights: Array) -> Array:
        """Return lambda2 w, or 2 lambda2 w as Keras."""
        return self.square_gradient(weights)
