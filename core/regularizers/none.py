"""No penalty."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.regularizers.base import Regularizer


@dataclass(frozen=True)
class NoPenalty(Regularizer):
    """Leave the loss as it is."""

    key, label = "none", "None"
    formula = "R = 0"
    convention = ""
    penalty_rule = "0"
    gradient_rule = "0"
    reference = "the plain loss"

    def penalty(self, weights: Array) -> Array:
        """Return zeros."""
        return np.zeros_like(weights)

    def gradient(self, weights: Array) -> Array:
        """Return zeros."""
        return np.zeros_like(weights)
