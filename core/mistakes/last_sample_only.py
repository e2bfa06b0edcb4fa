"""Only the last sample counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class LastSampleOnly(Mistake):
    """A loop over the samples that overwrites the gradient and does not add to it."""

    key, label = "last_sample_only", "Gradient of the last sample only"
    difference = "with the last sample's share alone in the weight and bias gradients"
    why = (
        "The other samples are computed and thrown away: = stands where += was meant. Training follows the "
        "last sample of each batch."
    )
    right = r"\frac{\partial L}{\partial W} = \sum_n a_n^{T} \delta_n"
    formula = r"\frac{\partial L}{\partial W} = a_N^{T} \delta_N"

    def plant(self, steps: Steps) -> Steps:
        """Take the last row."""
        return replace(
            steps,
            weights_gradient=lambda work, layer: work.dropped[layer - 1][-1:].T @ work.delta[layer][-1:],
            biases_gradient=lambda work, layer: work.delta[layer][-1],
        )
