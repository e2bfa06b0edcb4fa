"""Epsilon stands on the other side of the root."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.checking.situation import Situation
from core.checking.student import RuleCall, Steps
from core.mistakes.base import Mistake
from core.optimizers.adagrad import Adagrad
from core.optimizers.adam import Adam
from core.optimizers.nadam import NAdam
from core.optimizers.rmsprop import RMSprop

_SPREADS = ("v_hat", "v_max", "variance", "v", "s")  # what the root is taken of: the first that there is


@dataclass(frozen=True)
class EpsilonPlace(Mistake):
    """Epsilon under the root where it belongs beside it, or the other way round."""

    key, label = "epsilon_place", "Epsilon in the other place"
    difference = "with epsilon on the other side of the root"
    why = (
        "Under the root epsilon weighs as its own root, 1e-4 for 1e-8: steps of parameters with small "
        "gradients become much shorter. With large gradients nobody notices."
    )
    right = (
        r"\frac{g}{\sqrt{v} + \epsilon} \quad \text{(RMSprop and Adagrad of Keras: } \sqrt{v + \epsilon} "
        r"\text{)}"
    )
    formula = r"\frac{g}{\sqrt{v + \epsilon}} \quad \text{(the other way round there)}"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Look for a single root, and for no velocity that has gathered other roots before."""
        single = isinstance(at.task.optimizer, Adam | NAdam | RMSprop | Adagrad)
        return single and "velocity" not in at.before.state

    def plant(self, steps: Steps) -> Steps:
        """Divide by the other root."""

        def rule(call: RuleCall) -> dict[str, Array]:
            values = steps.rule(call)
            spread = next(values[name] for name in _SPREADS if name in values)
            beside = np.sqrt(spread) + call.optimizer.epsilon  # type: ignore[attr-defined]
            under = np.sqrt(spread + call.optimizer.epsilon)  # type: ignore[attr-defined]
            ratio = under / beside if _under_root(call) else beside / under
            decay = values.get("decay", 0.0)
            change = decay + (values["change"] - decay) * ratio
            return {**values, "change": change, "theta": call.theta + change}

        return replace(steps, rule=rule)


def _under_root(call: RuleCall) -> bool:
    """Tell whether epsilon belongs under the root."""
    return isinstance(call.optimizer, RMSprop | Adagrad) and call.optimizer.framework == "keras"
