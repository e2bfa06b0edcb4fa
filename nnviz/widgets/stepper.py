"""A number between a minus and a plus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.hyper import Hyper
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.number_edit import NumberEdit

_EDIT_WIDTH = 34  # pixels; two digits
_EDIT_MARGIN = 20


class Stepper(QWidget):
    """A narrow `NumberEdit` with a button on either side."""

    def __init__(self, hyper: Hyper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = NumberEdit(hyper)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setFixedWidth(_EDIT_WIDTH)
        self.fewer = IconButton("minus", self.tr("Fewer"))
        self.more = IconButton("plus", self.tr("More"))
        self.fewer.clicked.connect(self._step_down)
        self.more.clicked.connect(self._step_up)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.fewer, self.edit, self.more):
            layout.addWidget(widget)

    def set_name(self, name: str) -> None:
        """Tell those who cannot see the screen what is counted."""
        self.edit.setAccessibleName(name)
        self.fewer.setAccessibleName(self.tr("Fewer: %s") % name)
        self.more.setAccessibleName(self.tr("More: %s") % name)

    def set_value(self, value: int) -> None:
        """Show a value; there are no fewer than the smallest."""
        self.edit.set_value(value)
        digits = self.edit.fontMetrics().horizontalAdvance(str(value))
        self.edit.setFixedWidth(max(_EDIT_WIDTH, digits + _EDIT_MARGIN))
        self.fewer.setEnabled(value > self.edit.hyper.low)

    def _step_down(self) -> None:
        self.edit.step(-1)

    def _step_up(self) -> None:
        self.edit.step(1)
