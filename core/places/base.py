"""What every place in a network's execution declares and can do."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.conditions.spots import EDGE, NODE, PARAMETER, UPDATE, Spots
from core.hyper import HyperError
from core.network import Network
from core.registry import Member
from core.trace import Steps
from core.trace_layout import PHASES

if TYPE_CHECKING:
    from core.conditions.stretch import Integers


@dataclass(frozen=True)
class Place(Member):
    """Where a breakpoint stands. Units are counted from 1, as on the screen and in conditions.

    Attributes
    ----------
    kinds : tuple of str
        Which of `core.conditions.spots` lie in it.
    whole : bool
        Whether a reduction in a condition goes over all numbers of the place; else over the samples of each
        node by itself.
    """

    family = "place"
    kinds: ClassVar[tuple[str, ...]] = (NODE, EDGE, PARAMETER, UPDATE)
    whole: ClassVar[bool] = False

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases of an update that execution is there in."""
        return PHASES

    @abstractmethod
    def words(self) -> str:
        """Return where it is, ``layer 1, unit 3``."""

    def check(self, network: Network) -> None:
        """Look whether a network has the place.

        Raises
        ------
        HyperError
            If it has not; the path is the entry that is wrong.
        """

    @abstractmethod
    def spots(self, kind: str, network: Network) -> Spots:
        """Return the nodes, edges or parameters that lie in it; `kind` is one of `kinds`."""

    @abstractmethod
    def stops(self, trace: Steps) -> Integers:
        """Return the steps, in their order, at which what happens there is done."""

    def reached(self, trace: Steps, steps: Integers, kind: str) -> Integers:
        """Return the first steps, from the given ones on, at which execution is at the place; -1 for never.

        Parameters
        ----------
        steps : array of int
            From which on something is known.
        kind : str
            What it belongs to; what is of a spot in the place is known there.
        """
        if kind != UPDATE:
            return steps
        stops = np.append(self.stops(trace), -1)
        return stops[np.searchsorted(stops[:-1], steps)]


def check_range(entry: str, value: int, most: int, what: str) -> None:
    """Raise a HyperError unless a number lies between 1 and `most`."""
    if not 1 <= value <= most:
        raise HyperError(entry, f"{what} {most}, not {value}")


def check_layer(network: Network, layer: int) -> None:
    """Raise a HyperError unless a network has the layer, counted from 1."""
    check_range("layer", layer, network.depth, "layers are counted from 1 to")


def check_node(network: Network, layer: int, unit: int) -> None:
    """Raise a HyperError unless a network has the layer and, in it, the unit, both counted from 1."""
    check_layer(network, layer)
    check_range("unit", unit, network.sizes[layer], f"units of layer {layer} are counted from 1 to")


def ends(trace: Steps, phase: str, layer: int | None = None) -> Integers:
    """Return the last step of a phase or, layer by layer, of a layer in it."""
    found = [s for s in trace.layout.sections if s.phase == phase and layer in (None, s.layer)]
    return np.array([found[-1].stop - 1]) if found else np.empty(0, dtype=np.intp)
