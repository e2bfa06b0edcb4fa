"""The loss's derivative is not divided by the number of samples."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.checking.situation import Situation
from core.checking.student import Steps
from core.mistakes.base import Mistake


@dataclass(frozen=True)
class NotAveraged(Mistake):
    """The derivative of the sum, beside a loss that is a mean."""

    key, label = "not_averaged", "Loss derivative not averaged"
    difference = "without the division by the number of samples"
    why = (
        "Every gradient grows with the batch: a learning rate that is right for ten samples makes training "
        "on a thousand of them diverge."
    )
    right = r"\frac{\partial L}{\partial a} = \frac{1}{N} \cdot \ell'(a, y)"
    formula = r"\frac{\partial L}{\partial a} = \ell'(a, y)"
    wraps = True

    @classmethod
    def fits(cls, at: Situation) -> bool:
        """Only a mean over the samples has this factor."""
        return at.averages

    def plant(self, steps: Steps) -> Steps:
        """Take the division out of the factor of the loss."""
        return replace(steps, scale=lambda work: work.at.samples * steps.scale(work))
