"""The running means are not corrected."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake
from core.optimizers.adam import Adam

_NEVER = 10**12  # by then no correction is left


@dataclass(frozen=True)
class BiasCorrectionMissing(Mistake):
    """The means start at 0 and are used as they are."""

    key, label = "bias_correction_missing", "Bias correction missing"
    difference = "without bias correction"
    why = (
        "In the first updates the means are too small, the one of the squares most of all: the first steps "
        "are some three times too long with the usual settings."
    )
    right = r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}, \quad \hat{v}_t = \frac{v_t}{1 - \beta_2^t}"
    formula = r"\hat{m}_t = m_t, \quad \hat{v}_t = v_t"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Adam and those made from it correct their means."""
        return isinstance(at.task.optimizer, Adam)

    def plant(self, steps: Steps) -> Steps:
        """Step as in a far later update, which needs no correction."""
        return replace(steps, rule=lambda call: steps.rule(call._replace(t=_NEVER)))
