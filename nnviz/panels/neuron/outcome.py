"""How the learning ends and why, with what would help as buttons."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.perceptron import Perceptron
from core.neurons.perceptron_learning import PerceptronLearning
from core.neurons.threshold_sweep import ThresholdSweep
from nnviz.figures.neuron_words import limits_of, outcome_words
from nnviz.neuron_session import NeuronSession
from nnviz.project.errors import ProjectError
from nnviz.project.neuron_presets import with_model
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.widgets.notice import Notice
from nnviz.widgets.scrolled import scrolled


class OutcomeView(QWidget):
    """The verdict, and buttons for what would change it."""

    def __init__(self, session: NeuronSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("How it ends")
        self._session = session
        heading = QLabel(self.title)
        heading.setProperty("muted", True)
        self.words = QLabel()
        self.words.setAccessibleName(self.title)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notice = Notice("error")
        self.inhibit = self._button(self.tr("Let inputs inhibit"), self._inhibit)
        self.layers = self._button(self.tr("Two layers"), self._two_layers)
        self.pocket = self._button(self.tr("Keep the best in a pocket"), self._pocket)
        self.learn = self._button(self.tr("Let a perceptron learn it"), self._perceptron)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.inhibit, self.layers, self.pocket, self.learn):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.words)
        column.addLayout(row)
        column.addWidget(self.notice)
        column.addStretch(1)
        contents = QWidget()
        contents.setObjectName("inspectorContents")
        contents.setLayout(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(contents))
        session.learned.connect(self._refresh)
        session.working_changed.connect(self._show_work)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible() or not self._session.is_current:
            return
        moment = self._session.moment
        self.words.setText("\n\n".join(outcome_words(moment)))
        learning, spec = moment.learning, moment.spec
        found = limits_of(spec) if isinstance(learning, ThresholdSweep) and not learning.possible else None
        self.inhibit.setVisible(found is not None and found.remedy is not None)
        self.layers.setVisible(found is not None and found.remedy is None)
        self.learn.setVisible(found is not None and found.remedy is None and found.separable)
        fails = isinstance(learning, PerceptronLearning) and not learning.separability.separable
        self.pocket.setVisible(fails and isinstance(spec.neuron, Perceptron) and not spec.neuron.pocket)
        self.notice.say("")

    @Slot(bool)
    def _show_work(self, working: bool) -> None:
        if working:
            self.words.setText(self.tr("The neuron is learning…"))
            for button in (self.inhibit, self.layers, self.pocket, self.learn):
                button.hide()

    # What the buttons do

    @Slot()
    def _inhibit(self) -> None:
        spec = self._session.spec
        found = limits_of(spec)
        if found.remedy is not None and isinstance(spec.neuron, McCullochPitts):
            neuron = replace(spec.neuron, inhibitory=found.remedy, threshold=found.thresholds[0])
            self._edit(self.inhibit.text(), replace(spec, neuron=neuron))

    @Slot()
    def _two_layers(self) -> None:
        self._edit(self.layers.text(), replace(self._session.spec, layers=2))

    @Slot()
    def _pocket(self) -> None:
        spec = self._session.spec
        if isinstance(spec.neuron, Perceptron):
            self._edit(self.pocket.text(), replace(spec, neuron=replace(spec.neuron, pocket=True)))

    @Slot()
    def _perceptron(self) -> None:
        self._edit(self.learn.text(), with_model(self._session.spec, Perceptron.key))

    def _edit(self, text: str, spec: NeuronSpec) -> None:
        try:
            self._session.edit(text, spec)
        except ProjectError as error:
            self.notice.say(error.reason)

    def _button(self, text: str, action: object) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.clicked.connect(action)
        button.hide()
        return button
