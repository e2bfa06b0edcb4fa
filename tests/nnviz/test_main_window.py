"""The program as a user has it before him: start, keys, menus, files, drops, closing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from nnviz.app import FIRST_STEP
from nnviz.project import file
from nnviz.widgets.csv_dialog import CsvDialog
from tests.nnviz.conftest import Program

Start = Callable[..., Program]


def entry(menu: QMenu, text: str) -> QAction:
    """Return the entry of a menu or of its submenus that begins with `text`."""
    for action in menu.actions():
        if action.text().replace("&", "").startswith(text):
            return action
    raise AssertionError(f"no entry {text!r}")


def menu(program: Program, name: str) -> QMenu:
    return program.window.menus.by_name[name]


def test_a_newcomer_finds_mazurs_example_inside_a_delta(start: Start) -> None:
    program = start()
    moment = program.parts.session.moment
    assert moment.step == FIRST_STEP
    assert (moment.current.kind, moment.current.layer, moment.current.unit) == ("delta", 1, 0)
    assert "F10" in program.parts.network.transport.bar.hint.text()
    assert not program.parts.document.is_modified


def test_f10_steps_and_ctrl_f10_steps_back(start: Start, qtbot: QtBot) -> None:
    program = start()
    session = program.parts.session
    qtbot.keyClick(program.window, Qt.Key.Key_F10)
    assert session.cursor.step == 37  # the end of hidden unit 1
    assert not program.parts.network.transport.bar.hint.text()
    qtbot.keyClick(program.window, Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)
    assert session.cursor.step == 30  # the end of the node before it


@pytest.mark.parametrize(
    ("key", "modifiers", "step"),
    [
        (Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier, 35),
        (Qt.Key.Key_F11, Qt.KeyboardModifier.ControlModifier, 33),
        (Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier, 44),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, -1),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 68),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 37),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 30),
    ],
)
def test_keys(start: Start, qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, step: int) -> None:
    program = start()
    program.window.setFocus()
    qtbot.keyClick(program.window, key, modifiers)
    assert program.parts.session.cursor.step == step


def test_space_plays_and_pauses(start: Start, qtbot: QtBot) -> None:
    program = start()
    bar = program.parts.network.transport.bar
    bar.choose_speed(60.0)
    program.window.setFocus()
    qtbot.keyClick(program.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.parts.session.cursor.step > 40)
    qtbot.keyClick(program.window, Qt.Key.Key_Space)
    assert not bar.is_playing


def test_run_to_the_chosen_node_and_back(start: Start, qtbot: QtBot) -> None:
    program = start()
    session = program.parts.session
    qtbot.keyClick(program.window, Qt.Key.Key_F4)
    assert "Choose a node" in program.window.statusBar().currentMessage()
    session.select_node(1, 1)
    qtbot.keyClick(program.window, Qt.Key.Key_F4)
    assert session.cursor.step == 44
    qtbot.keyClick(program.window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    assert session.cursor.step == 7  # where the forward pass left hidden unit 2


def test_run_trains_and_stops(start: Start, qtbot: QtBot) -> None:
    program = start("xor-2-4-1")
    session = program.parts.session
    qtbot.keyClick(program.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.history.last.update > 50)
    qtbot.keyClick(program.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not session.is_running
    assert session.cursor.update == session.history.last.update - 1


def test_n_updates_by_click_equal_a_run_of_n(start: Start, qtbot: QtBot) -> None:
    clicked, run = start("spiral-2-8-8-1"), start("spiral-2-8-8-1")
    for _ in range(25):
        clicked.parts.network.transport.update_button.click()
    with qtbot.waitSignal(run.parts.session.running_changed, check_params_cb=lambda on: not on):
        run.parts.session.train(25)
    mine, other = clicked.parts.session, run.parts.session
    assert mine.cursor == other.cursor
    assert np.array_equal(mine.trace.update.after.theta, other.trace.update.after.theta)


def test_save_and_open_again(
    start: Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start()
    document = program.parts.document
    document.edit(
        "rate", replace(document.project, optimizer=replace(document.project.optimizer, learning_rate=0.1))
    )
    assert program.window.isWindowModified()
    path = tmp_path / "mine.nnviz"
    monkeypatch.setattr("nnviz.files.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    entry(menu(program, "file"), "Save as").trigger()
    assert file.load(path) == document.project
    assert not program.window.isWindowModified()
    assert "mine.nnviz" in program.window.windowTitle()
    assert program.settings.recent_files == [path]

    other = start("xor-2-4-1")
    other.parts.files.open_path(path)
    assert other.parts.document.project == document.project


def test_a_broken_project_is_refused_and_the_open_one_stays(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start()
    before = program.parts.document.project
    path = tmp_path / "broken.nnviz"
    path.write_text('{"format": "nnviz", "version": 99}')
    told = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.informativeText()))
    program.parts.files.open_path(path)
    assert len(told) == 1
    assert "newer" in told[0]
    assert program.parts.document.project is before


def test_unsaved_changes_are_asked_about(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    program = start()
    document = program.parts.document
    document.edit("batch", document.project.with_training(shuffle=True))
    asked = []

    def answer(*_: object) -> QMessageBox.StandardButton:
        asked.append(True)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr("nnviz.files.QMessageBox.question", answer)
    assert not program.window.close()
    entry(menu(program, "samples"), "xor").trigger()
    assert len(asked) == 2
    assert document.project.training.shuffle


def test_training_state_is_saved_and_gone_on_from(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start("spiral-2-8-8-1")
    session = program.parts.session
    for _ in range(7):
        session.to_end()
    monkeypatch.setattr("nnviz.files.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "t.nnviz"), ""))
    entry(menu(program, "file"), "Save with training state").trigger()
    other = start()
    other.parts.files.open_path(tmp_path / "t.nnviz")
    assert other.parts.session.cursor.update == 7
    session.to_end()
    other.parts.session.to_end()
    theta = session.trace.update.after.theta
    assert np.array_equal(theta, other.parts.session.trace.update.after.theta)


def drop(program: Program, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(9, 9), *arguments)
    program.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    program.window.dropEvent(QDropEvent(QPointF(9, 9), *arguments))


def test_a_project_dropped_on_the_window_is_opened(start: Start, tmp_path: Path) -> None:
    program = start()
    path = tmp_path / "dropped.nnviz"
    file.save(start("xor-2-4-1").parts.document.project, path)
    drop(program, path)
    assert program.parts.document.path == path
    assert program.parts.document.project.network.network.sizes == (2, 4, 1)


def test_theme_and_precision_change_what_is_shown(start: Start) -> None:
    program = start()
    card = program.parts.network.inspector._main
    entry(menu(program, "precision"), "8 significant").trigger()
    assert "0.0087713547" in card.numbers.latex
    entry(menu(program, "theme"), "Dark").trigger()
    assert program.theme.style.dark
    assert program.settings.theme == "dark"


def test_undo_and_redo_by_key(start: Start, qtbot: QtBot) -> None:
    program = start()
    document = program.parts.document
    before = document.project
    document.edit("shuffle", before.with_training(shuffle=True))
    qtbot.keyClick(program.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.project is before
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(program.window, Qt.Key.Key_Z, both)
    assert document.project.training.shuffle


def test_workspaces_by_key(start: Start, qtbot: QtBot) -> None:
    program = start()
    qtbot.keyClick(program.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert program.window.workspace is program.parts.optimizers
    race = program.parts.optimizers.race_session
    finish = race.step
    qtbot.keyClick(program.window, Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)
    assert race.step == finish - 1
    qtbot.keyClick(program.window, Qt.Key.Key_F11)
    assert race.done == 1  # one quantity of the next step
    qtbot.keyClick(program.window, Qt.Key.Key_F4)
    assert "no such move" in program.window.statusBar().currentMessage()
    qtbot.keyClick(program.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert program.window.workspace is program.parts.network


def test_a_table_dropped_on_the_window_opens_its_dialog(start: Start, tmp_path: Path, qtbot: QtBot) -> None:
    program = start()
    path = tmp_path / "points.csv"
    path.write_text("a,b,y\n1,2,0\n2,1,1\n3,5,0\n")
    drop(program, path)
    dialog = program.window.findChild(CsvDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.accept()
    assert program.parts.document.project.samples.inputs.tolist() == [[1, 2], [2, 1], [3, 5]]
    program.parts.document.undo_stack.undo()
    assert program.parts.document.project.samples.inputs.tolist() == [[0.05, 0.1]]


def test_the_memory_for_going_back_is_chosen_in_the_menu_and_remembered(start: Start) -> None:
    program = start("spiral-2-8-8-1")
    entries = program.window.menus.by_name["history"].actions()
    assert [entry.text() for entry in entries if entry.isChecked()] == ["256 MB"]
    assert program.parts.session.segments.budget == 256 * 2**20
    entries[0].trigger()
    assert program.settings.history_megabytes == 16
    assert program.parts.session.segments.budget == 16 * 2**20
    words = program.window.statusBar().currentMessage()
    fit = 16 * 2**20 // program.parts.session.history.first.nbytes
    assert words.startswith("Going back may take 16 MB: ")
    assert str(fit) == "".join(re.findall(r"\d", words.split(":")[1].split(" checkpoints")[0]))
    assert start("mazur").parts.session.segments.budget == 16 * 2**20


def test_what_is_kept_an_eye_on_stands_under_the_inspector(start: Start) -> None:
    network = start("mazur").parts.network
    titles = [network.side.tabText(place) for place in range(network.side.count())]
    assert {"Watches", "Branches"} <= set(titles)
    assert network.watches in network.panels()  # and can be exported
    assert network.side.isVisible()
