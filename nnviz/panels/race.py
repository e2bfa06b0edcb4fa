"""The race from above."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from html import escape

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from core.rival_step import RivalStep
from nnviz.figures.film.reel import RaceSource
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.race_arrows import legend_words, with_arrows
from nnviz.figures.race_pictures import RacePictures
from nnviz.figures.race_plot import RACE_SIZE, Extras, race_plot
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.project.errors import ProjectError
from nnviz.project.race_spec import Place
from nnviz.race import Race, nearest_start
from nnviz.race_session import RaceSession
from nnviz.race_words import gone_words, hole_words, off_plane_words
from nnviz.theme import Theme
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.notice import Notice
from nnviz.widgets.plot_view import PlotView

_ROOMY = 520  # pixels: there is room for a legend beside the ground
_PLACES = 500  # across the ground, to which a clicked start is rounded


class RacePanel(Panel):
    """The ground, the paths and the rivals; a click moves the start."""

    moves = True
    name = "race"

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("From above")
        self._race = race
        self._theme = theme
        self.view = PlotView(self.tr("Race from above"))
        self.view.setToolTip(self.tr("Click to move the start, or drag it; Shift+click adds one"))
        self.view.clicked.connect(self.move_start)
        self.view.drag_started.connect(self._take_hold)
        self.view.dragged.connect(self._drag_start)
        self.view.drag_ended.connect(self._let_go)
        self._held: int | None = None  # the start that is dragged
        self._drags = 0  # so many gestures have begun: each is one command
        self._wanted: Place | None = None  # where it is to be when the race under way has been run
        self.view.context_menu_requested.connect(self._show_menu)
        self.words = muted_label(self.tr("What the picture cannot show"))
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.notice = Notice("note")
        self.labels = QCheckBox(self.tr("Heights of the levels"))
        self.slopes = QCheckBox(self.tr("Arrows downhill"))
        row = QHBoxLayout()
        row.setSpacing(16)
        for box in (self.labels, self.slopes):
            box.toggled.connect(self._refresh)
            row.addWidget(box)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.notice)
        race.raced.connect(self._refresh)
        race.raced.connect(self._catch_up)
        race.moved.connect(self._refresh)
        race.working_changed.connect(self._show_work)
        theme.style_changed.connect(self._refresh)
        self._refresh()

    def picture(self, style: Style) -> PlotPicture:
        """Return the race at the step that is looked at as a picture."""
        race = self._race.finished_race()
        plot = race_plot(race, self._race.step, style, extras=self._extras())
        return PlotPicture(with_arrows(plot, race, self._step_under_way(), style), style, RACE_SIZE)

    def film(self) -> RaceSource:
        """Return what a film of the race can be made of."""
        race = self._race.finished_race()
        return RaceSource(race, partial(RacePictures(race).from_above, extras=self._extras()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot(float, float)
    def move_start(self, x: float, y: float) -> None:
        """Start where the ground was clicked: the nearest start moves there; with Shift there is one more."""
        race = self._race.race
        if race is None:
            return
        if not self._race.spec.moves_starts:
            self.notice.say(self.tr("A plane along a path begins where training does: its start stays."))
            return
        adds = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        nearest = len(race.starts) if adds else nearest_start(race.terrain, race.starts, (x, y))
        self._put(nearest, (x, y), self.tr("Add a start") if adds else self.tr("Move the start"))

    def _put(self, which: int, place: Place, text: str, merge: str = "") -> None:
        """Let a start be at a place of the ground, with no more digits than are seen of it."""
        race = self._race.race
        assert race is not None
        grains = [(high - low) / _PLACES for low, high in race.terrain.domain]
        x, y = (_rounded(value, grain) for value, grain in zip(place, grains, strict=True))
        starts = list(race.starts)
        starts[which : which + 1] = [(x, y)]
        try:
            self._race.edit(text, merge, starts=tuple(starts))
            self.notice.say("")
        except ProjectError as error:
            self.notice.say(error.reason)

    @Slot(int)
    def _take_hold(self, which: int) -> None:
        self._held = which
        self._drags += 1

    @Slot(float, float)
    def _drag_start(self, x: float, y: float) -> None:
        """Race from where the start is dragged to; one that takes long comes to its end before the next."""
        self._wanted = x, y
        if not self._race.is_stale:
            self._catch_up()

    @Slot()
    def _catch_up(self) -> None:
        place, self._wanted = self._wanted, None
        if place is not None and self._held is not None:
            self._put(self._held, place, self.tr("Move the start"), f"race.start.drag.{self._drags}")

    @Slot()
    def _let_go(self) -> None:
        self._catch_up()
        self._held = None

    @Slot()
    def _refresh(self) -> None:
        race = self._race
        if race.race is not None and self.isVisible():
            # The list of rivals beside it is the legend here; a figure has its own.
            style = self._theme.style
            plot = race_plot(race.race, race.step, style, False, self._extras())
            plot = with_arrows(plot, race.race, self._step_under_way(), style)
            beside = self.view.width() >= _ROOMY
            self.view.show_plot(plot if beside else replace(plot, legend=False), style)
            self.view.handles = race.race.starts if race.spec.moves_starts else ()
            words = (escape(self._words(race.race, race.step)), "" if beside else legend_words(plot))
            self.words.setText(" ".join(filter(None, words)))
            self.words.setVisible(bool(self.words.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._refresh()

    def _words(self, race: Race, step: int) -> str:
        """Say where there is no ground, how far all are off the plane, and who is gone."""
        away, gone = off_plane_words(race, step), gone_words(race, step)
        off_plane = self.tr("At step %d the runners are %s.") % (step + 1, away) if away else ""
        return " ".join(filter(None, (hole_words(race), off_plane, f"{gone}." if gone else "")))

    def _extras(self) -> Extras:
        return Extras(self.labels.isChecked(), self.slopes.isChecked())

    def _step_under_way(self) -> tuple[RivalStep, str] | None:
        """Return the step in slow motion and the quantity that was computed last; None between two steps."""
        slow = self._race.slow if self._race.done else None
        return None if slow is None else (slow, self._race.quantity)

    @Slot(bool)
    def _show_work(self, working: bool) -> None:
        if working and self._held is None:  # beside a start that is dragged it would come and go
            self.notice.say(self.tr("The race over the network's loss is being computed."))
        elif not working:
            problem = self._race.problem
            self.notice.say(self.tr("There is no race: %s.") % problem if problem else "")

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)


def _rounded(value: float, grain: float) -> float:
    """Return the value with no more decimals than its place on the screen has meaning."""
    return round(value, max(0, -math.floor(math.log10(grain))))
