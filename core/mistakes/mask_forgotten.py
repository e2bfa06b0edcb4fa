"""Dropout is forgotten on the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import LayerMistake


@dataclass(frozen=True)
class MaskForgotten(LayerMistake):
    """Units that were left out get a gradient."""

    key, label = "mask_forgotten", "Dropout's mask forgotten on the way back"
    difference = "without dropout's mask on the way back"
    why = (
        "Units that did not take part in the forward pass are trained by its error, and the others get too "
        "little."
    )
    right = (
        r"\frac{\partial L}{\partial a^{(<l>)}} = m^{(<l>)} \odot \delta^{(<after>)} "
        r"\left(W^{(<after>)}\right)^{T}"
    )
    formula = r"\frac{\partial L}{\partial a^{(<l>)}} = \delta^{(<after>)} \left(W^{(<after>)}\right)^{T}"

    @classmethod
    def layers(cls, at: Situation) -> tuple[int, ...]:
        """Return the hidden layers with dropout."""
        return tuple(n for n in range(1, at.network.depth) if n in at.masks)

    def plant(self, steps: Steps) -> Steps:
        """Leave the mask out."""
        return replace(steps, grad_a=self.here(steps.grad_a, lambda work, layer: work.grad_dropped[layer]))
