"""The 2 of the square's derivative is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.losses.mse import MeanSquaredError
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class LossDerivativeHalved(Mistake):
    """The derivative of a square without its 2."""

    key, label = "loss_derivative_halved", "Factor 2 of the square forgotten"
    difference = "without the factor 2 of the square's derivative"
    why = (
        "Every gradient is half as large as it should be. Training works, as if with half the learning "
        "rate; only a gradient check shows it."
    )
    right = r"\frac{\partial L}{\partial a} = c \cdot 2\, (a - y)"
    formula = r"\frac{\partial L}{\partial a} = c \cdot (a - y)"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Only a square has this factor."""
        return isinstance(at.task.loss, MeanSquaredError)

    def plant(self, steps: Steps) -> Steps:
        """Halve the factor of the loss."""
        return replace(steps, scale=lambda work: 0.5 * steps.scale(work))
