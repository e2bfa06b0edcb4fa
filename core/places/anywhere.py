"""No place in particular."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.conditions.spots import EDGE, NODE, UPDATE, Spots
from core.network import Network
from core.places.base import Place
from core.trace import Steps

if TYPE_CHECKING:
    from core.conditions.stretch import Integers


@dataclass(frozen=True)
class Anywhere(Place):
    """Every node and every edge, each by itself."""

    key, label = "anywhere", "Anywhere"

    def words(self) -> str:
        """Say it."""
        return "anywhere"

    def spots(self, kind: str, network: Network) -> Spots:
        """Return all."""
        if kind == UPDATE:
            return Spots(network)
        weights = network.is_weight.astype(bool)
        if kind == NODE:
            nodes = [(layer, slice(None)) for layer in range(1, network.depth + 1)]
            biases = [
                np.arange(network.index(n, 0), network.index(n, 0) + network.sizes[n]) for n, _ in nodes
            ]
            return Spots(network, kind, nodes, np.concatenate(biases))
        return Spots(network, kind, (), np.flatnonzero(weights) if kind == EDGE else slice(None))

    def stops(self, trace: Steps) -> Integers:
        """Return none: execution is here all the time."""
        return np.empty(0, dtype=np.intp)

    def reached(self, trace: Steps, steps: Integers, kind: str) -> Integers:
        """Return the same steps."""
        return steps
