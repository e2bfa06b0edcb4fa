"""One layer in the panel: how many units, which activation."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.activations.base import Activation
from core.hyper import Hyper
from core.network import Layer
from nnviz.widgets.hyper_form import FamilyCombo, new_member
from nnviz.widgets.hyper_rows import HyperRows
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import DragLabel
from nnviz.widgets.stepper import Stepper

_UNITS = Hyper("units", 1, low=1, help="units of the layer: drag on its name, or use the arrow keys")
_NAME_WIDTH = 46


class LayerRow(QWidget):
    """A layer's name, units, activation with its hyperparameters, and the button that removes it.

    Signals
    -------
    units_edited : int, int, str
        The layer (from 1), its units, and the gesture.
    activation_edited : int, Activation, str
    removed : int
    """

    units_edited = Signal(int, object, str)
    activation_edited = Signal(int, object, str)
    removed = Signal(int)

    def __init__(self, layer: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer = layer
        self.units = Stepper(_UNITS)
        self.name = DragLabel("", self.units.edit)
        self.name.setFixedWidth(_NAME_WIDTH)
        self.activation = FamilyCombo(Activation)
        self.remove = IconButton("x", self.tr("Remove"))
        self.rows = HyperRows()
        self.problem = Notice("error")
        line = QHBoxLayout()
        line.setSpacing(2)
        for widget in (self.name, self.units, self.activation, self.remove):
            line.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.rows)
        column.addWidget(self.problem)
        self.rows.setContentsMargins(_NAME_WIDTH + 4, 0, 0, 0)
        self.units.edit.edited.connect(self._units_edited)
        self.units.edit.problem_changed.connect(self.problem.say)
        self.activation.chosen.connect(self._activation_chosen)
        self.rows.edited.connect(self._activation_edited)
        self.remove.clicked.connect(self._remove_clicked)

    def show_layer(self, layer: Layer, name: str, output: bool) -> None:
        """Show a layer under this name; how many outputs there are, and that there are any, is fixed."""
        self.name.setText(name)
        self.units.set_value(layer.units)
        self.units.set_name(self.tr("Units of %s") % name)
        self.units.setEnabled(not output)
        self.name.setCursor(Qt.CursorShape.ArrowCursor if output else Qt.CursorShape.SizeHorCursor)
        units_tip = self.tr("One per target column: the data decides") if output else _UNITS.help
        for widget in (self.units, self.units.edit, self.name):
            widget.setToolTip(units_tip)
        self.activation.set_key(layer.activation.key)
        self.activation.setAccessibleName(self.tr("Activation of %s") % name)
        self.activation.setToolTip(self.tr("activation: %s") % layer.activation.label)
        self.rows.set_member(layer.activation)
        self.remove.setEnabled(not output)
        self.remove.setAccessibleName(self.tr("Remove %s") % name)
        tooltip = self.tr("The output layer stays: the loss compares it with the targets")
        self.remove.setToolTip(tooltip if output else self.tr("Remove this layer"))

    @Slot(object, str)
    def _units_edited(self, units: int, gesture: str) -> None:
        self.units_edited.emit(self._layer, units, gesture)

    @Slot(str)
    def _activation_chosen(self, key: str) -> None:
        former = self.rows.member
        if former is None or former.key != key:
            self.activation_edited.emit(self._layer, new_member(Activation, key, former), "")

    @Slot(object, str)
    def _activation_edited(self, activation: Activation, merge: str) -> None:
        self.activation_edited.emit(self._layer, activation, merge)

    @Slot()
    def _remove_clicked(self) -> None:
        self.removed.emit(self._layer)
