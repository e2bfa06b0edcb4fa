"""The biases are not updated."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.checking.student import RuleCall, Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class BiasesNotUpdated(Mistake):
    """Only the weights take the step."""

    key, label = "biases_not_updated", "Biases not updated"
    difference = "with the biases left as they were"
    why = (
        "Every unit's threshold stays where it began: training works, but never fits data whose middle is "
        "elsewhere."
    )
    right = r"b_t = b_{t-1} - \eta\, \frac{\partial L}{\partial b}"
    formula = r"b_t = b_{t-1}"
    wraps = True

    def plant(self, steps: Steps) -> Steps:
        """Leave the biases where they are."""

        def rule(call: RuleCall) -> dict[str, Array]:
            values = steps.rule(call)
            if call.kind != "biases":
                return values
            return {**values, "change": np.zeros_like(call.theta), "theta": call.theta}

        return replace(steps, rule=rule)
