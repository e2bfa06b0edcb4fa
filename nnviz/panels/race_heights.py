"""How high every rival is: the curve over the steps, and the numbers of the step that is looked at."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from core.number_format import format_number, full_number
from nnviz.figures.film.reel import RaceSource
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.race_curves import DISTANCE, HEIGHT, OFF_PLANE, curve_plot, kinds_of, notes_of
from nnviz.figures.race_plot import axis_names, runner_look
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.race import Race, runner_name
from nnviz.race_session import RaceSession
from nnviz.race_words import rival_fate
from nnviz.theme import Theme
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.plot_view import PlotView
from nnviz.widgets.runner_table import RunnerTable, digits_in_table
from nnviz.widgets.segments import Segments

_QUANTITIES = 5  # x, y, height and both slopes
_ROW = 26


class RaceHeightsPanel(Panel):
    """Height against steps, and a table of place, height and gradient of every rival."""

    moves = True
    name = "race-heights"

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Heights")
        self._race = race
        self._theme = theme
        self.view = PlotView(self.tr("Height over the steps"))
        self.view.setToolTip(self.tr("Click to go to a step"))
        self.view.clicked.connect(self._go)
        self.view.context_menu_requested.connect(self._show_menu)
        words = {
            HEIGHT: (self.tr("Height"), self.tr("Height, or loss, after every step")),
            DISTANCE: (self.tr("Distance"), self.tr("Distance to the nearest minimum")),
            OFF_PLANE: (self.tr("Off the plane"), self.tr("How far the parameters are from the plane")),
        }
        self.kinds = Segments(self.tr("What the curves show"), words)
        self.kinds.chosen.connect(self._choose_kind)
        self.words = muted_label(self.tr("What the curves cannot show"))
        self._kind = HEIGHT
        self.table = self._make_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.kinds, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.table)
        race.raced.connect(self._show_race)
        race.moved.connect(self._refresh)
        theme.style_changed.connect(self._show_race)

    def picture(self, style: Style) -> PlotPicture:
        """Return the curves at the step that is looked at as a picture."""
        race = self._race.finished_race()
        return PlotPicture(curve_plot(race, self._race.step, style, self._kind), style)

    def film(self) -> RaceSource:
        """Return what a film of the curves can be made of."""
        race = self._race.finished_race()

        def draw(step: int, style: Style) -> PlotPicture:
            return PlotPicture(curve_plot(race, step, style, self._kind), style)

        return RaceSource(race, draw)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_race()

    def _make_table(self) -> RunnerTable:
        table = RunnerTable(self.tr("Rivals at this step"), _ROW)
        table.setRowCount(_QUANTITIES)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setFixedHeight(_ROW * (_QUANTITIES + 1) + 14)
        return table

    @Slot(float, float)
    def _go(self, step: float, _height: float) -> None:
        self._race.go_to(round(step) - 1)

    @Slot(str)
    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._refresh()

    @Slot()
    def _show_race(self) -> None:
        """Set up a column for every rival of the new race."""
        race = self._race.race
        if race is None or not self.isVisible():
            return
        kinds = kinds_of(race)
        for kind in (HEIGHT, DISTANCE, OFF_PLANE):
            self.kinds.buttons[kind].setEnabled(kind in kinds)
        self._kind = self._kind if self._kind in kinds else HEIGHT
        self.kinds.choose(self._kind)
        x, y = axis_names(race.terrain)
        self.table.setVerticalHeaderLabels(["x", "y", self.tr("height"), "∂/∂x", "∂/∂y"])
        for row, words in enumerate((x, y, self.tr("height"), f"∂/∂ {x}", f"∂/∂ {y}")):
            self.table.verticalHeaderItem(row).setToolTip(words)
        style = self._theme.style
        looks = [(runner_name(runner), runner_look(runner.look, style)) for runner in race.runners]
        self.table.show_runners(
            ((name, look.colour, look.symbol) for name, look in looks), digits_in_table(style)
        )
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        race = self._race.race
        if race is None or not self.isVisible():
            return
        style = self._theme.style
        plot = curve_plot(race, self._race.step, style, self._kind, legend=False)
        self.view.show_plot(plot, style)
        self.words.setText("; ".join(notes_of(plot.layers)))
        self.words.setVisible(bool(self.words.text()))
        for column, numbers in enumerate(_numbers(race, self._race.step)):
            fate = rival_fate(race, column, self._race.step)
            for row, number in enumerate(numbers):
                text = format_number(number, digits_in_table(style)) if np.isfinite(number) else "–"
                self.table.show_number(row, column, text, f"{full_number(number)}\n{fate}".strip())

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)


def _numbers(race: Race, step: int) -> np.ndarray:
    """Return x, y, height and both slopes of every rival."""
    runs = race.runs
    places, heights = runs.paths[:, step + 1], runs.heights[:, step + 1]
    return np.column_stack([places, heights, race.slopes(step + 1)])
