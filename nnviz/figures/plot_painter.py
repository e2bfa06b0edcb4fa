"""A `Plot` as a picture: the same strokes on the screen, in PNG, in SVG and in PDF.

pyqtgraph's plots lose their axes when they are painted into SVG, so nothing of it is used here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from nnviz.figures.plot import Layer, Plot
from nnviz.figures.plot_axes import Layout, has_ground, lay_out, paint_axes, paint_grid
from nnviz.figures.plot_frame import Bounds, Frame, plot_bounds
from nnviz.figures.plot_layers import paint_layer
from nnviz.figures.plot_legend import free_corner, legend_entries, legend_size, paint_legend
from nnviz.figures.style import Style

_MOST_LEGEND = 0.5  # of the width, for a legend beside the plot instead of on its curves


@dataclass(frozen=True)
class PlotPicture:
    """A plot in a style, as a `Picture`.

    Attributes
    ----------
    plot : Plot
    style : Style
    size : pair of float
        In points.
    bounds : Bounds or None
        The part shown, in axis space; None for all.
    legend_width : float
        The least one, in points: from frame to frame of a film words come and go, and the plot stays.
    """

    plot: Plot
    style: Style
    size: tuple[float, float] = (340.0, 230.0)
    bounds: Bounds | None = None
    legend_width: float = 0.0

    @property
    def description(self) -> str:
        """The plot's own words, or its title, axes and curves."""
        if self.plot.description:
            return self.plot.description
        axes = " over ".join(label for label in (self.plot.y.label, self.plot.x.label) if label)
        names = ", ".join(entry.label for entry in legend_entries(self.plot))
        return ". ".join(part for part in (self.plot.title, axes, names) if part)

    def arrange(self, width: float, height: float) -> Arrangement:
        """Decide where everything goes in width x height points."""
        bounds = self.bounds or plot_bounds(self.plot)
        layout = lay_out(self.plot, self.style, width, height, bounds)
        entries = legend_entries(self.plot)
        if not entries:
            return Arrangement(layout, QRectF())
        size = legend_size(entries, self.style)
        size.setWidth(max(size.width(), self.legend_width))
        corner = None if has_ground(self.plot) else free_corner(self.plot, layout.frame, size)
        if corner is None and size.width() < _MOST_LEGEND * width:
            layout = lay_out(self.plot, self.style, width - size.width() - 2, height, bounds)
            corner = QRectF(layout.frame.rect.topRight(), size).translated(8, 0)
        if corner is None:
            corner = QRectF(layout.frame.rect.topLeft(), size).translated(6, 6)
        return Arrangement(layout, corner)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points; the paper is left to the caller."""
        arrangement = self.arrange(width, height)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.paint_behind(painter, arrangement)
        self.paint_layers(painter, arrangement, self.plot.layers)
        self.paint_before(painter, arrangement)
        painter.restore()

    def paint_behind(self, painter: QPainter, arrangement: Arrangement) -> None:
        """Paint what lies behind the data."""
        if not has_ground(self.plot):
            paint_grid(painter, arrangement.layout, self.style)

    def paint_layers(self, painter: QPainter, arrangement: Arrangement, layers: Sequence[Layer]) -> None:
        """Paint some of the layers, clipped to the frame."""
        painter.save()
        painter.setClipRect(arrangement.frame.rect.adjusted(-1, -1, 1, 1))
        for layer in layers:
            paint_layer(painter, layer, arrangement.frame, self.style)
        painter.restore()

    def paint_before(self, painter: QPainter, arrangement: Arrangement) -> None:
        """Paint the axes, all words, and the legend."""
        paint_axes(painter, self.plot, arrangement.layout, self.style)
        entries = legend_entries(self.plot)
        if entries:
            paint_legend(painter, entries, arrangement.legend, self.style)


@dataclass(frozen=True)
class Arrangement:
    """Where the parts of a plot are, in points."""

    layout: Layout
    legend: QRectF

    @property
    def frame(self) -> Frame:
        """The rectangle of the data."""
        return self.layout.frame
