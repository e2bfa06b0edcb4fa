"""The loss over two of a sigmoid neuron's parameters, with the path of the learning on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.figures.neuron_surface import loss_surface, off_surface_words
from nnviz.figures.picture import Picture
from nnviz.figures.style import Style
from nnviz.figures.surface_geometry import View
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_race import parameter_names
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron.part import NeuronPart
from nnviz.theme import Theme
from nnviz.widgets.axis_choice import AxisChoice
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.surface_view import SurfaceView


class LossSurfacePanel(NeuronPart):
    """A surface that turns with the mouse; which two parameters are chosen below it."""

    name = "neuron-surface"

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.title = self.tr("Loss surface")
        self._from = View()
        self.view = SurfaceView(self.tr("Loss over two parameters, in three dimensions"))
        self.view.setToolTip(self.tr("Drag to turn; double-click to look from the front again"))
        self.view.turned.connect(self._turn)
        self.view.context_menu_requested.connect(self._show_menu)
        self.axes = AxisChoice()
        self.axes.changed.connect(self._choose_axes)
        self.words = muted_label(self.tr("What the surface cannot show"))
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 6)
        foot.addWidget(self.words, 1)
        foot.addStretch(0)
        foot.addWidget(self.axes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)

    def picture(self, style: Style) -> Picture:
        """Return the surface at the step that is looked at, from where it is looked at."""
        return loss_surface(self._session.finished_moment(), style, self._from)

    def show_moment(self, moment: NeuronMoment) -> None:
        picture = loss_surface(moment, self._theme.style, self._from, self.view.is_turning)
        if isinstance(picture, SurfacePicture):
            self.view.show_picture(picture)
        self.axes.set_names(parameter_names(moment.spec.width))
        self.axes.set_axes(moment.axes)
        self.axes.setVisible(moment.spec.width > 1)
        words = off_surface_words(moment)
        self.words.setText(words)
        self.words.setVisible(bool(words))

    @Slot()
    def _choose_axes(self) -> None:
        self._session.choose_axes(self.axes.axes)

    @Slot(object)
    def _turn(self, view: View) -> None:
        self._from = view
        self.refresh()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
