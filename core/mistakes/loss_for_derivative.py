"""The loss is sent back in place of its derivative."""

from __future__ import annotations

from dataclasses import dataclass

from core.checking.student import Steps
from core.mistakes.base import Mistake
from core.mistakes.pieces import sent_back


@dataclass(frozen=True)
class LossForDerivative(Mistake):
    """The chain begins with the loss's own terms."""

    key, label = "loss_for_derivative", "Loss in place of its derivative"
    difference = "with the loss's terms in place of their derivatives"
    why = (
        "A loss has no sign: outputs that are too large and too small are pushed the same way. Small errors"
        " hardly count, and training gets stuck."
    )
    right = r"\frac{\partial L}{\partial a} = c \cdot \ell'(a, y)"
    formula = r"\frac{\partial L}{\partial a} = c \cdot \ell(a, y)"

    def plant(self, steps: Steps) -> Steps:
        """Send the terms of the loss back."""
        return sent_back(steps, lambda work: work.steps.scale(work) * work.elements())
