"""What a computation graph is drawn of: operations, letters and folded units, wires, and blocks of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from core.formula import Source
from nnviz.figures.network_shapes import Rect

LINE = 11.0  # points: a line of small letters
_ROOM = 4.0  # for the ring around an operation
OPERATIONS = ("multiply", "add", "activation", "dropout", "softmax", "loss_term", "loss", "objective")


class Fold(NamedTuple):
    """Something that can be folded: the many ``inputs`` or ``paths`` of a unit, or a ``unit`` as a whole."""

    kind: str
    layer: int
    unit: int


@dataclass(frozen=True)
class Item:
    """Something that stands somewhere.

    Attributes
    ----------
    kind : str
        One of `OPERATIONS`; a letter, ``weight``, ``bias``, ``slope``, ``mask``, ``target``, ``penalty`` or
        ``result``; ``unit``, a unit's value, behind which its operations may be folded; ``peer``, a unit of
        the same layer; ``more``, inputs, paths or peers that there is no room for; ``rest`` and
        ``samples``, what is not unfolded here; ``fork``, where a value goes several ways; ``onward``, where
        the way goes on.
    rect : Rect
    layer : int
    unit, origin : int or None
        As in `core.formula.Source`.
    writes : Source or None
        The number that an operation computes.
    fold : Fold or None
        What a click folds or unfolds.
    hidden : tuple of int
        The units that ``more`` stands for.
    folded : bool
        Whether `fold` is folded now.
    """

    kind: str
    rect: Rect
    layer: int
    unit: int | None = None
    origin: int | None = None
    writes: Source | None = None
    fold: Fold | None = None
    hidden: tuple[int, ...] = ()
    folded: bool = True

    @property
    def extent(self) -> Rect:
        """Its place with what stands above and below it."""
        if self.kind != "activation":
            return self.rect
        return Rect(self.rect.x, self.above.y, self.rect.width, self.below.bottom - self.above.y)

    @property
    def above(self) -> Rect:
        """The line above it."""
        return Rect(self.rect.x - 20, self.rect.y - _ROOM - LINE, self.rect.width + 40, LINE)

    @property
    def below(self) -> Rect:
        """The line below it."""
        return Rect(self.rect.x - 4, self.rect.bottom + _ROOM, self.rect.width + 8, LINE)


@dataclass(frozen=True)
class Wire:
    """A line along which a number runs forward and its gradient back.

    It is straight beside its numbers and bends where it joins others: before its end, or behind its start.

    Attributes
    ----------
    start, end : (float, float)
    straight : (float, float)
        From which x to which x it is straight, at the height of its start or, with `fans_out`, of its end.
    value, gradient : Source or None
        What stands above and below it.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    straight: tuple[float, float]
    value: Source | None = None
    gradient: Source | None = None
    fans_out: bool = False

    @property
    def height(self) -> float:
        """The y of its straight part."""
        return self.end[1] if self.fans_out else self.start[1]

    @property
    def above(self) -> Rect:
        """The place of the value."""
        left, right = self.straight
        return Rect(left, self.height - LINE, right - left, LINE)

    @property
    def below(self) -> Rect:
        """The place of the gradient."""
        left, right = self.straight
        return Rect(left, self.height, right - left, LINE)


@dataclass
class Block:
    """Items and wires that are placed together."""

    items: list[Item] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)

    @property
    def bounds(self) -> Rect:
        """The rectangle around everything in it."""
        rects = [item.extent for item in self.items]
        rects += [place for wire in self.wires for place in (wire.above, wire.below)]
        left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
        return Rect(
            left,
            top,
            max(rect.right for rect in rects) - left,
            max(rect.bottom for rect in rects) - top,
        )

    def add(self, other: Block, dx: float = 0.0, dy: float = 0.0) -> None:
        """Take in another block, moved."""
        self.items += [replace(item, rect=_moved(item.rect, dx, dy)) for item in other.items]
        self.wires += [_moved_wire(wire, dx, dy) for wire in other.wires]


def stacked(blocks: Iterable[Block], least: float, gap: float) -> list[float]:
    """Return how far down each block moves so that they stand one under the other, around y = 0.

    Parameters
    ----------
    least : float
        What a block reaches up and down from its own y = 0 at least.
    gap : float
        Between two blocks.
    """
    reaches = []
    for block in blocks:
        bounds = block.bounds
        reaches.append((max(-bounds.y, least), max(bounds.bottom, least)))
    total = sum(up + down for up, down in reaches) + gap * (len(reaches) - 1)
    y, moves = -total / 2, []
    for up, down in reaches:
        moves.append(y + up)
        y += up + down + gap
    return moves


def _moved(rect: Rect, dx: float, dy: float) -> Rect:
    return rect._replace(x=rect.x + dx, y=rect.y + dy)


def _moved_wire(wire: Wire, dx: float, dy: float) -> Wire:
    (x0, y0), (x1, y1), (left, right) = wire.start, wire.end, wire.straight
    return replace(wire, start=(x0 + dx, y0 + dy), end=(x1 + dx, y1 + dy), straight=(left + dx, right + dx))
