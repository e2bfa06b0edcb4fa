"""What every way to clip a gradient declares and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.arrays import Array
from core.optimizers.base import Quantity
from core.registry import Member


@dataclass(frozen=True)
class Clipping(Member):
    """What happens to a gradient that is too large, before the optimizer gets it.

    Attributes
    ----------
    rule : str
        Template of one number of the clipped gradient: ``<g>``, ``<norm>`` (the length of the whole
        gradient) and the names of the hyperparameters.
    why : str
        What it does, in a few words for a student.
    """

    family = "clipping"

    @property
    def convention(self) -> str:
        """One sentence on what counts where frameworks differ, for the screen; empty if they agree."""
        return ""

    rule: ClassVar[str] = ""
    why: ClassVar[str] = ""

    def clip(self, gradient: Array) -> Array:
        """Return the gradient of all parameters, shape ``(..., n)``, clipped."""
        raise NotImplementedError

    def quantity(self) -> Quantity:
        """Return the clipped gradient as a quantity of the update."""
        return Quantity("clipped", r"\hat{g}_t", self.rule, self.why)
