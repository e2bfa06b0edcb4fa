"""The penalty on absolute values."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.regularizers.base import Regularizer, strength


@dataclass(frozen=True)
class L1(Regularizer):
    """Pull every weight towards 0 equally hard: small ones arrive there, and the network gets sparse."""

    key, label = "l1", "L1"
    formula = r"R = \lambda_1\, \sum \left|w\right|"
    penalty_rule = r"<lambda1> \cdot \left|<w>\right|"
    gradient_rule = r"\begin{cases} <lambda1> & <w> > 0 \\ 0 & <w> = 0 \\ -<lambda1> & <w> < 0 \end{cases}"
    kinks = (0.0,)
    reference = "Tibshirani, Regression shrinkage and selection via the lasso, 1996"

    lambda1: float = strength(r"\lambda_1", "the sum of absolute weights")

    def penalty(self, weights: Array) -> Array:
        """Return lambda1 |w|."""
        return self.lambda1 * np.abs(weights)

    def gradient(self, weights: Array) -> Array:
        """Return lambda1 sign(w), which is 0 at 0."""
        return self.lambda1 * np.sign(weights)
