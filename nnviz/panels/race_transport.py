"""The controls that walk through a race: those of the network's debugger."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.race import RaceWalk
from nnviz.race_session import RaceSession
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.transport_bar import TransportBar


class RaceTransport(QWidget):
    """Start, back, play, forward, end, the grain, and a slider; the race runs while they are shown."""

    def __init__(
        self, race: RaceSession, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._race = race
        self._settings = settings
        self._theme = theme
        self.bar = TransportBar(RaceWalk.grains, settings.race_speed)
        self.bar.start_clicked.connect(race.to_start)
        self.bar.back_clicked.connect(race.back_over)
        self.bar.forward_clicked.connect(race.over)
        self.bar.played.connect(self._play)
        self.bar.speed_chosen.connect(self._keep_speed)
        self.bar.end_clicked.connect(race.to_end)
        self.bar.moved_to.connect(race.go_to)
        self.bar.grain_chosen.connect(race.choose_grain)
        self.bar.play_changed.connect(self._play_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 8)
        layout.addWidget(self.bar)
        for signal in (race.raced, race.moved):
            signal.connect(self._refresh)
        race.grain_changed.connect(self.bar.show_grain)
        theme.style_changed.connect(self._restyle)
        self.bar.show_grain(race.grain)
        self._restyle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._race.wake()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.bar.stop_playing()
        self._race.sleep()

    @Slot(int)
    def _play(self, blocks: int) -> None:
        self._race.play(blocks)
        if self._race.step == (self._race.steps - 1 if blocks > 0 else -1) and not self._race.done:
            self.bar.stop_playing()

    @Slot(float)
    def _keep_speed(self, speed: float) -> None:
        self._settings.race_speed = speed

    @Slot(bool)
    def _play_changed(self, playing: bool) -> None:
        if playing and self.bar.plays_forward and self._race.step == self._race.steps - 1:
            self._race.to_start()

    @Slot()
    def _refresh(self) -> None:
        self.bar.show_position(self._race.step, self._race.steps)
        self.bar.hint.setText(self._words_of_step())

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
