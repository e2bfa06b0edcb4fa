"""One layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.conditions.spots import EDGE, NODE, PARAMETER, UPDATE, Spots
from core.hyper import hyper
from core.network import Network
from core.places.base import Place, check_layer, ends
from core.trace import Steps

if TYPE_CHECKING:
    from core.conditions.stretch import Integers


@dataclass(frozen=True)
class WholeLayer(Place):
    """All units of a layer and all edges that lead to it."""

    key, label = "layer", "Layer"
    kinds: ClassVar[tuple[str, ...]] = (NODE, EDGE, PARAMETER)
    whole: ClassVar[bool] = True

    layer: int = hyper(1, "l", low=1, high=10**6, help="layer, counted from 1")

    def words(self) -> str:
        """Name it."""
        return f"layer {self.layer}"

    def check(self, network: Network) -> None:
        """Look for it."""
        check_layer(network, self.layer)

    def spots(self, kind: str, network: Network) -> Spots:
        """Return all that belongs to it."""
        if kind == UPDATE:
            return Spots(network)
        start, bias = network.starts[self.layer - 1], network.index(self.layer, 0)
        if kind == NODE:
            biases = slice(bias, bias + network.sizes[self.layer])
            return Spots(network, kind, [(self.layer, slice(None))], biases, whole=True)
        end = bias if kind == EDGE else network.starts[self.layer]
        return Spots(network, kind, (), slice(start, end), whole=True)

    def stops(self, trace: Steps) -> Integers:
        """Return its ends in the forward pass, the backward pass and the update."""
        phases = ("forward", "backward", "update")
        return np.concatenate([ends(trace, phase, self.layer) for phase in phases])
