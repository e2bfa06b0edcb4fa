"""The schedule is ignored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class ScheduleIgnored(Mistake):
    """The learning rate stays what it was in the first update."""

    key, label = "schedule_ignored", "Learning rate of the first update used"
    difference = "with the learning rate of the first update"
    why = "Training begins well and does not settle down at its end, as the schedule was to make it."
    right = r"\theta_t = \theta_{t-1} - \eta_t\, g_t"
    formula = r"\theta_t = \theta_{t-1} - \eta_0\, g_t"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """There has to be a schedule."""
        return at.task.varies_rate

    def plant(self, steps: Steps) -> Steps:
        """Step with the first rate."""
        return replace(steps, optimizer=lambda at: at.task.optimizer_at(0))
