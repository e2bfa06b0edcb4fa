"""Beats that say how many steps are due."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal, Slot

_LONGEST_START = 0.5  # seconds until the first step, however slow
_MOST_OWED = 0.25  # seconds whose steps are made up for, after the window was busy
_LEAST_WAIT = 8  # milliseconds for the window: Qt paints 5 ms after it was asked to
_NANO = 1e-9


class Player(QObject):
    """Plays at a speed; who is too slow to draw every step is told to make several at once.

    Signals
    -------
    due(int)
        So many steps forward or, below 0, back.
    changed()
        Playing began or ended.
    """

    due = Signal(int)
    changed = Signal()

    def __init__(self, speed: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speed = speed
        self._direction = 0
        self._owed = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    @property
    def speed(self) -> float:
        """Steps a second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._speed = speed
        if self._direction:
            self._wait()

    @property
    def direction(self) -> int:
        """1 while it plays forward, -1 while it plays back, 0 while it rests."""
        return self._direction

    def start(self, direction: int = 1) -> None:
        """Begin to play, or go on the other way round."""
        self._direction = direction
        self._owed = max(0.0, 1 - self._speed * _LONGEST_START)
        self._clock.start()
        self._wait()
        self.changed.emit()

    def stop(self) -> None:
        """End it."""
        if self._direction:
            self._direction = 0
            self._timer.stop()
            self.changed.emit()

    @Slot()
    def _beat(self) -> None:
        passed, most = self._clock.nsecsElapsed() * _NANO, max(1.0, self._speed * _MOST_OWED)
        self._clock.start()
        self._owed = min(self._owed + passed * self._speed, most)
        steps = int(self._owed)
        self._owed -= steps
        if steps:
            self.due.emit(self._direction * steps)
        if self._direction:
            self._wait()

    def _wait(self) -> None:
        passed = self._clock.nsecsElapsed() * _NANO
        seconds = (1 - self._owed) / self._speed - passed
        self._timer.start(max(_LEAST_WAIT, math.ceil(1000 * seconds)))
