"""The shapes that a network drawing is made of: rectangles, and columns of equal nodes."""

from __future__ import annotations

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
    above : float
        Room for a line of text above each node; 0 where there is none.
    """

    layer: int
    x: float
    width: float
    height: float
    rows: int
    units: tuple[int, ...]
    ys: tuple[float, ...]
    gaps: tuple[Gap, ...] = ()
    above: float = 0.0

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

    def node(self, unit: int) -> Rect | None:
        """Return a unit's node; None if it is left out."""
        if unit not in self.units:
            return None
        y = self.ys[self.units.index(unit)]
        return Rect(self.left, y - self.height / 2, self.width, self.height)

    def unit_at(self, x: float, y: float) -> int | None:
        """Return the unit whose node covers a point."""
        for unit, middle in zip(self.units, self.ys, strict=True):
            if Rect(self.left, middle - self.height / 2, self.width, self.height).contains(x, y):
                return unit
        return None
