"""The optimizer's state is new in every update."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class StateReset(Mistake):
    """Velocity or means are set up inside the loop."""

    key, label = "state_reset", "Optimizer state not kept"
    difference = "with the optimizer's state as before the first update"
    why = (
        "Momentum and running means never build up. The first update is right; later ones are as if each "
        "were the first."
    )
    right = r"v_t = \beta\, v_{t-1} + \ldots"
    formula = r"v_t = \beta\, v_0 + \ldots"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """There has to be a state."""
        return bool(at.before.state)

    def plant(self, steps: Steps) -> Steps:
        """Begin with new slots."""
        return replace(
            steps, rule=lambda call: steps.rule(call._replace(state=call.optimizer.init(call.theta)))
        )
