"""The learning rate is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake
from core.mistakes.pieces import at_rate


@dataclass(frozen=True)
class LearningRateMissing(Mistake):
    """The step is the gradient itself."""

    key, label = "learning_rate_missing", "Learning rate missing"
    difference = "without the learning rate in the update"
    why = "The steps are far too long: the loss jumps about or becomes infinite."
    right = r"\theta_t = \theta_{t-1} - \eta\, g_t"
    formula = r"\theta_t = \theta_{t-1} - g_t"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """There has to be a learning rate."""
        return hasattr(at.optimizer, "learning_rate")

    def plant(self, steps: Steps) -> Steps:
        """Step as with a learning rate of 1."""
        return replace(steps, rule=lambda call: steps.rule(at_rate(call, 1.0)))
