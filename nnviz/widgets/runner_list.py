"""The runners of a race: a list with their looks, and the form of the chosen one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.optimizers.base import Optimizer
from core.rival import Rival
from core.schedules.base import Schedule
from nnviz.figures.race_plot import runner_look
from nnviz.figures.style import Style
from nnviz.project.race_spec import LookSpec, Runner
from nnviz.race import Race, runner_name
from nnviz.race_words import fate_lines, fates_from_all
from nnviz.widgets.hyper_form import HyperForm
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.look_fold import LookFold
from nnviz.widgets.member_fold import MemberFold
from nnviz.widgets.symbol_icon import symbol_icon

_ROW, _FATE_ROW = 28, 44
_MOST_ROWS = 6  # more are scrolled

Runners = tuple[Runner, ...]


class RunnerList(QWidget):
    """Shows runners and lets the user add, copy, hide, move, remove and change them.

    Signals
    -------
    edited(tuple of Runner, str, str)
        The runners that the user made, what was done in words, and the key of the gesture.
    chosen(int)
        The user looks at another runner.
    """

    edited = Signal(object, str, str)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runners: Runners = ()
        self._style: Style | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Runners"))
        self.list.setIconSize(QSize(32, 16))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        self.add = IconButton("plus", self.tr("Add a runner"))
        self.copy = IconButton("copy", self.tr("Duplicate the chosen runner"))
        self.hide_one = IconButton("eye", self.tr("Hide or show the chosen runner"))
        self.up = IconButton("chevron-up", self.tr("Move the chosen runner up"))
        self.down = IconButton("chevron-down", self.tr("Move the chosen runner down"))
        self.remove = IconButton("trash-2", self.tr("Remove the chosen runner"))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(2)
        for button, action in (
            (self.add, self._add),
            (self.copy, self._copy),
            (self.hide_one, self._hide),
            (self.up, self._move_up),
            (self.down, self._move_down),
            (self.remove, self._remove),
        ):
            button.clicked.connect(action)
            self.buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.list)
        layout.addLayout(self.buttons)
        layout.addWidget(self._make_form())

    def _make_form(self) -> QWidget:
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the runner"))
        self.name.setMaxLength(60)
        self.name.editingFinished.connect(self._rename)
        self.form = HyperForm(Optimizer, self.tr("Optimizer"))
        self.form.edited.connect(self._change_optimizer)
        self.schedule = MemberFold(Schedule, self.tr("Learning rate"))
        self.schedule.edited.connect(self._change_schedule)
        self.look = LookFold()
        self.look.edited.connect(self._change_look)
        self._details = QWidget()
        column = QVBoxLayout(self._details)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.form, self.schedule, self.look):
            column.addWidget(widget)
        column.addLayout(self._name_row())
        return self._details

    def _name_row(self) -> QHBoxLayout:
        words = QLabel(self.tr("name"))
        words.setBuddy(self.name)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(words)
        row.addWidget(self.name, 1)
        return row

    def show_runners(self, runners: Runners, style: Style, race: Race | None, step: int) -> None:
        """Show the runners and, where their race is known, what has become of them by `step`."""
        self._runners, self._style = runners, style
        racing = iter(range(len(runners)))
        height = 0
        with QSignalBlocker(self.list):
            self._set_rows(len(runners))
            for position, runner in enumerate(runners):
                fate, fates = self._fate(runner, race, racing, step)
                look = runner_look(runner.look.at(position), style)
                item, name = self.list.item(position), runner_name(runner)
                item.setIcon(symbol_icon(look.colour, look.symbol, look.dash))
                item.setText(f"{name}\n{fate}" if fate else name)
                item.setToolTip("\n".join([name, *fates]))
                item.setForeground(QColor(style.muted if runner.hidden else style.text))
                item.setSizeHint(QSize(0, _FATE_ROW if fate else _ROW))
                height += _FATE_ROW if fate else _ROW
        self.list.setFixedHeight(max(min(height, _MOST_ROWS * _ROW), _ROW) + 6)

    def choose(self, row: int) -> None:
        """Show the form of another runner; signals nothing."""
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(min(row, len(self._runners) - 1))
        self._show_form()

    def _fate(self, runner: Runner, race: Race | None, racing: Any, step: int) -> tuple[str, list[str]]:
        """Return what has become of a runner in short, and from every start."""
        if runner.hidden:
            return self.tr("hidden"), [self.tr("hidden")]
        if race is None:
            return "", []
        rival = next(racing)
        return fates_from_all(race, rival, step), fate_lines(race, rival, step)

    @Slot(int)
    def _choose(self, row: int) -> None:
        self._show_form()
        if row >= 0:
            self.chosen.emit(row)

    def _show_form(self) -> None:
        row = self.list.currentRow()
        chosen = 0 <= row < len(self._runners)
        self._details.setVisible(chosen)
        for button in (self.copy, self.hide_one, self.remove):
            button.setEnabled(chosen)
        self.up.setEnabled(chosen and row > 0)
        self.down.setEnabled(chosen and row < len(self._runners) - 1)
        if not chosen or self._style is None:
            return
        runner = self._runners[row]
        self.form.set_value(runner.rival.optimizer)
        self.schedule.show_member(runner.rival.schedule)
        self.look.show_look(runner.look, self._style)
        self.name.setPlaceholderText(runner_name(replace(runner, name="")))
        if not self.name.hasFocus() or self.name.text() != runner.name:
            self.name.setText(runner.name)

    def _set_rows(self, count: int) -> None:
        while self.list.count() > count:
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < count:
            self.list.addItem(QListWidgetItem())

    # What the user does

    def _insert(self, row: int, runner: Runner, words: str) -> None:
        before = len(self._runners)
        self.edited.emit((*self._runners[:row], runner, *self._runners[row:]), words, "")
        if len(self._runners) > before:
            self.list.setCurrentRow(row)

    @Slot()
    def _add(self) -> None:
        plain = Runner(Rival(Optimizer.find("sgd").from_values({})))
        self._insert(len(self._runners), plain, self.tr("Add runner"))

    @Slot()
    def _copy(self) -> None:
        row = self.list.currentRow()
        self._insert(row + 1, replace(self._runners[row], look=LookSpec()), self.tr("Duplicate runner"))

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        self.edited.emit((*self._runners[:row], *self._runners[row + 1 :]), self.tr("Remove runner"), "")

    @Slot()
    def _hide(self) -> None:
        hidden = self._runners[self.list.currentRow()].hidden
        self._change(self.tr("Show runner") if hidden else self.tr("Hide runner"), hidden=not hidden)

    @Slot()
    def _move_up(self) -> None:
        self._move(-1)

    @Slot()
    def _move_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row, runners = self.list.currentRow(), list(self._runners)
        runners.insert(row + by, runners.pop(row))
        self.edited.emit(tuple(runners), self.tr("Move runner"), "")
        self.list.setCurrentRow(row + by)

    @Slot()
    def _rename(self) -> None:
        row, name = self.list.currentRow(), self.name.text().strip()
        if 0 <= row < len(self._runners) and name != self._runners[row].name:
            self._change(self.tr("Rename runner"), name=name)

    @Slot(object, str)
    def _change_optimizer(self, optimizer: Optimizer, merge: str) -> None:
        rival = replace(self._runners[self.list.currentRow()].rival, optimizer=optimizer)
        self._change(self.tr("Change runner"), merge, rival=rival)

    @Slot(object, str)
    def _change_schedule(self, schedule: Schedule, merge: str) -> None:
        rival = replace(self._runners[self.list.currentRow()].rival, schedule=schedule)
        self._change(self.tr("Change the schedule of the learning rate"), merge, rival=rival)

    @Slot(object)
    def _change_look(self, look: LookSpec) -> None:
        self._change(self.tr("Change the look"), look=look)

    def _change(self, text: str, merge: str = "", **changes: Any) -> None:
        row = self.list.currentRow()
        runner = replace(self._runners[row], **changes)
        runners = (*self._runners[:row], runner, *self._runners[row + 1 :])
        self.edited.emit(runners, text, f"race.{row}.{merge}" if merge else "")
