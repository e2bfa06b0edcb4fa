"""The rivals of a race: a list with their looks, and the form of the chosen one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from core.optimizers.base import Optimizer
from core.rival import Rival
from nnviz.figures.race_plot import rival_fate, runner_look, runner_name
from nnviz.figures.style import Style
from nnviz.project.race_spec import Runner
from nnviz.race import Race
from nnviz.widgets.hyper_form import HyperForm
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.symbol_icon import symbol_icon

_ROW, _FATE_ROW = 28, 44
_MOST_ROWS = 6  # more are scrolled

Runners = tuple[Runner, ...]


class RivalList(QWidget):
    """Shows runners and lets the user add, copy, remove and change them.

    Signals
    -------
    edited(tuple of Runner, str, str)
        The rivals that the user made, what was done in words, and the key of the gesture.
    """

    edited = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rivals: Runners = ()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Rivals"))
        self.list.setIconSize(QSize(32, 16))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show_form)
        self.add = IconButton("plus", self.tr("Add a rival"))
        self.copy = IconButton("copy", self.tr("Duplicate the chosen rival"))
        self.remove = IconButton("trash-2", self.tr("Remove the chosen rival"))
        self.suggest = QPushButton(self.tr("Suggest"))
        self.suggest.setToolTip(self.tr("Plain descent, momentum and Adam at rates that suit the surface"))
        self.suggest.setAccessibleName(self.tr("Suggest rivals"))
        self.form = HyperForm(Optimizer, self.tr("Optimizer"))
        self.add.clicked.connect(self._add)
        self.copy.clicked.connect(self._copy)
        self.remove.clicked.connect(self._remove)
        self.form.edited.connect(self._change)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for button in (self.add, self.copy, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.suggest)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        layout.addWidget(self.form)

    def show_rivals(self, rivals: Runners, style: Style, race: Race | None, step: int) -> None:
        """Show the rivals and, where their race is known, what has become of them by `step`."""
        row = self.list.currentRow()
        self._rivals = rivals
        height = 0
        racing = iter(range(len(rivals)))
        with QSignalBlocker(self.list):
            self._set_rows(len(rivals))
            for position, runner in enumerate(rivals):
                fate = "" if runner.hidden or race is None else rival_fate(race, next(racing), step)
                look = runner_look(runner.look.at(position), style)
                item, name = self.list.item(position), runner_name(runner)
                item.setIcon(symbol_icon(look.colour, look.symbol, look.dash))
                item.setText(f"{name}\n{fate}" if fate else name)
                item.setToolTip(item.text())
                item.setSizeHint(QSize(0, _FATE_ROW if fate else _ROW))
                height += _FATE_ROW if fate else _ROW
            self.list.setCurrentRow(min(max(row, 0), len(rivals) - 1))
        self.list.setFixedHeight(max(min(height, _MOST_ROWS * _ROW), _ROW) + 6)
        self._show_form()

    @Slot()
    def _show_form(self) -> None:
        row = self.list.currentRow()
        chosen = 0 <= row < len(self._rivals)
        self.form.setVisible(chosen)
        self.copy.setEnabled(chosen)
        self.remove.setEnabled(chosen)
        if chosen:
            self.form.set_value(self._rivals[row].rival.optimizer)

    def _set_rows(self, count: int) -> None:
        while self.list.count() > count:
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < count:
            self.list.addItem(QListWidgetItem())

    def _insert(self, row: int, rival: Runner, words: str) -> None:
        before = len(self._rivals)
        self.edited.emit((*self._rivals[:row], rival, *self._rivals[row:]), words, "")
        if len(self._rivals) > before:
            self.list.setCurrentRow(row)

    @Slot()
    def _add(self) -> None:
        self._insert(
            len(self._rivals), Runner(Rival(Optimizer.find("sgd").from_values({}))), self.tr("Add rival")
        )

    @Slot()
    def _copy(self) -> None:
        row = self.list.currentRow()
        self._insert(row + 1, self._rivals[row], self.tr("Duplicate rival"))

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        self.edited.emit((*self._rivals[:row], *self._rivals[row + 1 :]), self.tr("Remove rival"), "")

    @Slot(object, str)
    def _change(self, optimizer: Optimizer, merge: str) -> None:
        row = self.list.currentRow()
        former = self._rivals[row]
        rival = replace(former, rival=replace(former.rival, optimizer=optimizer))
        rivals = (*self._rivals[:row], rival, *self._rivals[row + 1 :])
        self.edited.emit(rivals, self.tr("Change rival"), f"race.{row}.{merge}" if merge else "")
