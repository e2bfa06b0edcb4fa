"""The change is subtracted."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arrays import Array
from core.checking.student import RuleCall, Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class UpdateSign(Mistake):
    """The gradient is added where it has to be subtracted."""

    key, label = "update_sign", "Wrong sign of the update"
    difference = "with the opposite sign of the step"
    why = "The parameters climb the loss: it grows from the first update on, though every gradient is right."
    right = r"\theta_t = \theta_{t-1} - \eta\, g_t"
    formula = r"\theta_t = \theta_{t-1} + \eta\, g_t"
    wraps = True

    def plant(self, steps: Steps) -> Steps:
        """Step the other way."""

        def rule(call: RuleCall) -> dict[str, Array]:
            values = steps.rule(call)
            change = -values["change"]
            return {**values, "change": change, "theta": call.theta + change}

        return replace(steps, rule=rule)
