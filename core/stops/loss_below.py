"""Stopping at a loss that is small enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from core.hyper import hyper
from core.number_format import format_number
from core.stops.base import Stop


class Fall(NamedTuple):
    """The last loss, whether it was above the bound before, and whether it fell below it just now."""

    loss: float
    was_above: bool
    fell: bool = False


@dataclass(frozen=True)
class LossBelow(Stop):
    """Stop when the mean loss of an epoch falls below a bound.

    A loss that is below it already where the run begins has to rise above it first: so one can go on after
    a stop.
    """

    key, label = "loss_below", "Loss below a bound"
    formula = r"L_e < b"
    reference = "McClelland and Rumelhart, Explorations in parallel distributed processing, 1988 (ecrit)"

    bound: float = hyper(0.01, "b", low=0, high=1e9, low_open=True, log=True, help="stop below this loss")

    def start(self, loss: float) -> Fall:
        """Keep whether the loss has still to fall."""
        return Fall(loss, loss >= self.bound)

    def look(self, memory: Fall, loss: float, epochs: int) -> Fall:
        """Compare with the bound."""
        is_above = loss >= self.bound
        return Fall(loss, is_above, memory.was_above and not is_above)

    def holds(self, memory: Fall) -> bool:
        """Tell whether the loss fell below the bound."""
        return memory.fell

    def reason(self, memory: Fall) -> str:
        """Name the loss and the bound."""
        return f"the epoch's mean loss is {format_number(memory.loss)}, below {format_number(self.bound)}"
