"""The momentum has the wrong sign."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class MomentumSign(Mistake):
    """The last step is subtracted and not kept."""

    key, label = "momentum_sign", "Wrong sign of the momentum"
    difference = "with the opposite sign of the momentum"
    why = (
        "Each step takes part of the last one back. The first update is right; later ones are slower than "
        "without momentum."
    )
    right = r"b_t = \mu\, b_{t-1} + g_t"
    formula = r"b_t = {-}\mu\, b_{t-1} + g_t"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """There has to be a velocity."""
        return "velocity" in at.before.state

    def plant(self, steps: Steps) -> Steps:
        """Turn the sign of the velocity that is kept."""
        return replace(
            steps,
            rule=lambda call: steps.rule(
                call._replace(state={**call.state, "velocity": -call.state["velocity"]})
            ),
        )
