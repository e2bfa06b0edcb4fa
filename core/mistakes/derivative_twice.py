"""The activation's derivative is multiplied onto a delta that contains it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arrays import Array
from core.checking.situation import Situation
from core.checking.student import Steps, Work
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class DerivativeTwice(Mistake):
    """From logits, delta is a - y already; the derivative has cancelled."""

    key, label = "derivative_twice", "Activation derivative twice"
    difference = "with the output's activation derivative applied to a delta that contains it already"
    why = (
        "The short delta a - y comes from derivative and loss together. Once more the derivative makes "
        "confident wrong answers cost nothing, and training crawls."
    )
    right = r"\delta = c \cdot (a - y)"
    formula = r"\delta = c \cdot (a - y) \odot f'(z)"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Only from logits has the derivative cancelled."""
        return at.task.loss.meets(at.network.layers[-1].activation)

    def plant(self, steps: Steps) -> Steps:
        """Multiply delta by the derivative."""

        def twice(work: Work, layer: int) -> Array:
            delta = steps.delta(work, layer)
            return work.chain(layer, delta) if layer == work.depth else delta

        return replace(steps, delta=twice)
