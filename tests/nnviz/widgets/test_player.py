from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from pytestqt.qtbot import QtBot

from nnviz.figures.style import LIGHT
from nnviz.settings import SPEEDS
from nnviz.widgets.player import Player
from nnviz.widgets.transport_bar import TransportBar

pytestmark = pytest.mark.usefixtures("qapp")


class Stepper(QObject):
    """Makes the steps that are due, each beat as slowly as it is told."""

    def __init__(self, player: Player, seconds: float = 0.0) -> None:
        super().__init__()
        self.beats: list[int] = []
        self._seconds = seconds
        player.due.connect(self.step)

    @Slot(int)
    def step(self, steps: int) -> None:
        self.beats.append(steps)
        time.sleep(self._seconds)


class Pulse(QObject):
    """Counts how often the event loop comes round."""

    def __init__(self) -> None:
        super().__init__()
        self.beats = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.beat)
        self._timer.start(0)

    @Slot()
    def beat(self) -> None:
        self.beats += 1


def test_it_steps_as_often_as_it_is_told_and_stops(qtbot: QtBot) -> None:
    player = Player(60.0)
    stepper = Stepper(player)
    began = time.perf_counter()
    player.start()
    qtbot.waitUntil(lambda: sum(stepper.beats) >= 30)
    seconds = time.perf_counter() - began
    player.stop()
    assert sum(stepper.beats) <= 60 * seconds + 1  # never faster than it was told
    done = list(stepper.beats)
    qtbot.wait(60)
    assert stepper.beats == done


def test_who_is_slow_makes_several_steps_at_once_and_leaves_the_event_loop_alive(qtbot: QtBot) -> None:
    player, pulse = Player(60.0), Pulse()
    stepper = Stepper(player, seconds=0.08)
    player.start()
    qtbot.waitUntil(lambda: len(stepper.beats) >= 6)
    player.stop()
    assert max(stepper.beats) > 1  # five steps fall due while one beat sleeps
    assert max(stepper.beats) <= 60 * 0.25  # what was missed for long is not made up for
    assert pulse.beats >= len(stepper.beats)  # the loop came round between any two beats


def test_the_slowest_begins_soon(qtbot: QtBot) -> None:
    player = Player(SPEEDS[0])
    stepper = Stepper(player)
    player.start()
    qtbot.waitUntil(lambda: stepper.beats == [1], timeout=3000)
    player.stop()


def test_backward_counts_down_and_another_direction_takes_over(qtbot: QtBot) -> None:
    player = Player(60.0)
    stepper = Stepper(player)
    player.start(-1)
    qtbot.waitUntil(lambda: len(stepper.beats) > 2)
    assert max(stepper.beats) < 0
    player.start(1)
    qtbot.waitUntil(lambda: stepper.beats[-1] > 0)
    player.stop()


def test_a_consumer_may_stop_it_within_a_beat(qtbot: QtBot) -> None:
    player = Player(60.0)
    stepper = Stepper(player)
    player.due.connect(player.stop)
    player.start()
    qtbot.waitUntil(lambda: player.direction == 0)
    qtbot.wait(50)
    assert len(stepper.beats) == 1


def test_the_speed_is_chosen_by_keys_and_from_a_menu(qtbot: QtBot) -> None:
    bar = TransportBar(("term", "node"), speed=2.0)
    qtbot.addWidget(bar)
    bar.set_style(LIGHT)
    heard: list[float] = []
    bar.speed_chosen.connect(heard.append)
    assert bar.speed.text() == "2/s"
    qtbot.keyClick(bar.speed, Qt.Key.Key_Up)
    assert bar.speed.text() == "4/s"
    for _ in range(9):
        qtbot.keyClick(bar.speed, Qt.Key.Key_Down)
    assert bar.speed.text() == "0.25/s"
    entries = bar.speed.menu().actions()
    assert [entry.text() for entry in entries if entry.isChecked()] == ["0.25 steps a second"]
    entries[-1].trigger()
    assert heard == [4.0, 2.0, 1.0, 0.5, 0.25, 60.0]
    assert "60 steps a second" in bar.speed.accessibleName()
