"""The loss's derivative is twice too large."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class LossDerivativeDoubled(Mistake):
    """A factor 2 that the loss does not have, or has already."""

    key, label = "loss_derivative_doubled", "Loss derivative doubled"
    difference = "with the loss's derivative doubled"
    why = (
        "Every gradient is twice too large. Training works, as if with twice the learning rate; only a "
        "gradient check shows it."
    )
    right = r"\frac{\partial L}{\partial a} = c \cdot \ell'(a, y)"
    formula = r"\frac{\partial L}{\partial a} = 2\, c \cdot \ell'(a, y)"
    wraps = True

    def plant(self, steps: Steps) -> Steps:
        """Double the factor of the loss."""
        return replace(steps, scale=lambda work: 2 * steps.scale(work))
