"""A seed with a label, and a button that draws another."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from core.hyper import Hyper
from nnviz.widgets.hyper_rows import new_seed
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import DragLabel, NumberEdit

_SEED = Hyper("seed", 0, low=0, help="the same seed always draws the same numbers")
_EDIT_WIDTH = 76


class SeedRow(QWidget):
    """One row: the label, a dice, the number."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = NumberEdit(_SEED, label)
        self.edit.setToolTip(_SEED.help)
        self.edit.setFixedWidth(_EDIT_WIDTH)
        self.dice = IconButton("dices", self.tr("New %s") % label)
        self.dice.clicked.connect(self._dice_clicked)
        problem = Notice("error")
        self.edit.problem_changed.connect(problem.say)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(DragLabel(label, self.edit), 0, 0)
        grid.addWidget(self.dice, 0, 1)
        grid.addWidget(self.edit, 0, 2)
        grid.addWidget(problem, 1, 0, 1, 3)
        grid.setColumnStretch(0, 1)

    @Slot()
    def _dice_clicked(self) -> None:
        self.edit.choose(new_seed())
