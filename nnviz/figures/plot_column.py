"""Plots below one another, of the same width and with their axes in line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QPainter

from nnviz.figures.plot import Plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import Style
from nnviz.figures.text_width import text_width

_WIDTH, _HEIGHT = 340.0, 180.0  # of each
_SINGLE = (440.0, 250.0)
_WIDEST_TICK = "\N{MINUS SIGN}0.000"


@dataclass(frozen=True)
class PlotColumn:
    """A `nnviz.figures.picture.Picture` of one or more plots."""

    plots: Sequence[Plot]
    style: Style

    @property
    def description(self) -> str:
        """What all of them show."""
        return " ".join(PlotPicture(plot, self.style).description for plot in self.plots)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points at which it looks as intended."""
        return _SINGLE if len(self.plots) == 1 else (_WIDTH, _HEIGHT * len(self.plots))

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        each = height / len(self.plots)
        for position, plot in enumerate(self.plots):
            painter.save()
            painter.translate(0, position * each)
            PlotPicture(plot, self.style).paint(painter, width, each)
            painter.restore()


def in_line(*plots: Plot, style: Style) -> tuple[Plot, ...]:
    """Return the plots with the same room for the numbers of their vertical axes."""
    gutter = text_width(style, "small")(_WIDEST_TICK)
    return tuple(replace(plot, gutter=gutter) for plot in plots)
