"""How the learning goes, and why a sure neuron learns slowly: plots with a line of words below."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.figures.neuron_course import neuron_course
from nnviz.figures.neuron_slope import neuron_slope, slope_words
from nnviz.figures.plot import Plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import Style
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron.part import NeuronPart
from nnviz.theme import Theme
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.plot_view import PlotView


class PlotPart(NeuronPart):
    """A plot of the moment."""

    def __init__(
        self, title: str, session: NeuronSession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, theme, parent)
        self.title = title
        self.view = PlotView(title)
        self.view.setMinimumHeight(90)
        self.view.context_menu_requested.connect(self._show_menu)
        self.words = muted_label(self.tr("What the plot shows"))
        self.words.setContentsMargins(12, 0, 12, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.words)

    def plot(self, moment: NeuronMoment, style: Style) -> Plot:
        """Return what is shown."""
        raise NotImplementedError

    def picture(self, style: Style) -> PlotPicture:
        """Return the plot as a picture."""
        return PlotPicture(self.plot(self._session.finished_moment(), style), style)

    def show_moment(self, moment: NeuronMoment) -> None:
        style = self._theme.style
        self.view.show_plot(self.plot(moment, style), style)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)


class CoursePanel(PlotPart):
    """The errors of every threshold, the mistakes of every epoch, or the loss."""

    name = "neuron-course"

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Course"), session, theme, parent)

    def plot(self, moment: NeuronMoment, style: Style) -> Plot:
        return neuron_course(moment, style)


class SlopePanel(PlotPart):
    """What an example asks for under the squared error and under the cross entropy."""

    name = "neuron-slope"

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Sure and wrong"), session, theme, parent)

    def plot(self, moment: NeuronMoment, style: Style) -> Plot:
        return neuron_slope(moment, style)

    def show_moment(self, moment: NeuronMoment) -> None:
        super().show_moment(moment)
        words = slope_words(moment)
        self.words.setText(words)
        self.words.setVisible(bool(words))
