"""The absolute error."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.losses.base import Loss


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """Penalise the error itself: an outlier counts no more than its distance."""

    key, label = "mae", "Absolute error (MAE)"
    formula = r"L = c \sum \left|a - y\right|"
    element_rule = r"\left|<prediction> - <(target)>\right|"
    gradient_rule = (
        r"\begin{cases} 1 & <prediction> > <target> \\ 0 & <prediction> = <target> \\"
        r" -1 & <prediction> < <target> \end{cases}"
    )
    reference = "Boscovich 1757; Laplace 1793"

    def elements(self, prediction: Array, target: Array) -> Array:
        """Return |a - y|."""
        return np.abs(prediction - target)

    def element_gradient(self, prediction: Array, target: Array) -> Array:
        """Return the sign of a - y (0 where they are equal, as PyTorch)."""
        return np.sign(prediction - target)

    def corners(self, target: Array) -> tuple[Array, ...]:
        """Return the target."""
        return (target,)
