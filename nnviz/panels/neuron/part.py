"""What every panel of the workspace Neuron is."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnviz.neuron_moment import NeuronMoment
from nnviz.neuron_session import NeuronSession
from nnviz.panels.base import Panel
from nnviz.theme import Theme


class NeuronPart(Panel):
    """A panel that shows the moment of a `NeuronSession`, as long as it is seen."""

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        for signal in (session.learned, session.moved, theme.style_changed):
            signal.connect(self.refresh)

    def show_moment(self, moment: NeuronMoment) -> None:
        """Show another moment, or the same one in another style."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is looked at now; nothing while nobody sees it."""
        if self.isVisible() and self._session.is_current:
            self.show_moment(self._session.moment)
