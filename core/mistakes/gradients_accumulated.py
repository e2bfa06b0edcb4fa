"""The gradients of the batch before are still there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arrays import Array
from core.checking.student import Steps, Work
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class GradientsAccumulated(Mistake):
    """The gradients are not set to 0 between two updates."""

    key, label = "gradients_accumulated", "Gradients accumulated from the last batch"
    difference = "with the gradient of the update before added"
    why = (
        "The first update is right, the later ones go on with old gradients, as with a momentum of 1: set "
        "them to 0 (zero_grad) before each backward pass."
    )
    right = r"g_t = \frac{\partial L_t}{\partial \theta}"
    formula = r"g_t = g_{t-1} + \frac{\partial L_t}{\partial \theta}"
    wraps, carries = True, True

    def plant(self, steps: Steps) -> Steps:
        """Add what the update before has left."""

        def total(work: Work, kind: str, layer: int) -> Array:
            gradient = steps.total(work, kind, layer)
            if work.at.carried is None:
                return gradient
            carried: Array = getattr(work.at.network.split(work.at.carried)[layer - 1], kind)
            return gradient + carried

        return replace(steps, total=total)
