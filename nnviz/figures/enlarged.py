"""A picture on paper that may be larger than the picture is meant to be."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter

from nnviz.figures.picture import Picture


@dataclass(frozen=True)
class Enlarged:
    """A picture that grows as a whole, letters and all, beyond its natural size.

    On smaller paper it is laid out anew, and its letters stay readable; on larger paper, a slide for
    the back row, more room between small letters would help nobody.
    """

    picture: Picture

    @property
    def description(self) -> str:
        """What the picture shows, in words."""
        return self.picture.description

    @property
    def size(self) -> tuple[float, float]:
        """The picture's natural size in points."""
        return self.picture.size

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        natural_width, natural_height = self.picture.size
        factor = max(1.0, min(width / natural_width, height / natural_height))
        painter.save()
        painter.scale(factor, factor)
        self.picture.paint(painter, width / factor, height / factor)
        painter.restore()
