"""The weights are not transposed on the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake
from core.mistakes.pieces import back_untransposed


@dataclass(frozen=True)
class WeightsNotTransposed(LayerMistake):
    """Delta goes back through W as the activations came forward."""

    key, label = "weights_not_transposed", "W not transposed"
    difference = "with the next layer's W not transposed in dL/da"
    why = (
        "Each unit gets the blame of another one. Between layers of different sizes NumPy refuses it; in a "
        "square matrix nothing but the numbers shows it."
    )
    right = r"\frac{\partial L}{\partial a^{(<l>)}} = \delta^{(<after>)} \left(W^{(<after>)}\right)^{T}"
    formula = r"\frac{\partial L}{\partial a^{(<l>)}} = \delta^{(<after>)}\, W^{(<after>)}"

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the layers before a square matrix."""
        return tuple(n for n in range(1, at.network.depth) if at.network.sizes[n] == at.network.sizes[n + 1])

    def plant(self, steps: Steps) -> Steps:
        """Multiply by W as it is."""
        return replace(steps, grad_dropped=self.here(steps.grad_dropped, back_untransposed))
