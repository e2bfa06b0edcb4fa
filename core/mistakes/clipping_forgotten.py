"""The gradient is not clipped."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class ClippingForgotten(Mistake):
    """The optimizer gets the gradient as it is."""

    key, label = "clipping_forgotten", "Gradient not clipped"
    difference = "without clipping in the update"
    why = (
        "Most updates are right; a steep place throws the parameters far away, which clipping is there to "
        "prevent."
    )
    right = r"\theta_t = \theta_{t-1} - \eta\, \mathrm{clip}(g_t)"
    formula = r"\theta_t = \theta_{t-1} - \eta\, g_t"

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """There has to be clipping."""
        return at.task.clips

    def plant(self, steps: Steps) -> Steps:
        """Hand the gradient on."""
        return replace(steps, clip=lambda work, gradient: gradient)
