"""The chain begins without the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake
from core.mistakes.pieces import sent_back


@dataclass(frozen=True)
class LossDerivativeMissing(Mistake):
    """The outputs send back f'(z) alone, whatever the target."""

    key, label = "loss_derivative_missing", "Loss derivative missing"
    difference = "with 1 in place of the loss's derivative"
    why = (
        "The gradient does not know the target: training pushes every output the same way and the loss does"
        " not fall."
    )
    right = r"\frac{\partial L}{\partial a} = c \cdot \ell'(a, y)"
    formula = r"\frac{\partial L}{\partial a} = 1"

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Leave out softmax, through which a gradient of ones is 0."""
        return at.network.layers[-1].activation.elementwise

    def plant(self, steps: Steps) -> Steps:
        """Send ones back."""
        return sent_back(steps, lambda work: np.ones_like(work.a[work.depth]))
