"""The penalty's gradient is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arrays import Array
from core.checking.situation import Situation
from core.checking.student import Steps, Work
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class PenaltyForgotten(Mistake):
    """The penalty is added to the loss, but its derivative not to the gradient."""

    key, label = "penalty_forgotten", "Gradient of the penalty forgotten"
    difference = "without the gradient of the penalty"
    why = "The loss shows the penalty, the weights do not feel it: they grow as if there were none."
    right = r"\frac{\partial L}{\partial W} = a^{T} \delta + R'(W)"
    formula = r"\frac{\partial L}{\partial W} = a^{T} \delta"

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """There has to be a penalty."""
        return at.task.penalises

    def plant(self, steps: Steps) -> Steps:
        """Hand on the gradient of the loss alone."""

        def total(work: Work, kind: str, layer: int) -> Array:
            if kind == "weights":
                return work.steps.weights_gradient(work, layer)
            return steps.total(work, kind, layer)

        return replace(steps, total=total)
