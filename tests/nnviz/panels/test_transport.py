from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.panels.transport import TransportPanel
from nnviz.session import Cursor
from tests.nnviz.conftest import Program
from tests.nnviz.panels.alone import Alone

Start = Callable[[str | None], Program]
pytestmark = pytest.mark.usefixtures("qapp")


class Shown(Alone):
    """The controls of time."""

    def __init__(self, qtbot: QtBot, name: str, folder: Path) -> None:
        super().__init__(qtbot, name, folder)
        self.transport = TransportPanel(self.session, self.theme, self.settings)
        self.bar = self.transport.bar
        self.show(self.transport, width=740, height=160)


Open = Callable[[str], Shown]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Open:
    return lambda name: Shown(qtbot, name, tmp_path)


def type_update(qtbot: QtBot, shown: Shown, text: str) -> None:
    field = shown.transport.number
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_typed_number_goes_to_that_update_and_trains_as_far_as_it_takes(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    session, transport = shown.session, shown.transport
    step = session.cursor.step
    type_update(qtbot, shown, "700")
    assert session.is_running
    qtbot.waitUntil(lambda: not session.is_running)
    assert session.cursor == Cursor(700, step)
    assert transport.updates.value() == transport.updates.maximum() == 700
    type_update(qtbot, shown, "12")
    assert session.cursor == Cursor(12, step)
    assert (transport.updates.value(), transport.updates.maximum()) == (12, 700)  # nothing is lost
    assert transport._epoch.text() == "epoch 0"
    type_update(qtbot, shown, "700")
    assert not session.is_running
    assert transport._epoch.text() == f"epoch {session.trace.update.before.epoch}" != "epoch 0"


def test_a_number_that_is_none_says_so_beside_the_field(opened: Open, qtbot: QtBot) -> None:
    shown = opened("spiral-2-8-8-1")
    transport = shown.transport
    type_update(qtbot, shown, "1x")
    assert transport.problem.message == "Update: not a number"
    qtbot.keyClick(transport.number, Qt.Key.Key_Escape)
    assert not transport.problem.message
    assert transport.number.text() == "0"


def test_in_a_branch_nothing_lies_before_its_first_update(opened: Open, qtbot: QtBot) -> None:
    shown = opened("xor-2-4-1")
    session, document = shown.session, shown.document
    session.go_to(Cursor(7, 3))
    optimizer = replace(document.project.optimizer, learning_rate=0.125)  # type: ignore[call-arg]
    document.edit("Rate", replace(document.project, optimizer=optimizer))
    said: list[str] = []
    session.message.connect(said.append)
    type_update(qtbot, shown, "2")
    assert session.cursor == Cursor(7, 3)
    assert shown.transport.number.text() == "7"
    assert said == ["This branch begins at update 7."]


def test_playing_back_from_the_keys_ends_at_the_beginning(start: Start, qtbot: QtBot) -> None:
    program = start("mazur")
    session, bar = program.parts.session, program.parts.network.transport.bar
    session.go_to(Cursor(1, 2))
    bar.choose_speed(60.0)
    program.window.setFocus()
    qtbot.keyClick(program.window, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert bar.is_playing
    assert not bar.plays_forward
    qtbot.waitUntil(lambda: not bar.is_playing, timeout=10_000)
    assert session.cursor == Cursor(0, -1)


def test_what_plays_back_goes_on_forward_or_pauses(opened: Open) -> None:
    bar = opened("mazur").bar
    bar.toggle_play(-1)
    bar.toggle_play(-1)
    assert not bar.is_playing
    bar.toggle_play(-1)
    bar.toggle_play()
    assert bar.plays_forward
    bar._buttons["play"].click()
    assert not bar.is_playing


def test_the_speed_is_remembered(opened: Open, qtbot: QtBot) -> None:
    shown = opened("mazur")
    qtbot.keyClick(shown.bar.speed, Qt.Key.Key_Up)
    assert shown.settings.play_speed == 4.0
    assert opened("mazur").bar.speed.text() == "4/s"


@pytest.mark.parametrize("width", [1366, 1024])
def test_all_grains_are_on_the_screen(start: Start, qtbot: QtBot, width: int) -> None:
    program = start("spiral-2-8-8-1")
    program.window.resize(width, 600)
    qtbot.wait(10)
    bar = program.parts.network.transport.bar
    assert list(bar.grains.buttons) == ["term", "node", "layer", "phase", "update", "epoch"]
    for button in bar.grains.buttons.values():
        assert bar.rect().contains(button.geometry().translated(bar.grains.pos()))
    bar.grains.buttons["epoch"].click()
    assert program.parts.session.grain == "epoch"
