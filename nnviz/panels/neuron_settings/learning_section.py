"""How a perceptron or a sigmoid neuron learns, and where it starts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from core.hyper import Hyper
from core.neurons.base import TrainedNeuron
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron_settings.section import NeuronSection
from nnviz.project.errors import ProjectError
from nnviz.project.neuron_check import MOST_INPUTS
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.number_edit import DragLabel, NumberEdit

_WIDTH = 76


class LearningSection(NeuronSection):
    """A row for every hyperparameter that the neuron declares, and for every weight that is given."""

    def __init__(self, session: NeuronSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Learning"), session, parent)
        self.rows = HyperRows()
        self.rows.edited.connect(self._change)
        self._given = QWidget()
        grid = QGridLayout(self._given)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        self.weights: list[NumberEdit] = []
        self._labels: list[DragLabel] = []
        for number in range(1, MOST_INPUTS + 1):
            hyper = Hyper(f"w{number}", 0.0, low=-1e6, high=1e6, help="the weight at the start")
            edit = NumberEdit(hyper)
            edit.setFixedWidth(_WIDTH)
            edit.edited.connect(self._change_weights)
            edit.problem_changed.connect(self.error.say)
            label = DragLabel(hyper.name, edit)
            self.weights.append(edit)
            self._labels.append(label)
            grid.addWidget(label, number, 0)
            grid.addWidget(edit, number, 1)
        self.add(self.rows)
        self.add(self._given)

    def refresh(self) -> None:
        spec = self._session.spec
        neuron = spec.neuron
        self.setVisible(isinstance(neuron, TrainedNeuron))
        if not isinstance(neuron, TrainedNeuron):
            return
        self.rows.set_member(neuron)
        self._given.setVisible(neuron.start == "given")
        shown = neuron.weights or (0.0,) * spec.width
        for number, (label, edit) in enumerate(zip(self._labels, self.weights, strict=True)):
            label.setVisible(number < spec.width)
            edit.setVisible(number < spec.width)
            if number < spec.width:
                edit.set_value(shown[number])

    @Slot(object, str)
    def _change(self, neuron: TrainedNeuron, merge: str) -> None:
        spec = self._session.spec
        try:
            self._session.edit(self.tr("Change the learning"), replace(spec, neuron=neuron), merge)
            self.error.say("")
        except ProjectError as error:
            self.refresh()
            self.error.say(error.reason)

    @Slot(object, str)
    def _change_weights(self, _value: float, gesture: str) -> None:
        spec = self._session.spec
        weights = tuple(float(edit.value) for edit in self.weights[: spec.width])
        if isinstance(spec.neuron, TrainedNeuron):
            merge = f"neuron.weights.{gesture}" if gesture else ""
            neuron = replace(spec.neuron, weights=weights)
            self.edit(self.tr("Change the first weights"), replace(spec, neuron=neuron), merge)
