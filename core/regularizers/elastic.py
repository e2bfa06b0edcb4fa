"""The penalties on absolute values and on squares together."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.regularizers.base import strength
from core.regularizers.l1 import L1
from core.regularizers.squares import SquaresRegularizer


@dataclass(frozen=True)
class Elastic(SquaresRegularizer):
    """Pull small weights to 0 as L1 does and hold large ones back as L2 does."""

    key, label = "elastic", "Elastic net"
    formula = (
        r"R = \lambda_1\, \sum \left|w\right| + \frac{\lambda_2}{2} \sum w^2"
        r" \quad \text{(Keras: } \lambda_1 \sum \left|w\right| + \lambda_2 \sum w^2\text{)}"
    )
    kinks = (0.0,)
    reference = "Zou and Hastie, Regularization and variable selection via the elastic net, 2005"

    lambda1: float = strength(r"\lambda_1", "the sum of absolute weights")

    @property
    def penalty_rule(self) -> str:
        """Template of one weight's share."""
        return f"{L1.penalty_rule} + {self.square_rule}"

    @property
    def gradient_rule(self) -> str:
        """Template of its derivative."""
        return f"{L1.gradient_rule} + {self.square_gradient_rule}"

    def penalty(self, weights: Array) -> Array:
        """Return lambda1 |w| and the share of its square."""
        return self.lambda1 * np.abs(weights) + self.square(weights)

    def gradient(self, weights: Array) -> Array:
        """Return lambda1 sign(w), which is 0 at 0, and the derivative of the square's share."""
        return self.lambda1 * np.sign(weights) + self.square_gradient(weights)
