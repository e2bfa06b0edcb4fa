"""The race from above, and the controls that walk through it."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.rival_step import RivalStep
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.race_arrows import with_arrows
from nnviz.figures.race_plot import RACE_SIZE, race_plot
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.project.errors import ProjectError
from nnviz.race import RaceWalk
from nnviz.race_session import RaceSession
from nnviz.theme import Theme
from nnviz.widgets.notice import Notice
from nnviz.widgets.plot_view import PlotView
from nnviz.widgets.transport_bar import TransportBar

_PLAY_INTERVAL = 40  # milliseconds: a race of 200 steps takes eight seconds
_PLACES = 500  # across the ground, to which a clicked start is rounded


class RacePanel(Panel):
    """The ground, the paths and the rivals; a click moves the start."""

    name = "race"

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Race")
        self._race = race
        self._theme = theme
        self.view = PlotView(self.tr("Race from above"))
        self.view.setToolTip(self.tr("Click to move the start"))
        self.view.clicked.connect(self._move_start)
        self.view.context_menu_requested.connect(self._show_menu)
        self.notice = Notice("note")
        self.bar = TransportBar(RaceWalk.grains)
        self.bar.set_play_interval(_PLAY_INTERVAL)
        self.bar.start_clicked.connect(race.to_start)
        self.bar.back_clicked.connect(race.back_over)
        self.bar.forward_clicked.connect(self._forward)
        self.bar.end_clicked.connect(race.to_end)
        self.bar.moved_to.connect(race.go_to)
        self.bar.grain_chosen.connect(race.choose_grain)
        self.bar.play_changed.connect(self._play_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.bar)
        race.raced.connect(self._refresh)
        race.moved.connect(self._refresh)
        race.grain_changed.connect(self.bar.show_grain)
        race.working_changed.connect(self._show_work)
        theme.style_changed.connect(self._restyle)
        self.bar.show_grain(race.grain)
        self._restyle()

    def picture(self, style: Style) -> PlotPicture:
        """Return the race at the step that is looked at as a picture."""
        race = self._race.finished_race()
        plot = race_plot(race, self._race.step, style)
        return PlotPicture(with_arrows(plot, race, self._step_under_way(), style), style, RACE_SIZE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._race.wake()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.bar.stop_playing()
        self._race.sleep()

    @Slot()
    def _forward(self) -> None:
        self._race.over()
        if self._race.step == self._race.steps - 1:
            self.bar.stop_playing()

    @Slot(bool)
    def _play_changed(self, playing: bool) -> None:
        if playing and self._race.step == self._race.steps - 1:
            self._race.to_start()

    @Slot(float, float)
    def _move_start(self, x: float, y: float) -> None:
        if self._race.race is None:
            return
        places = zip((x, y), self._race.race.terrain.domain, strict=True)
        start: Any = tuple(_rounded(value, (high - low) / _PLACES) for value, (low, high) in places)
        try:
            self._race.edit(self.tr("Move the start"), starts=(start,))
        except ProjectError as error:
            self.notice.say(error.reason)

    @Slot()
    def _refresh(self) -> None:
        race = self._race
        self.bar.show_position(race.step, race.steps)
        self.bar.hint.setText(self._words_of_step())
        if race.race is not None and self.isVisible():
            # The list of rivals beside it is the legend here; a figure has its own.
            style = self._theme.style
            plot = race_plot(race.race, race.step, style, legend=False)
            self.view.show_plot(with_arrows(plot, race.race, self._step_under_way(), style), style)

    def _step_under_way(self) -> tuple[RivalStep, str] | None:
        """Return the step in slow motion and the quantity that was computed last; None between two steps."""
        slow = self._race.slow
        return (slow, self._race.quantity) if slow is not None and self._race.done else None

    def _words_of_step(self) -> str:
        """Say which quantity of which runner's step was computed last, while a step is under way."""
        race = self._race
        if not race.done:
            return ""
        quantity = race.quantity.replace("_", " ")
        return self.tr("%s, step %d: %s") % (race.runner_names()[race.runner], race.step + 2, quantity)

    @Slot()
    def _restyle(self) -> None:
        self.bar.set_style(self._theme.style)
        self._refresh()

    @Slot(bool)
    def _show_work(self, working: bool) -> None:
        self.notice.say(self.tr("The race over the network's loss is being computed.") if working else "")

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)


def _rounded(value: float, grain: float) -> float:
    """Return the value with no more decimals than its place on the screen has meaning."""
    return round(value, max(0, -math.floor(math.log10(grain))))
