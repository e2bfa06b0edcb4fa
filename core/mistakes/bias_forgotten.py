"""The bias is not added."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class BiasForgotten(LayerMistake):
    """z is the product alone."""

    key, label = "bias_forgotten", "Bias not added"
    difference = "without the bias in z"
    why = "Every number from this layer on is off. With biases that start at 0 the first update hides it."
    right = r"z^{(<l>)} = a^{(<before>)} W^{(<l>)} + b^{(<l>)}"
    formula = r"z^{(<l>)} = a^{(<before>)} W^{(<l>)}"

    def plant(self, steps: Steps) -> Steps:
        """Leave the bias out."""
        wrong = self.here(
            steps.z, lambda work, layer: work.dropped[layer - 1] @ work.at.parameters[layer - 1].weights
        )
        return replace(steps, z=wrong)
