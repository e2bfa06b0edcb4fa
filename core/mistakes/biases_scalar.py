"""The biases' gradient is one number."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class BiasesScalar(LayerMistake):
    """np.sum without an axis."""

    key, label = "biases_scalar", "Bias gradient summed to one number"
    difference = "with the bias gradient summed over the units too"
    why = "NumPy stretches the one number over all biases without a word: all units of the layer move alike."
    right = r"\frac{\partial L}{\partial b_j^{(<l>)}} = \sum_n \delta_{n,j}^{(<l>)}"
    formula = r"\frac{\partial L}{\partial b_j^{(<l>)}} = \sum_n \sum_k \delta_{n,k}^{(<l>)}"

    def plant(self, steps: Steps) -> Steps:
        """Sum over everything."""
        wrong = self.here(steps.biases_gradient, lambda work, layer: np.array(work.delta[layer].sum()))
        return replace(steps, biases_gradient=wrong)
