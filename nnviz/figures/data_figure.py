"""The data with what the network says about them, and beside it how good that is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter

from core.features import original
from nnviz.evaluation import evaluate_at
from nnviz.figures.curve_plot import curve_plot
from nnviz.figures.data_plane import FINE, data_plane
from nnviz.figures.metrics_picture import MetricsPicture
from nnviz.figures.plot import Plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.prediction_plot import prediction_plot
from nnviz.figures.samples import class_names, point_at
from nnviz.figures.style import Style
from nnviz.moment import Moment

_GAP, _MARGIN = 16.0, 10.0


@dataclass(frozen=True)
class DataFigure:
    """A plot, and the metrics on its right."""

    plot: PlotPicture
    metrics: MetricsPicture

    @property
    def description(self) -> str:
        """What the plot shows, and all metrics."""
        return f"{self.plot.description} {self.metrics.description}"

    @property
    def size(self) -> tuple[float, float]:
        """Both beside one another, as high as the higher one."""
        (width, height), (column, high) = self.plot.size, self.metrics.size
        return width + _GAP + column + _MARGIN, max(height, high + 2 * _MARGIN)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        column = self.metrics.size[0]
        self.plot.paint(painter, width - column - _GAP - _MARGIN, height)
        painter.save()
        painter.translate(width - column - _MARGIN, _MARGIN)
        self.metrics.paint(painter, column, height - 2 * _MARGIN)
        painter.restore()


def data_figure(moment: Moment, style: Style, axes: tuple[int, int] = (0, 1)) -> DataFigure:
    """Return the figure of a moment, finely drawn; `axes` are the columns that many inputs are drawn over."""
    return DataFigure(
        PlotPicture(data_plot(moment, style, FINE, axes), style), metrics_picture(moment, style)
    )


def data_plot(moment: Moment, style: Style, resolution: int, axes: tuple[int, int]) -> Plot:
    """Return a curve, a plane or predictions, by the number of inputs that the data have."""
    inputs = original(moment.project.samples).inputs.shape[1]
    if inputs == 1:
        return curve_plot(moment, style)
    if inputs == 2:
        return data_plane(moment, style, resolution)
    return prediction_plot(moment, style, axes)


def metrics_picture(moment: Moment, style: Style) -> MetricsPicture:
    """Return how good the network is at the cursor."""
    samples = moment.project.samples
    classes = samples.classes or (class_names(samples) if samples.class_count else ())
    return MetricsPicture(evaluate_at(moment.project, point_at(moment)), classes, style)
