"""What every regularizer declares and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core.arrays import Array
from core.hyper import hyper
from core.registry import Member


def strength(symbol: str, what: str) -> Any:
    """Declare the factor of a penalty."""
    return hyper(0.01, symbol, low=0, high=100, log=True, help=f"how much {what} weighs beside the loss")


@dataclass(frozen=True)
class Regularizer(Member):
    """A penalty on large weights, added to the loss; elementwise over arrays of any shape.

    The loss grows by the sum of `penalty` over all weights, its gradient by `gradient`. Biases are left
    out: they shift an output and do not make it steep.

    Attributes
    ----------
    kinks : tuple of float
        The weights at which the derivative jumps.
    """

    family = "regularizer"
    kinks: ClassVar[tuple[float, ...]] = ()

    @property
    def convention(self) -> str:
        """One sentence or two on what is penalised and by which factor, for the screen."""
        return "Weights alone are held back; biases and slopes are left out."

    @property
    def penalty_rule(self) -> str:
        """Template of one weight's share: ``<w>`` and the names of the hyperparameters."""
        raise NotImplementedError

    @property
    def gradient_rule(self) -> str:
        """Template of that share's derivative."""
        raise NotImplementedError

    def penalty(self, weights: Array) -> Array:
        """Return each weight's share of the penalty, in the shape of `weights`."""
        raise NotImplementedError

    def gradient(self, weights: Array) -> Array:
        """Return the derivative of each share by its weight; at a kink it is 0, as PyTorch's sign."""
        raise NotImplementedError
