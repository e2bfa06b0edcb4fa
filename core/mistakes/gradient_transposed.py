"""The weights' gradient is transposed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class GradientTransposed(LayerMistake):
    """The factors of the product in the wrong order."""

    key, label = "gradient_transposed", "Weight gradient transposed"
    difference = "with the weight gradient transposed"
    why = "The gradient of a weight goes to its mirror image. NumPy refuses it unless the matrix is square."
    right = r"\frac{\partial L}{\partial W^{(<l>)}} = \left(a^{(<before>)}\right)^{T} \delta^{(<l>)}"
    formula = r"\frac{\partial L}{\partial W^{(<l>)}} = \left(\delta^{(<l>)}\right)^{T} a^{(<before>)}"
    wraps = True

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the layers with a square matrix."""
        return tuple(
            n for n in range(1, at.network.depth + 1) if at.network.sizes[n - 1] == at.network.sizes[n]
        )

    def plant(self, steps: Steps) -> Steps:
        """Transpose the gradient."""
        wrong = self.here(steps.weights_gradient, lambda work, layer: steps.weights_gradient(work, layer).T)
        return replace(steps, weights_gradient=wrong)
