"""How much of a layer's activations is left out on the way to the next layer."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.network import Layer
from nnviz.project.check import DROPOUT
from nnviz.widgets.number_edit import DragLabel, NumberEdit
from nnviz.widgets.number_text import range_text

_EDIT_WIDTH = 48  # pixels


class DropoutEdit(QWidget):
    """A name to drag on, and the number.

    Signals
    -------
    edited : int, float, str
        The layer (from 1), its dropout, and the gesture.
    problem_changed : str
        Why what was typed is no dropout; empty when it is one again.
    """

    edited = Signal(int, object, str)
    problem_changed = Signal(str)

    def __init__(self, layer: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer = layer
        self.edit = NumberEdit(DROPOUT)
        self.edit.setFixedWidth(_EDIT_WIDTH)
        self.edit.edited.connect(self._edited)
        self.edit.problem_changed.connect(self.problem_changed)
        self.name = DragLabel(self.tr("dropout"), self.edit)
        self.name.setProperty("muted", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.name)
        layout.addWidget(self.edit)

    def show_layer(self, layer: Layer, name: str) -> None:
        """Show the dropout of a layer under this name."""
        self.edit.set_value(layer.dropout)
        self.edit.setAccessibleName(self.tr("Dropout of %s") % name)
        for widget in (self.edit, self.name):
            widget.setToolTip(f"{name}: {DROPOUT.help}\n{range_text(DROPOUT)}")

    @Slot(object, str)
    def _edited(self, dropout: float, gesture: str) -> None:
        self.edited.emit(self._layer, dropout, gesture)
