"""Which of the numbers of an update a condition is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.network import Network, ParameterPlace

# What a name belongs to, and so what its condition is looked at: every node, every edge, every parameter
# (weights, biases and slopes), or the update as a whole.
NODE, EDGE, PARAMETER, UPDATE = "node", "edge", "parameter", "update"
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Spots:
    """A row of S nodes or parameters.

    Attributes
    ----------
    network : Network
    kind : str
        ``NODE``, ``EDGE``, ``PARAMETER`` or ``UPDATE``; of the last there is one, and nothing else is set.
    nodes : sequence of (int, slice)
        Layers, from 1, and which of their units.
    parameters : slice or array of int
        Places in theta; those of nodes are their biases.
    whole : bool
        Whether they are one thing together, of which a reduction makes one number; else each has its own.
    """

    network: Network
    kind: str = UPDATE
    nodes: Sequence[tuple[int, slice]] = ()
    parameters: slice | npt.NDArray[np.intp] = field(default_factory=partial(slice, 0))
    whole: bool = False

    @property
    def reduced(self) -> tuple[int, ...]:
        """The axes of ``(K, N, S)`` that a reduction goes over."""
        return (1, 2) if self.whole else (1,)

    def joined(self, parts: Sequence[npt.NDArray[Scalar]]) -> npt.NDArray[Scalar]:
        """Return what was found layer by layer in one row."""
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)

    def place(self, spot: int) -> ParameterPlace | None:
        """Return where a spot is, a node as its bias; None for the update, or for all of them together."""
        return None if self.kind == UPDATE or spot < 0 else self.network.place(int(self._indices[spot]))

    @cached_property
    def _indices(self) -> npt.NDArray[np.intp]:
        return np.arange(self.network.parameter_count)[self.parameters]
