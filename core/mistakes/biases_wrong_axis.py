"""The biases' gradient is summed over the wrong axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import EVERY, LayerMistake
from core.task import Task


@dataclass(frozen=True)
class BiasesWrongAxis(LayerMistake):
    """A sum over the units, one number for each sample."""

    key, label = "biases_wrong_axis", "Bias gradient summed over the wrong axis"
    difference = "with the bias gradient summed over the units and not over the samples"
    why = (
        "Each bias gets the sum of a sample. NumPy refuses it unless the batch has one sample or as many as"
        " there are units: then nothing but the numbers shows it."
    )
    right = r"\frac{\partial L}{\partial b_j^{(<l>)}} = \sum_n \delta_{n,j}^{(<l>)}"
    formula = r"\frac{\partial L}{\partial b_n^{(<l>)}} = \sum_j \delta_{n,j}^{(<l>)}"

    def plant(self, steps: Steps) -> Steps:
        """Sum over the units."""
        wrong = self.here(steps.biases_gradient, lambda work, layer: work.delta[layer].sum(axis=1))
        return replace(steps, biases_gradient=wrong)

    def trains(self, task: Task) -> bool:
        """Tell whether every batch has one sample, or as many as the layer has units."""
        batches = {min(task.batch_size, task.samples), task.samples % task.batch_size} - {0}
        layers = task.network.layers if self.layer == EVERY else task.network.layers[self.layer - 1 :][:1]
        return all(size in (1, layer.units) for size in batches for layer in layers)
