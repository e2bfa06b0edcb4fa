"""Edits the project's neuron; every change can be undone."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron_settings.data_section import DataSection
from nnviz.panels.neuron_settings.gate_section import GateSection
from nnviz.panels.neuron_settings.learning_section import LearningSection
from nnviz.panels.neuron_settings.model_section import ModelSection
from nnviz.theme import Theme
from nnviz.widgets.scrolled import scrolled

_NARROWEST = 262  # pixels, for a name, a slider and a number beside one another


class NeuronSettingsPanel(QWidget):
    """The neuron, its examples, and how it finds its threshold or its weights, one under the other."""

    def __init__(self, session: NeuronSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ModelSection(session, theme)
        self.data = DataSection(session)
        self.gate = GateSection(session)
        self.learning = LearningSection(session)
        column = QVBoxLayout()
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(0)
        for section in (self.model, self.data, self.gate, self.learning):
            column.addWidget(section)
        column.addStretch(1)
        contents = QWidget()
        contents.setLayout(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(contents))
        self.setMinimumWidth(_NARROWEST)
        session.spec_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        for section in (self.model, self.data, self.gate, self.learning):
            section.refresh()
