"""A McCulloch-Pitts neuron: its threshold, which inputs inhibit and how, and whether it stands alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from core.neurons.mcculloch_pitts import McCullochPitts
from core.number_format import format_number
from nnviz.neuron_session import NeuronSession
from nnviz.panels.neuron_settings.section import NeuronSection
from nnviz.project.neuron_check import MOST_INPUTS
from nnviz.widgets.number_edit import new_gesture
from nnviz.widgets.quiet import QuietCombo, QuietSlider
from nnviz.widgets.segments import Segments


class GateSection(NeuronSection):
    """Moving the slider is choosing by hand; the sweep tries one threshold after the other."""

    def __init__(self, session: NeuronSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Threshold"), session, parent)
        tr = self.tr
        layers = {
            "1": (tr("One neuron"), tr("One neuron sees the inputs")),
            "2": (tr("Two layers"), tr("Hidden neurons see the inputs, the output sees them")),
        }
        self.layers = Segments(tr("Layers"), layers, tight=True)
        self.layers.chosen.connect(self._choose_layers)
        searches = {
            "sweep": (tr("Sweep"), tr("Try one threshold after the other")),
            "hand": (tr("By hand"), tr("Look at the chosen threshold alone")),
        }
        self.search = Segments(tr("Search for the threshold"), searches, tight=True)
        self.search.chosen.connect(self._choose_search)
        self.threshold = QuietSlider(tr("Threshold"))
        self.threshold.setToolTip(tr("The sum from which the neuron fires; moving it is choosing by hand"))
        self.threshold.sliderPressed.connect(self._begin)
        self.threshold.valueChanged.connect(self._choose_threshold)
        self._drag = ""
        self.value = QLabel()
        self.value.setMinimumWidth(48)
        row = QHBoxLayout()
        row.addWidget(self.threshold, 1)
        row.addWidget(self.value)
        self._alone = QWidget()
        grid = QGridLayout(self._alone)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.search, 0, 0, 1, 2)
        grid.addLayout(row, 1, 0, 1, 2)
        self.inhibition = QuietCombo(tr("How inputs inhibit"))
        self.inhibition.addItem(tr("one forbids firing (1943)"), "absolute")
        self.inhibition.addItem(tr("each takes 1 off"), "relative")
        self.inhibition.activated.connect(self._choose_inhibition)
        grid.addWidget(QLabel(tr("inhibition")), 2, 0)
        grid.addWidget(self.inhibition, 2, 1)
        self.inputs = [QCheckBox(tr("x%d inhibits") % number) for number in range(1, MOST_INPUTS + 1)]
        for number, box in enumerate(self.inputs):
            box.setMinimumHeight(24)
            box.clicked.connect(lambda checked, which=number: self._choose_inputs(which, checked))
            grid.addWidget(box, 3 + number // 2, number % 2)
        self.add(self.layers)
        self.add(self._alone)

    def refresh(self) -> None:
        spec = self._session.spec
        self.setVisible(spec.is_gate)
        neuron = spec.neuron
        if not isinstance(neuron, McCullochPitts):
            return
        self.layers.choose(str(spec.layers))
        self._alone.setVisible(spec.layers == 1)
        self.search.choose(neuron.search)
        tried = neuron.thresholds(spec.width)
        with QSignalBlocker(self.threshold):
            self.threshold.setRange(min(tried[0], neuron.threshold), max(tried[-1], neuron.threshold))
            self.threshold.setPageStep(1)
            self.threshold.setValue(neuron.threshold)
        self.value.setText(f"\N{GREEK SMALL LETTER THETA} = {format_number(neuron.threshold)}")
        self.value.setEnabled(neuron.search == "hand")
        self.inhibition.setCurrentIndex(self.inhibition.findData(neuron.inhibition))
        for number, box in enumerate(self.inputs):
            box.setVisible(number < spec.width)
            box.setChecked(number in neuron.inhibitory)

    @Slot(str)
    def _choose_layers(self, layers: str) -> None:
        self.edit(self.tr("Change the layers"), replace(self._session.spec, layers=int(layers)))

    @Slot(str)
    def _choose_search(self, search: str) -> None:
        self._change(self.tr("Search for the threshold"), search=search)

    @Slot()
    def _begin(self) -> None:
        self._drag = new_gesture()

    @Slot(int)
    def _choose_threshold(self, threshold: int) -> None:
        merge = f"neuron.threshold.{self._drag}" if self.threshold.isSliderDown() else ""
        self._change(self.tr("Change the threshold"), merge, threshold=threshold, search="hand")

    @Slot()
    def _choose_inhibition(self) -> None:
        self._change(self.tr("Change the inhibition"), inhibition=str(self.inhibition.currentData()))

    def _choose_inputs(self, number: int, inhibits: bool) -> None:
        neuron = self._session.spec.neuron
        assert isinstance(neuron, McCullochPitts)
        others = set(neuron.inhibitory) - {number}
        self._change(
            self.tr("Choose what inhibits"),
            inhibitory=tuple(sorted(others | ({number} if inhibits else set()))),
        )

    def _change(self, text: str, merge: str = "", **changes: Any) -> None:
        spec = self._session.spec
        assert isinstance(spec.neuron, McCullochPitts)
        self.edit(text, replace(spec, neuron=replace(spec.neuron, **changes)), merge)
