"""What can be shown, exported and copied: a picture in points."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtGui import QPainter


class Picture(Protocol):
    """A drawing that is a pure function of its data and `Style`, and knows no widget.

    One unit is one point, 1/72 inch, whatever it is painted on: the exporter scales the painter. A
    font is therefore asked for with `Style.font`, whose sizes are these same units.
    """

    @property
    def description(self) -> str:
        """What it shows, in words: the accessible text, and the description inside the file."""
        ...

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points at which it looks as intended."""
        ...

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points; the painter is left as it was found."""
        ...


@runtime_checkable
class Roomy(Picture, Protocol):
    """A picture that has more room than it needs, for what comes close when there is less of it."""

    @property
    def least_size(self) -> tuple[float, float]:
        """Width and height in points at which everything can still be read."""
        ...


def least_size(picture: Picture) -> tuple[float, float]:
    """Return the smallest size in points at which everything in a picture can be read."""
    return picture.least_size if isinstance(picture, Roomy) else picture.size
