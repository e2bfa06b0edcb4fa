"""One node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.conditions.spots import NODE, PARAMETER, UPDATE, Spots
from core.hyper import hyper
from core.network import Network
from core.places.base import Place, check_node
from core.trace import Steps

if TYPE_CHECKING:
    from core.conditions.stretch import Integers


@dataclass(frozen=True)
class Node(Place):
    """A unit of a layer: its numbers for every sample, and its bias."""

    key, label = "node", "Node"
    kinds: ClassVar[tuple[str, ...]] = (NODE, PARAMETER)

    layer: int = hyper(1, "l", low=1, high=10**6, help="layer, counted from 1")
    unit: int = hyper(1, "j", low=1, high=10**9, help="unit of the layer, counted from 1")

    def words(self) -> str:
        """Name layer and unit."""
        return f"layer {self.layer}, unit {self.unit}"

    def check(self, network: Network) -> None:
        """Look for it."""
        check_node(network, self.layer, self.unit)

    def spots(self, kind: str, network: Network) -> Spots:
        """Return it; a parameter of its own is its bias."""
        if kind == UPDATE:
            return Spots(network)
        bias = network.index(self.layer, self.unit - 1)
        units = slice(self.unit - 1, self.unit)
        return Spots(network, NODE, [(self.layer, units)], slice(bias, bias + 1))

    def stops(self, trace: Steps) -> Integers:
        """Return the ends of its blocks in each phase."""
        return np.array(trace.visits(self.layer, self.unit - 1))
