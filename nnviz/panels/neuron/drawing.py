"""The neuron, drawn."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.formula import Source
from nnviz.figures.neuron_picture import NeuronPicture
from nnviz.figures.style import Style
from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron.part import NeuronPart
from nnviz.theme import Theme
from nnviz.widgets.picture_view import PictureView


class NeuronPanel(NeuronPart):
    """Inputs, weights, sum, answer and target, as far as they are computed."""

    name = "neuron"

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self.title = self.tr("Neuron")
        self._highlight: Source | None = None
        self.view = PictureView(self.tr("The neuron"))
        self.view.context_menu_requested.connect(self._show_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)

    def picture(self, style: Style) -> NeuronPicture:
        """Return the neuron at the step that is looked at."""
        return NeuronPicture(self._session.finished_moment(), style)

    def show_moment(self, moment: NeuronMoment) -> None:
        self.view.show_picture(NeuronPicture(moment, self._theme.style, self._highlight))

    @Slot(object)
    def set_highlight(self, source: Source | None) -> None:
        """Light the place of a number that is pointed at elsewhere."""
        if source != self._highlight:
            self._highlight = source
            self.refresh()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
