"""Code out of the window, and weights into it, as a user does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.importers.weights import read_weights
from nnviz.project.edits import GivenLayer, set_network
from tests.nnviz.conftest import Program
from tests.nnviz.exporters.code import scripts

LEFT = Qt.MouseButton.LeftButton
Start = Callable[[str | None], Program]


def answer(monkeypatch: pytest.MonkeyPatch, name: str, path: Path) -> None:
    """Let a file dialog be answered with a path."""
    monkeypatch.setattr(QFileDialog, name, lambda *_: (str(path), ""))


def test_the_script_that_is_shown_is_copied_and_runs(start: Start, qtbot: QtBot) -> None:
    program = start("xor-2-4-1")
    dialog = program.parts.exchange.export_code()
    assert dialog.key == "numpy"
    assert not dialog.begin.isVisible()
    qtbot.mouseClick(dialog.copy_button, LEFT)
    text = QGuiApplication.clipboard().text()
    assert text == dialog.view.toPlainText()
    assert program.window.statusBar().currentMessage() == "NumPy copied."
    wanted = scripts.expected(program.parts.document.project, intermediates=True)
    scripts.assert_same(scripts.run(text), wanted)
    dialog.reject()


def test_at_the_cursor_it_begins_with_the_parameters_there(start: Start, qtbot: QtBot) -> None:
    program = start("xor-2-4-1")
    session = program.parts.session
    session.to_end()
    dialog = program.parts.exchange.export_code()
    assert dialog.begin.buttons["cursor"].text() == "At the cursor, update 1"
    qtbot.mouseClick(dialog.begin.buttons["cursor"], LEFT)
    assert "# After 1 update." in dialog.view.toPlainText()
    after = session.moment.update.after
    wanted = scripts.expected(program.parts.document.project.at_point(after), intermediates=True)
    scripts.assert_same(scripts.run(dialog.view.toPlainText()), wanted)
    dialog.reject()


def test_words_of_python_stand_out_in_python_alone(start: Start) -> None:
    dialog = start("xor-2-4-1").parts.exchange.export_code()

    def marked() -> int:
        document = dialog.view.document()
        blocks = (document.findBlockByNumber(number) for number in range(document.blockCount()))
        return sum(len(block.layout().formats()) for block in blocks)

    assert marked() > 30
    dialog.choose("latex")
    assert "Forward pass" in dialog.view.toPlainText()
    assert marked() == 0
    dialog.reject()


def test_weights_are_saved_where_the_user_says(
    start: Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start("xor-2-4-1")
    dialog = program.parts.exchange.export_code()
    dialog.choose("onnx")
    assert not dialog.copy_button.isEnabled()
    assert "Tanh" in dialog.view.toPlainText()
    answer(monkeypatch, "getSaveFileName", tmp_path / "mine")
    qtbot.mouseClick(dialog.save_button, LEFT)
    read = read_weights(tmp_path / "mine.onnx")
    assert read.sizes == (2, 4, 1)
    assert program.window.statusBar().currentMessage() == "Saved mine.onnx."
    assert program.settings.open_folder == str(tmp_path)
    assert not dialog.isVisible()


def test_a_folder_that_is_not_there_is_said_in_the_dialog(
    start: Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = start("xor-2-4-1").parts.exchange.export_code()
    answer(monkeypatch, "getSaveFileName", tmp_path / "none" / "mine.py")
    qtbot.mouseClick(dialog.save_button, LEFT)
    assert dialog.error.message == "mine.py cannot be written: No such file or directory."
    assert dialog.isVisible()
    dialog.reject()


def test_what_is_too_large_for_a_script_can_leave_as_data(start: Start) -> None:
    program = start("xor-2-4-1")
    units = 9000
    wide = [GivenLayer(np.full(shape, 0.1), np.zeros(shape[1])) for shape in ((2, units), (units, 1))]
    document = program.parts.document
    document.edit("Widen", set_network(document.project, wide).project)
    dialog = program.parts.exchange.export_code()
    assert "at most 20000 are sensible" in dialog.error.message
    assert not dialog.save_button.isEnabled()
    dialog.choose("npz")
    assert not dialog.error.message
    assert dialog.save_button.isEnabled()
    dialog.reject()


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "mine.npz"
    np.savez(path, W1=np.full((2, 3), 0.5), b1=np.zeros(3), W2=np.full((3, 1), -0.5), b2=np.ones(1))
    return path


def test_weights_take_the_place_of_the_network_and_undo_brings_it_back(
    start: Start, qtbot: QtBot, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start("xor-2-4-1")
    document, session = program.parts.document, program.parts.session
    before, theta = document.project, session.moment.update.before.theta.copy()
    dialog = program.parts.exchange.import_weights()
    assert not dialog.ok.isEnabled()
    answer(monkeypatch, "getOpenFileName", weights)
    qtbot.mouseClick(dialog.open_button, LEFT)
    cells = [dialog.layers.item(row, 3).text() for row in range(dialog.layers.rowCount())]
    assert cells == ["Tanh", "Sigmoid"]
    dialog.hidden.setCurrentIndex(dialog.hidden.findData("relu"))
    dialog.hidden.activated.emit(dialog.hidden.currentIndex())
    assert dialog.layers.item(0, 3).text() == "ReLU"
    qtbot.mouseClick(dialog.ok, LEFT)
    assert document.project.network.network.sizes == (2, 3, 1)
    assert document.project.network.layers[0].activation.key == "relu"
    assert session.moment.update.before.theta.tolist() == [0.5] * 6 + [0.0] * 3 + [-0.5] * 3 + [1.0]
    assert program.window.statusBar().currentMessage() == "Imported a 2-3-1 network."
    assert document.undo_stack.undoText() == "Import weights"
    document.undo_stack.undo()
    assert document.project == before
    np.testing.assert_array_equal(session.moment.update.before.theta, theta)


def test_lists_are_pasted(start: Start, qtbot: QtBot) -> None:
    dialog = start("xor-2-4-1").parts.exchange.import_weights()
    QGuiApplication.clipboard().setText("[[[1, 2, 3], [4, 5, 6]], [0, 0, 0]]")
    qtbot.mouseClick(dialog.paste_button, LEFT)
    assert dialog.layers.item(0, 2).text() == "3"
    assert not dialog.hidden.isVisible()
    assert dialog.output.isVisible()
    dialog.reject()


def test_a_bad_file_is_said_and_changes_nothing(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    program = start("xor-2-4-1")
    before = program.parts.document.project
    path = tmp_path / "mine.npz"
    np.savez(path, W1=np.array([[np.inf]]))
    dialog = program.parts.exchange.import_weights(path)
    assert dialog.error.message == f"{path}: W1: inf at 1, 1 is not a finite number"
    assert not dialog.ok.isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    assert program.parts.document.project is before
    dialog.reject()


def test_what_the_project_cannot_hold_is_said_in_the_dialog(start: Start, tmp_path: Path) -> None:
    program = start("xor-2-4-1")
    path = tmp_path / "mine.npz"
    np.savez(path, W1=np.zeros((2, 11000), dtype=np.int8))
    dialog = program.parts.exchange.import_weights(path)
    dialog.accept()
    assert "expected a whole number from 1 to 10000, got 11000" in dialog.error.message
    assert program.parts.document.project.network.network.sizes == (2, 4, 1)
    dialog.reject()


def test_a_model_is_dropped_on_the_window(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    from nnviz.exporters.formats import export

    program = start("xor-2-4-1")
    path = tmp_path / "mine.onnx"
    path.write_bytes(export(program.parts.document.project, "onnx", "mine"))
    shown: list[Path | None] = []
    program.parts.files._import_weights = shown.append
    program.parts.files.open_dropped(path)
    assert shown == [path]
