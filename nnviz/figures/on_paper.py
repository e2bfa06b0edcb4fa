"""Pictures on paper of another size than their own."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter

from nnviz.figures.picture import Picture, least_size
from nnviz.figures.style import Style

SMALLEST_LETTERS = 6.0  # points; smaller ones cannot be read in print


@dataclass(frozen=True)
class Scaled:
    """A picture at `factor` times its size, letters and all."""

    picture: Picture
    factor: float

    @property
    def description(self) -> str:
        """What the picture shows, in words."""
        return self.picture.description

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points at which it looks as intended."""
        width, height = self.picture.size
        return width * self.factor, height * self.factor

    @property
    def least_size(self) -> tuple[float, float]:
        """Width and height in points at which everything can still be read."""
        width, height = least_size(self.picture)
        return width * self.factor, height * self.factor

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.save()
        painter.scale(self.factor, self.factor)
        self.picture.paint(painter, width / self.factor, height / self.factor)
        painter.restore()


@dataclass(frozen=True)
class OnPaper:
    """A picture that grows and shrinks as a whole with its paper, as long as its letters can be read.

    On larger paper, a slide for the back row, more room between small letters would help nobody. On
    smaller paper it shrinks until the style's small letters are 6 points high; then it is laid out anew.

    Attributes
    ----------
    picture : Picture
    style : Style
    natural : pair of float or None
        The size in points to count from; None is the picture's own.
    """

    picture: Picture
    style: Style
    natural: tuple[float, float] | None = None

    @property
    def description(self) -> str:
        """What the picture shows, in words."""
        return self.picture.description

    @property
    def size(self) -> tuple[float, float]:
        """The natural size in points."""
        return self.natural or self.picture.size

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        natural_width, natural_height = self.size
        fitting = min(width / natural_width, height / natural_height)
        factor = max(fitting, min(1.0, SMALLEST_LETTERS / self.style.small))
        Scaled(self.picture, factor).paint(painter, width, height)
