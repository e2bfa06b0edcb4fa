"""Where the parts of a drawn neuron stand, in points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from core.formula import Source
from nnviz.figures.network_shapes import Rect
from nnviz.figures.neuron_reading import Cell, NeuronReading, Wire, same_place

_INPUT, _ANSWER = 15.0, 15.0  # radii
_CHIP = (46.0, 24.0)
_WIDEST, _NARROWEST, _TALLEST = 92.0, 36.0, 52.0
_MARGIN, _GAP = 14.0, 8.0
_NARROW = 230.0
_PER_COLUMN_NARROW, _PER_COLUMN = 1.85, 1.5  # widths of a neuron, for it and the wires before it
_HEAD = 16.0  # for the names above


@dataclass(frozen=True, eq=False)
class NeuronLayout:
    """The places of everything in a drawing of so many points."""

    reading: NeuronReading
    width: float
    height: float

    @cached_property
    def cell_size(self) -> tuple[float, float]:
        """Width and height of every neuron."""
        most = max(len(layer) for layer in self.reading.layers)
        room = (self.height - 2 * _MARGIN - _HEAD) / most - _GAP
        columns = len(self.reading.layers)
        room_across = (
            self.width - 2 * _MARGIN - 2 * _INPUT - (_ANSWER if self.is_narrow else _CHIP[0] + 2 * _GAP)
        )
        share = room_across / (columns * (_PER_COLUMN_NARROW if self.is_narrow else _PER_COLUMN))
        return max(_NARROWEST, min(_WIDEST, share)), max(14.0, min(_TALLEST, room))

    def input(self, number: int) -> Rect:
        """Return the circle of an input, by its number from 0."""
        middle = self._spread(number, self.reading.moment.spec.width)
        radius = min(_INPUT, (self.height - 2 * _MARGIN - _HEAD) / (2.6 * self.reading.moment.spec.width))
        return Rect(_MARGIN + _INPUT - radius, middle - radius, 2 * radius, 2 * radius)

    def cell(self, layer: int, unit: int) -> Rect:
        """Return the box of a neuron."""
        columns, (width, height) = len(self.reading.layers), self.cell_size
        left, right = _MARGIN + 2 * _INPUT, self.width - _MARGIN
        right -= 0 if self.is_narrow else _CHIP[0] + 2 * _GAP
        right -= 1.5 * _ANSWER if self.is_alone else 0
        # Every box ends at an equal share of the room, so that the wires before it are of equal length.
        end = left + (right - left) * layer / columns
        middle = self._spread(unit, len(self.reading.layers[layer - 1]))
        return Rect(end - width, middle - height / 2, width, height)

    @property
    def is_alone(self) -> bool:
        """Whether there is one neuron, with room for its answer beside its sum."""
        return len(self.reading.layers) == 1

    def answer(self, layer: int, unit: int) -> Rect:
        """Return the circle of an answer, on the right edge of its neuron; among others it is the neuron."""
        box = self.cell(layer, unit)
        if not self.is_alone:
            return box
        radius = min(_ANSWER, box.height / 2)
        return Rect(box.right - radius / 2, box.middle - radius, 2 * radius, 2 * radius)

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for the target beside the answer."""
        return self.width < _NARROW

    @property
    def chip(self) -> Rect:
        """The target, beside the last answer or, where there is no room, below it."""
        answer = self.answer(len(self.reading.layers), 0)
        if self.is_narrow:
            return Rect(self.width - _MARGIN / 2 - _CHIP[0], answer.bottom + 2 * _GAP, *_CHIP)
        return Rect(self.width - _MARGIN - _CHIP[0], answer.middle - _CHIP[1] / 2, *_CHIP)

    def ends(self, wire: Wire) -> tuple[float, float, float, float]:
        """Return where a wire begins and ends."""
        start = self.input(wire.origin) if wire.layer == 1 else self.answer(wire.layer - 1, wire.origin)
        box = self.cell(wire.layer, wire.unit)
        siblings = [one for one in self.reading.wires if one[:2] == wire[:2]]
        share = (siblings.index(wire) + 1) / (len(siblings) + 1)
        return start.right, start.middle, box.x, box.y + box.height * share

    def place(self, source: Source) -> Rect | None:
        """Return where a number is shown; None for what has no place, or for a wire."""
        place = same_place(source)
        if place.unit is None or place.origin is not None:
            return None
        if place.quantity == "x":
            return self.input(place.unit) if place.unit < self.reading.moment.spec.width else None
        if place.quantity == "target":
            return self.chip
        known = self.reading.layers[place.layer - 1] if 0 < place.layer <= len(self.reading.layers) else ()
        if place.unit >= len(known):
            return None
        if place.quantity == "a":
            return self.answer(place.layer, place.unit)
        return self.cell(place.layer, place.unit)

    def cells(self) -> list[tuple[Cell, Rect]]:
        """Return all neurons with their boxes."""
        return [(cell, self.cell(cell.layer, cell.unit)) for layer in self.reading.layers for cell in layer]

    def _spread(self, number: int, count: int) -> float:
        room = self.height - 2 * _MARGIN - _HEAD
        return _MARGIN + _HEAD + room * (number + 0.5) / count
