"""The shapes that a network drawing is made of: rectangles, and columns of equal nodes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Rect(NamedTuple):
    """Left, top, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2

    def contains(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return self.x <= x <= self.right and self.y <= y <= self.bottom

    def grown(self, by: float) -> Rect:
        """Return the rectangle with a border added."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: Rect) -> bool:
        """Tell whether two rectangles share an area."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )


class Gap(NamedTuple):
    """Units that are left out, and where that is said."""

    y: float
    hidden: int


class Opened(NamedTuple):
    """A unit of a strip that has been given the room for its numbers, over its neighbours."""

    unit: int
    rect: Rect


class Bundle(NamedTuple):
    """All edges before a layer as one sheet: a row for each unit, beside it, a column for each origin.

    Attributes
    ----------
    layer : int
    rect : Rect
    units, origins : int
        Rows and columns.
    """

    layer: int
    rect: Rect
    units: int
    origins: int

    def row(self, unit: int) -> Rect:
        """Return the place of the edges that lead to a unit."""
        height = self.rect.height / self.units
        return Rect(self.rect.x, self.rect.y + unit * height, self.rect.width, height)

    def column(self, origin: int) -> Rect:
        """Return the place of the edges that come from a unit of the layer before."""
        width = self.rect.width / self.origins
        return Rect(self.rect.x + origin * width, self.rect.y, width, self.rect.height)

    def cell(self, origin: int, unit: int) -> Rect:
        """Return the place of one edge."""
        column, row = self.column(origin), self.row(unit)
        return Rect(column.x, row.y, column.width, row.height)


@dataclass(frozen=True)
class Column:
    """One layer, or the loss's column with one chip per output.

    Attributes
    ----------
    layer : int
        0 is the input; the loss's column has the output's.
    x, width : float
        The middle, and how wide a node is.
    height : float
        Of a node.
    rows : int
        Lines of numbers in a node; 0 where there is no room.
    units : tuple of int
        The units that are shown, from the top.
    ys : tuple of float
        The heights of their middles.
    gaps : tuple of Gap
    is_strip : bool
        Whether the units stand edge to edge, too many for nodes.
    opened : tuple of Opened
        Units of a column without numbers that show theirs.
    above : float
        Room for a line of text above each node; 0 where there is none.
    """

    layer: int
    x: float
    width: float
    height: float
    rows: int
    units: Sequence[int]
    ys: tuple[float, ...]
    gaps: tuple[Gap, ...] = ()
    above: float = 0.0
    is_strip: bool = False
    opened: tuple[Opened, ...] = ()

    @property
    def left(self) -> float:
        """The left edge of the nodes."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """The right edge of the nodes."""
        return self.x + self.width / 2

    @property
    def box(self) -> Rect:
        """The frame around all nodes and what stands above them."""
        above = self.above + 2 if self.above else 5.0
        top, bottom = self.ys[0] - self.height / 2 - above, self.ys[-1] + self.height / 2 + 9
        return Rect(self.left - 6, top, self.width + 12, bottom - top)

    @property
    def extent(self) -> Rect:
        """The place of all nodes."""
        top = self.ys[0] - self.height / 2
        return Rect(self.left, top, self.width, self.ys[-1] + self.height / 2 - top)

    def node(self, unit: int) -> Rect | None:
        """Return a unit's node; None if it is left out."""
        opened = next((opened.rect for opened in self.opened if opened.unit == unit), None)
        return opened or self.place(unit)

    def place(self, unit: int) -> Rect | None:
        """Return where a unit stands among the others, opened or not; None if it is left out."""
        if unit not in self.units:
            return None
        return self._place(self.units.index(unit))

    def unit_at(self, x: float, y: float) -> int | None:
        """Return the unit whose node covers a point: an opened one lies over its neighbours."""
        opened = next((opened.unit for opened in self.opened if opened.rect.contains(x, y)), None)
        return self.standing_at(x, y) if opened is None else opened

    def standing_at(self, x: float, y: float) -> int | None:
        """Return the unit that stands at a point, opened or not."""
        position = bisect_left(self.ys, y)
        for near in (position - 1, position):
            if 0 <= near < len(self.ys) and self._place(near).contains(x, y):
                return self.units[near]
        return None

    def _place(self, position: int) -> Rect:
        return Rect(self.left, self.ys[position] - self.height / 2, self.width, self.height)
