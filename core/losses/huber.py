"""The Huber loss."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.losses.base import Loss


@dataclass(frozen=True)
class Huber(Loss):
    """Square small errors and count large ones by their size: smooth, and calm about outliers.

    PyTorch and Keras call the threshold delta, which is dL/dz here.
    """

    key, label = "huber", "Huber"
    formula = (
        r"L = c \sum \begin{cases} \frac{1}{2} (a - y)^2 & |a - y| \le d \\"
        r" d \left(|a - y| - \frac{d}{2}\right) & |a - y| > d \end{cases}"
    )
    element_rule = (
        r"\begin{cases} \frac{1}{2} \left(<prediction> - <(target)>\right)^2 &"
        r" \left|<prediction> - <(target)>\right| \le <threshold> \\"
        r" <threshold> \left(\left|<prediction> - <(target)>\right| - \frac{<threshold>}{2}\right) &"
        r" \left|<prediction> - <(target)>\right| > <threshold> \end{cases}"
    )
    gradient_rule = r"\max\left(-<threshold>, \min\left(<threshold>, <prediction> - <(target)>\right)\right)"
    reference = "Huber, Robust estimation of a location parameter, 1964"

    threshold: float = hyper(
        1.0,
        "d",
        low=0,
        high=1e6,
        low_open=True,
        log=True,
        help="error from which on it is a straight line",
    )

    def elements(self, prediction: Array, target: Array) -> Array:
        """Return (a - y)^2 / 2 up to the threshold, a straight line beyond it."""
        error = np.abs(prediction - target)
        return np.where(
            error <= self.threshold, 0.5 * error**2, self.threshold * (error - 0.5 * self.threshold)
        )

    def element_gradient(self, prediction: Array, target: Array) -> Array:
        """Return a - y, kept within the threshold."""
        return np.maximum(-self.threshold, np.minimum(self.threshold, prediction - target))

    def corners(self, target: Array) -> tuple[Array, ...]:
        """Return where the parabola goes over into a straight line."""
        return target - self.threshold, target + self.threshold
