"""The weights' gradient is a mean where the sum was meant."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class WeightsAveraged(LayerMistake):
    """The product of the activations with a delta that is divided already, divided once more."""

    key, label = "weights_averaged", "Weight gradient: mean for sum"
    difference = "with the weight gradient divided by the number of samples once more"
    why = (
        "Delta carries the factor of the loss already. Weights hardly learn, the more so the larger the "
        "batch."
    )
    right = r"\frac{\partial L}{\partial W^{(<l>)}} = \left(a^{(<before>)}\right)^{T} \delta^{(<l>)}"
    formula = (
        r"\frac{\partial L}{\partial W^{(<l>)}} = \frac{1}{N} \left(a^{(<before>)}\right)^{T} "
        r"\delta^{(<l>)}"
    )
    wraps = True

    def plant(self, steps: Steps) -> Steps:
        """Divide by the number of samples."""
        wrong = self.here(
            steps.weights_gradient, lambda work, layer: steps.weights_gradient(work, layer) / work.at.samples
        )
        return replace(steps, weights_gradient=wrong)
