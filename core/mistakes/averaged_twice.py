"""The gradients are divided by the number of samples twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class AveragedTwice(Mistake):
    """Delta is divided by the number of samples, and the gradients once more."""

    key, label = "averaged_twice", "Averaged twice"
    difference = "with all gradients divided by the number of samples once more"
    why = "Every gradient shrinks as the batch grows: training on a large batch hardly moves."
    right = r"\frac{\partial L}{\partial W} = a^{T} \delta, \quad \delta = \frac{1}{N} \ldots"
    formula = r"\frac{\partial L}{\partial W} = \frac{1}{N}\, a^{T} \delta, \quad \delta = \frac{1}{N} \ldots"
    wraps = True

    def plant(self, steps: Steps) -> Steps:
        """Divide the gradients of weights and biases."""
        return replace(
            steps,
            weights_gradient=lambda work, layer: steps.weights_gradient(work, layer) / work.at.samples,
            biases_gradient=lambda work, layer: steps.biases_gradient(work, layer) / work.at.samples,
        )
