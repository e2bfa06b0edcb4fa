"""The section Layers: the chain from the inputs to the outputs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.activations.base import Activation
from nnviz.panels.build.dropout_edit import DropoutEdit
from nnviz.panels.build.editing import BuildSection, Editing
from nnviz.panels.build.layer_row import LayerRow
from nnviz.project import edits
from nnviz.project.model import Project
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.phrases import counted, some_of

_ADDER_WIDTH = 64  # pixels; with a word, for a lone plus stands beside the units already


class LayersSection(BuildSection):
    """The inputs, one row per layer, and between them the buttons that add one, and the dropout."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Layers"), editing, parent)
        self.inputs = QLabel()
        self.inputs.setWordWrap(True)
        self.inputs.setProperty("muted", True)
        self.inputs.setToolTip(self.tr("The columns of the data decide how many inputs there are"))
        self.add(self.inputs)
        self.rows: list[LayerRow] = []
        self.adders: list[IconButton] = []
        self.dropouts: list[
            DropoutEdit
        ] = []  # one behind the inputs, which is not shown, and behind each row
        chain = QWidget()
        self._chain = QVBoxLayout(chain)
        self._chain.setContentsMargins(0, 0, 0, 0)
        self._chain.setSpacing(1)
        self.add(chain)

    def show_project(self, project: Project) -> None:
        layers = project.network.layers
        count = counted(project.network.inputs, self.tr("input"))
        self.inputs.setText(f"{count}: {some_of(project.samples.input_names)}")
        self._make_rows(len(layers))
        for position, (row, layer) in enumerate(zip(self.rows, layers, strict=True), start=1):
            output = position == len(layers)
            name = self.tr("Output") if output else self.tr("Layer %d") % position
            row.show_layer(layer, name, output)
            if not output:
                self.dropouts[position].show_layer(layer, name)

    def _make_rows(self, depth: int) -> None:
        while len(self.rows) < depth:
            layer = len(self.rows) + 1
            self._chain.addWidget(self._new_adder(layer - 1))
            row = LayerRow(layer)
            row.units_edited.connect(self._units_edited)
            row.activation_edited.connect(self._activation_edited)
            row.removed.connect(self._removed)
            self.rows.append(row)
            self._chain.addWidget(row)
        while len(self.rows) > depth:
            self.adders.pop()
            self.dropouts.pop()
            self.rows.pop()
            for _ in ("row", "adder"):
                last = self._chain.takeAt(self._chain.count() - 1)
                widget = last.widget() if last else None
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()

    def _new_adder(self, after: int) -> QWidget:
        where = self.tr("layer %d") % after if after else self.tr("the inputs")
        adder = IconButton("plus", self.tr("Add a layer after %s") % where)
        adder.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        adder.setText(self.tr("layer"))
        adder.setFixedWidth(_ADDER_WIDTH)
        adder.clicked.connect(lambda: self._add_after(after))
        self.adders.append(adder)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(adder)
        layout.addStretch(1)
        dropout = DropoutEdit(after)
        dropout.edited.connect(self._dropout_edited)
        dropout.problem_changed.connect(self.error.say)
        dropout.setVisible(after > 0)
        self.dropouts.append(dropout)
        layout.addWidget(dropout)
        return line

    def _add_after(self, after: int) -> None:
        self.edit(self.tr("Add a layer"), lambda project: edits.add_layer(project, after))

    @Slot(int)
    def _removed(self, layer: int) -> None:
        self.edit(self.tr("Remove a layer"), lambda project: edits.remove_layer(project, layer))

    @Slot(int, object, str)
    def _units_edited(self, layer: int, units: int, gesture: str) -> None:
        merge = f"units.{layer}.{gesture}" if gesture else ""
        reason = self._editing.apply(
            self.tr("Change the units"), lambda project: edits.set_units(project, layer, units), merge
        )
        if reason:
            kept = self._editing.project.network.layers[layer - 1].units
            self.rows[layer - 1].units.edit.refuse(kept, reason)

    @Slot(int, object, str)
    def _dropout_edited(self, layer: int, dropout: float, gesture: str) -> None:
        merge = f"dropout.{layer}.{gesture}" if gesture else ""
        text = self.tr("Change the dropout")
        self.edit(text, lambda project: edits.set_dropout(project, layer, dropout), merge)

    @Slot(int, object, str)
    def _activation_edited(self, layer: int, activation: Activation, merge: str) -> None:
        self.edit(
            self.tr("Change the activation"),
            lambda project: edits.set_activation(project, layer, activation),
            f"{layer}.{merge}" if merge else "",
        )
