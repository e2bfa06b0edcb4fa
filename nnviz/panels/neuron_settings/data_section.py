"""What the neuron learns from: a gate's truth table, or points to begin with."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.hyper import Hyper
from core.neurons.gates import GATES
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron_settings.section import NeuronSection
from nnviz.project.neuron_check import MOST_INPUTS
from nnviz.project.neuron_presets import PRESETS, with_gate
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.quiet import QuietCombo

_INPUTS = Hyper("inputs", 2, low=1, high=MOST_INPUTS, help="of the gate; NOT has one")
_OWN = ""


class DataSection(NeuronSection):
    """A combo box of examples; those that were edited are called own."""

    def __init__(self, session: NeuronSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Examples"), session, parent)
        self.combo = QuietCombo(self.tr("Examples to begin with"))
        self.combo.activated.connect(self._choose)
        self.inputs = NumberEdit(_INPUTS, self.tr("Inputs of the gate"))
        self.inputs.edited.connect(self._choose_inputs)
        self.inputs.problem_changed.connect(self.error.say)
        self.inputs.setFixedWidth(56)
        self._label = QLabel(self.tr("inputs"))
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label)
        row.addStretch(1)
        row.addWidget(self.inputs)
        self.add(self.combo)
        self.add(self._row)

    def refresh(self) -> None:
        spec = self._session.spec
        self._offer(spec)
        self.combo.setCurrentIndex(self.combo.findData(_name_of(spec)))
        self.inputs.set_value(spec.width)
        self._row.setVisible(_name_of(spec) in GATES)

    def _offer(self, spec: NeuronSpec) -> None:
        offered = [(self.tr("Gate %s") % name.upper(), name) for name in GATES]
        if not spec.is_gate:
            offered += [(preset.label, preset.label) for preset in PRESETS]
        if _name_of(spec) == _OWN:
            offered.append((self.tr("Your own"), _OWN))
        if offered == [(self.combo.itemText(k), self.combo.itemData(k)) for k in range(self.combo.count())]:
            return
        self.combo.clear()
        for label, name in offered:
            self.combo.addItem(label, name)

    @Slot()
    def _choose(self) -> None:
        name, spec = str(self.combo.currentData()), self._session.spec
        if name in GATES:
            former = spec.width if _name_of(spec) in GATES and _name_of(spec) != "not" else 2
            after = with_gate(spec, name, 1 if name == "not" else former)
        elif name != _OWN:
            after = next(preset for preset in PRESETS if preset.label == name).apply(spec)
        else:
            return
        self.edit(self.tr("Choose examples"), after)

    @Slot(object, str)
    def _choose_inputs(self, count: int, _gesture: str) -> None:
        name = _name_of(self._session.spec)
        if name == "not" and count > 1:
            self.error.say(self.tr("NOT has one input. NOR and NAND are what it becomes with more."))
            self.refresh()
        elif name in GATES:
            self.edit(self.tr("Change the inputs"), with_gate(self._session.spec, name, count))


def _name_of(spec: NeuronSpec) -> str:
    """Return the gate or the preset that the examples are; empty for others."""
    if spec.is_binary:
        for name in GATES:
            if name == "not" and spec.width > 1:
                continue
            same = with_gate(spec, name, spec.width)
            if (same.inputs, same.targets) == (spec.inputs, spec.targets):
                return "not" if spec.width == 1 and name in ("nand", "nor") else name
    for preset in PRESETS:
        same = preset.apply(spec)
        if (same.inputs, same.targets) == (spec.inputs, spec.targets):
            return preset.label
    return _OWN
