"""The biases' gradient is a mean where the sum was meant."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class BiasesAveraged(LayerMistake):
    """np.mean over a delta that is divided by the samples already, or that is not to be divided."""

    key, label = "biases_averaged", "Bias gradient: mean for sum"
    difference = "with the bias gradient averaged over the batch and not summed"
    why = (
        "Delta carries the factor of the loss already; a mean divides once more. Biases hardly learn, the "
        "more so the larger the batch."
    )
    right = r"\frac{\partial L}{\partial b^{(<l>)}} = \sum_n \delta_n^{(<l>)}"
    formula = r"\frac{\partial L}{\partial b^{(<l>)}} = \frac{1}{N} \sum_n \delta_n^{(<l>)}"
    wraps = True

    def plant(self, steps: Steps) -> Steps:
        """Divide by the number of samples."""
        wrong = self.here(
            steps.biases_gradient, lambda work, layer: steps.biases_gradient(work, layer) / work.at.samples
        )
        return replace(steps, biases_gradient=wrong)
