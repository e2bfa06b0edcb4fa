"""The squared error."""

from dataclasses import dataclass

from core.arrays import Array
from core.hyper import hyper
from core.losses.base import REDUCTION_HELP, Loss


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """Penalise the square of the error: large errors count most."""

    key, label = "mse", "Squared error (MSE)"
    formula = r"L = c \sum (a - y)^2"
    element_rule = r"\left(<prediction> - <(target)>\right)^2"
    gradient_rule = r"2 \left(<prediction> - <(target)>\right)"
    reference = "Legendre 1805; Gauss 1809"

    reduction: str = hyper("mean", choices=("mean", "sample_mean", "half_sum"), help=REDUCTION_HELP)

    def elements(self, prediction: Array, target: Array) -> Array:
        """Return (a - y)^2."""
        return (prediction - target) ** 2

    def element_gradient(self, prediction: Array, target: Array) -> Array:
        """Return 2 (a - y)."""
        return 2 * (prediction - target)
