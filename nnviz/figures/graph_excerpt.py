"""Which part of a network's computation graph is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from core.network import Network
from nnviz.figures.graph_items import Fold


class Room(NamedTuple):
    """For how many rows there is room if they are all, and how many stand beside the row of a fold."""

    whole: int
    part: int

    def focus(self, count: int, place: int | None) -> int | None:
        """Return a place that has to be shown, if it would not be so by itself."""
        return None if count <= self.whole or place is None or place < self.part else place


HANDFUL = Room(5, 4)


class Row(NamedTuple):
    """One row of a list: the place that it shows or, where that is None, those that it stands for."""

    place: int | None
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True)
class Excerpt:
    """What is shown of a network's computation graph.

    Attributes
    ----------
    layer, unit : int
        The unit in the middle; layer 0 is an input.
    unfolded : frozenset of Fold
    room : Room
        For the inputs or the paths of a unit, if they are not unfolded.
    origin, path : int or None
        The input, and the unit of the next layer, that have to be among those.
    samples : int
        The size of the batch.
    penalises : bool
        Whether a penalty is added to the loss.
    """

    layer: int
    unit: int
    unfolded: frozenset[Fold] = frozenset()
    room: Room = HANDFUL
    origin: int | None = None
    path: int | None = None
    samples: int = 1
    penalises: bool = False

    def is_middle(self, layer: int, unit: int) -> bool:
        """Tell whether a unit is the one in the middle."""
        return (layer, unit) == (self.layer, self.unit)

    def rows(self, fold: Fold, count: int, focus: int | None = None) -> list[Row]:
        """Return the rows of a list that can be folded: its first places, and `focus` in any case.

        One that was unfolded ends with a row that stands for nothing, where it is folded again.
        """
        if count <= self.room.whole:
            return [Row(place) for place in range(count)]
        if fold in self.unfolded:
            return [*(Row(place) for place in range(count)), Row(None)]
        shown = list(range(self.room.part))
        if focus is not None and focus not in shown:
            shown[-1] = focus
        hidden = tuple(place for place in range(count) if place not in shown)
        return [*(Row(place) for place in shown), Row(None, hidden)]

    def peers(self, network: Network, layer: int, unit: int) -> list[Row]:
        """Return the rows of the other units of a layer."""
        others = [other for other in range(network.sizes[layer]) if other != unit]
        rows = self.rows(Fold("peers", layer, unit), len(others))
        return [
            Row(None if row.place is None else others[row.place], tuple(others[k] for k in row.hidden))
            for row in rows
        ]
