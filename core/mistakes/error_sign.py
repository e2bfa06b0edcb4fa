"""The error is taken the wrong way round."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class ErrorSign(Mistake):
    """Target minus prediction, where its derivative wants prediction minus target."""

    key, label = "error_sign", "Wrong sign of the error"
    difference = "with the opposite sign of the loss's derivative"
    why = (
        "Every gradient points uphill: the loss grows from the first update on, unless the update has the "
        "wrong sign too."
    )
    right = r"\frac{\partial L}{\partial a} = c \cdot \ell'(a, y) \propto a - y"
    formula = r"\frac{\partial L}{\partial a} = {-}c \cdot \ell'(a, y) \propto y - a"
    wraps = True

    def plant(self, steps: Steps) -> Steps:
        """Turn the sign of the factor of the loss."""
        return replace(steps, scale=lambda work: -steps.scale(work))
