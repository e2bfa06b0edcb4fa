"""The state table: gradient, slots, effective learning rate and change of every runner, along both axes."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.number_format import format_number, full_number
from nnviz.figures.film.reel import RaceSource
from nnviz.figures.race_pictures import RacePictures, state_picture
from nnviz.figures.race_plot import runner_look
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.panels.base import Panel
from nnviz.race import runner_name
from nnviz.race_session import RaceSession
from nnviz.race_state import state_table
from nnviz.theme import Theme
from nnviz.widgets.runner_table import RunnerTable, digits_in_table

_ROW = 24


class RaceStatePanel(Panel):
    """A column for every runner; a click on one chooses it."""

    moves = True
    name = "race-state"

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("State")
        self._race = race
        self._theme = theme
        self._empty = QLabel(self.tr("What every runner remembers appears here after the first step."))
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(8, 8, 8, 8)
        self.table = RunnerTable(self.tr("State of the runners after this step"), _ROW)
        self.table.cellClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._empty)
        layout.addWidget(self.table, 1)
        for signal in (race.raced, race.moved):
            signal.connect(self._refresh)
        theme.style_changed.connect(self._refresh)
        self._refresh()

    def picture(self, style: Style) -> TablePicture:
        """Return the table as a picture."""
        race = self._race.finished_race()
        return state_picture(race, self._race.steps_done(), self._race.step, style)

    def film(self) -> RaceSource:
        """Return what a film of the table can be made of."""
        race = self._race.finished_race()
        return RaceSource(race, RacePictures(race, self._race.document.project).state)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        race = self._race.race
        if race is None or not self.isVisible():
            return
        state, style = state_table(self._race.steps_done()), self._theme.style
        is_known = bool((state.numbers == state.numbers).any())
        self.table.setVisible(is_known)
        self._empty.setVisible(not is_known)
        if not is_known:  # before the first step, and until another race is run
            return
        digits = digits_in_table(style)
        self.table.setRowCount(len(state.rows))
        looks = [(runner_name(runner), runner_look(runner.look, style)) for runner in race.runners]
        self.table.show_runners(((name, look.colour, look.symbol) for name, look in looks), digits)
        self.table.setVerticalHeaderLabels(state.rows)
        for row, name in enumerate(state.rows):
            self.table.verticalHeaderItem(row).setToolTip(self._help(name))
        for (row, column), number in np.ndenumerate(state.numbers):
            is_none = math.isnan(number)
            text = "–" if is_none else format_number(float(number), digits)
            self.table.show_number(row, column, text, "" if is_none else full_number(float(number)))

    def _help(self, row: str) -> str:
        """Say what a row is; its name has to be short."""
        if row.startswith("rate"):
            return self.tr("The effective learning rate: the change over the gradient, with its sign turned")
        return row

    @Slot(int, int)
    def _choose(self, _row: int, column: int) -> None:
        shown = [place for place, runner in enumerate(self._race.spec.runners) if not runner.hidden]
        self._race.choose_runner(shown[column])
