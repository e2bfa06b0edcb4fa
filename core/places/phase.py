"""One phase of an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.conditions.spots import UPDATE, Spots
from core.hyper import hyper
from core.network import Network
from core.places.anywhere import Anywhere
from core.places.base import Place, ends
from core.trace import Steps
from core.trace_layout import PHASES

if TYPE_CHECKING:
    from core.conditions.stretch import Integers


@dataclass(frozen=True)
class Phase(Place):
    """The forward pass, the loss, the backward pass or the update of the parameters, of the whole network."""

    key, label = "phase", "Phase"
    whole: ClassVar[bool] = True

    phase: str = hyper("backward", choices=PHASES, help="phase of an update")

    @property
    def phases(self) -> tuple[str, ...]:
        """It alone."""
        return (self.phase,)

    def words(self) -> str:
        """Name it."""
        return f"phase {self.phase}"

    def spots(self, kind: str, network: Network) -> Spots:
        """Return all nodes, edges or parameters: a phase goes through all of them."""
        if kind == UPDATE:
            return Spots(network)
        every = Anywhere().spots(kind, network)
        return Spots(network, kind, every.nodes, every.parameters, whole=True)

    def stops(self, trace: Steps) -> Integers:
        """Return its end."""
        return ends(trace, self.phase)

    def reached(self, trace: Steps, steps: Integers, kind: str) -> Integers:
        """Return steps in the phase: what is of no spot is looked at at its end."""
        last = int(self.stops(trace)[0])
        first = trace.block(last, "phase")[0] if kind != UPDATE else last
        reached: Integers = np.where(steps > last, -1, np.maximum(steps, first))
        return reached
