"""One edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.conditions.spots import EDGE, PARAMETER, UPDATE, Spots
from core.hyper import hyper
from core.network import Network
from core.places.base import Place, check_node, check_range
from core.trace import Steps

if TYPE_CHECKING:
    from core.conditions.stretch import Integers


@dataclass(frozen=True)
class Edge(Place):
    """A weight."""

    key, label = "edge", "Edge"
    kinds: ClassVar[tuple[str, ...]] = (EDGE, PARAMETER)

    layer: int = hyper(1, "l", low=1, high=10**6, help="layer that it leads to, counted from 1")
    origin: int = hyper(1, "i", low=1, high=10**9, help="unit of the layer before, counted from 1")
    unit: int = hyper(1, "j", low=1, high=10**9, help="unit of the layer, counted from 1")

    def words(self) -> str:
        """Name both ends."""
        return f"layer {self.layer}, unit {self.origin} to unit {self.unit}"

    def check(self, network: Network) -> None:
        """Look for it."""
        check_node(network, self.layer, self.unit)
        before = self.layer - 1
        words = f"units of layer {before} are counted from 1 to"
        check_range("origin", self.origin, network.sizes[before], words)

    def spots(self, kind: str, network: Network) -> Spots:
        """Return it."""
        if kind == UPDATE:
            return Spots(network)
        weight = network.index(self.layer, self.unit - 1, self.origin - 1)
        return Spots(network, EDGE, (), slice(weight, weight + 1))

    def stops(self, trace: Steps) -> Integers:
        """Return the ends of its product, its gradient and its optimizer's quantities."""
        return np.array(trace.visits(self.layer, self.unit - 1, self.origin - 1))
