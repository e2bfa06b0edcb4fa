"""The biases' gradient is summed where the mean was meant."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake
from core.mistakes.pieces import averaged_layers


@dataclass(frozen=True)
class BiasesSummed(LayerMistake):
    """The biases' gradient lacks a division by the samples that the rest has."""

    key, label = "biases_summed", "Bias gradient: sum for mean"
    difference = "with the bias gradient summed over the batch and not averaged"
    why = (
        "Biases move as far again as there are samples in the batch, weights do not: the learning rate fits"
        " one of them at most."
    )
    right = r"\frac{\partial L}{\partial b^{(<l>)}} = \frac{1}{N} \sum_n \ldots"
    formula = r"\frac{\partial L}{\partial b^{(<l>)}} = \sum_n \ldots"
    wraps = True

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return all layers, if the loss is a mean over the samples."""
        return averaged_layers(at)

    def plant(self, steps: Steps) -> Steps:
        """Multiply by the number of samples."""
        wrong = self.here(
            steps.biases_gradient, lambda work, layer: work.at.samples * steps.biases_gradient(work, layer)
        )
        return replace(steps, biases_gradient=wrong)
