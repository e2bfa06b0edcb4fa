"""A mistake is planted, trained with, revealed and taken away, as a user does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.checking.planting import Planting
from core.formula import Source
from core.mistakes.base import LayerMistake
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.momentum_sign import MomentumSign
from core.mistakes.update_sign import UpdateSign
from core.number_format import format_number
from nnviz.panels.planting import PlantingBanner
from nnviz.project import edits, file
from nnviz.widgets.plant_dialog import PlantDialog
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample

Start = Callable[[str | None], Program]


def dialog_of(program: Program) -> PlantDialog:
    """Open the dialog by its entry in the menu."""
    entries = program.window.menus.by_name["train"].actions()
    next(entry for entry in entries if entry.text() == "Plant a mistake…").trigger()
    return program.parts.network.banner.dialog


def choose(dialog: PlantDialog, label: str, place: str = "") -> None:
    row = next(row for row in range(dialog.names.count()) if dialog.names.item(row).text() == label)
    dialog.names.setCurrentRow(row)
    if place:
        dialog.place.setCurrentText(place)


def is_told(banner: PlantingBanner) -> str:
    """Return what the banner says; empty if it is not there."""
    return banner.words.text()[3:] if banner.isVisible() else ""


def test_a_chosen_one_is_trained_with_until_it_is_removed(start: Start, qtbot: QtBot) -> None:
    program = start("xor-2-4-1")
    session, document = program.parts.session, program.parts.document
    session.go_to_update(20)
    clean = document.project
    right = session.history
    dialog = dialog_of(program)
    choose(dialog, "Activation derivative missing", "at layer 2")
    assert dialog.title.text() == "Activation derivative missing"
    assert dialog.formulas.wrong.formula is not None
    assert dialog.formulas.wrong.formula.latex.startswith(r"\delta^{(2)}")
    qtbot.mouseClick(dialog.buttons.button(dialog.buttons.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert document.project.planted == Planting((DerivativeMissing(2),))
    banner = program.parts.network.banner
    assert is_told(banner) == "A mistake is planted: Activation derivative missing at layer 2."
    assert not banner.reveal_button.isVisible()
    assert session.history is not right  # a branch
    assert session.history.first_update == session.cursor.update == 20
    recording = session.trace.update.recording
    assert np.array_equal(recording.delta[2], recording.grad_a[2])
    session.train(200)
    qtbot.waitUntil(lambda: not session.is_running, timeout=5000)
    trained = session.history.update(120).recording
    assert np.array_equal(trained.delta[2], trained.grad_a[2])
    qtbot.mouseClick(banner.remove_button, Qt.MouseButton.LeftButton)
    assert document.project == clean
    assert is_told(banner) == ""
    recording = session.trace.update.recording
    assert not np.array_equal(recording.delta[2], recording.grad_a[2])
    document.undo_stack.undo()
    assert is_told(banner) == "A mistake is planted: Activation derivative missing at layer 2."
    document.undo_stack.undo()
    assert document.project is clean
    assert session.history is right
    assert is_told(banner) == ""


def test_a_hidden_one_is_told_when_it_is_revealed(start: Start, qtbot: QtBot) -> None:
    program = start("spiral-2-8-8-1")
    session, document = program.parts.session, program.parts.document
    dialog = dialog_of(program)
    qtbot.mouseClick(dialog.kind.buttons["hidden"], Qt.MouseButton.LeftButton)
    dialog.seed.choose(3)
    qtbot.mouseClick(dialog.buttons.button(dialog.buttons.StandardButton.Ok), Qt.MouseButton.LeftButton)
    planted = document.project.planted
    assert planted is not None
    assert planted.hidden
    banner = program.parts.network.banner
    assert is_told(banner) == "One hidden mistake is planted. Find it."
    session.go_to_update(3)
    history = session.history
    qtbot.mouseClick(banner.reveal_button, Qt.MouseButton.LeftButton)
    assert is_told(banner) == f"A mistake is planted: {planted.mistakes[0].name}."
    assert session.history is history  # the same numbers
    document.undo_stack.undo()
    assert is_told(banner) == "One hidden mistake is planted. Find it."


def test_the_inspector_tells_the_step_that_is_done_wrong_from_those_that_follow(start: Start) -> None:
    program = start(None)
    session, network = program.parts.session, program.parts.network
    card = network.inspector._main
    right = float(session.trace.update.recording.delta[1][0, 0])
    assert card.formula_text == ""
    network.banner.plant(Planting((DerivativeMissing(2),)))
    wrong = float(session.trace.update.recording.delta[1][0, 0])
    assert wrong != pytest.approx(right)
    assert card.numbers is not None
    assert format_number(wrong, 4) in card.numbers.latex
    assert card.check_text.startswith("✗ By central differences")  # it is not the gradient
    assert card.formula_text == "✓ This is what the formula gives"  # of the mistaken numbers before it
    session.go_to_step(session.trace.step_of(Source("delta", 2, 0)))
    recording = session.trace.update.recording
    a = float(recording.a[2][0, 0])
    given = float(recording.grad_a[2][0, 0]) * a * (1 - a)
    assert card.formula_text == f"✗ The formula gives {format_number(given, 4)}"
    assert "The formula gives" not in card.check_text
    program.parts.document.undo_stack.undo()
    assert card.formula_text == ""


def test_it_is_only_said_where_it_trains_and_from_the_start(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "samples").mkdir()
    planted = edits.set_planted(sample("mazur"), Planting((UpdateSign(),)))
    file.save(planted, tmp_path / "samples" / "planted.nnviz")
    monkeypatch.setattr("tests.nnviz.conftest.resource", lambda *parts: tmp_path.joinpath(*parts))
    program = start("planted")
    banner = program.parts.network.banner
    assert is_told(banner) == "A mistake is planted: Wrong sign of the update."
    assert not banner.isWindow()
    program.window.choose_workspace("optimizers")
    assert not is_told(banner)
    program.window.choose_workspace("network")
    assert is_told(banner)


def test_an_edit_that_has_no_room_for_it_is_refused_and_said(start: Start) -> None:
    program = start("xor-2-4-1")
    banner, document = program.parts.network.banner, program.parts.document
    banner.plant(Planting((MomentumSign(),)))
    assert document.project.planted is None
    message = program.window.statusBar().currentMessage()
    assert (
        message == "planted: Wrong sign of the momentum cannot be made here: plant another mistake, or none"
    )


def test_only_what_can_be_made_is_offered(start: Start, qtbot: QtBot) -> None:
    program = start(None)
    dialog = dialog_of(program)
    offered = [dialog.names.item(row).text() for row in range(dialog.names.count())]
    assert "Activation derivative missing" in offered
    assert "Wrong sign of the momentum" not in offered
    choose(dialog, "Wrong sign of the update")
    assert not dialog.place.isVisible()
    choose(dialog, "Activation derivative missing")
    assert [dialog.place.itemText(k) for k in range(dialog.place.count())] == [
        "at layer 1",
        "at layer 2",
        "at every layer",
    ]
    assert isinstance(dialog.mistake, LayerMistake)
    qtbot.mouseClick(dialog.kind.buttons["hidden"], Qt.MouseButton.LeftButton)
    dialog.seed.setFocus()
    dialog.seed.selectAll()
    qtbot.keyClicks(dialog.seed, "-1")
    assert dialog.error.message
    dialog.reject()
    assert program.parts.document.project.planted is None


def test_nothing_to_draw_is_said(start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(*_arguments: object) -> None:
        raise ValueError("no mistake of the catalogue would show here")

    monkeypatch.setattr("core.checking.hidden.draw_mistake", draw)
    dialog = dialog_of(start(None))
    qtbot.mouseClick(dialog.kind.buttons["hidden"], Qt.MouseButton.LeftButton)
    dialog.accept()
    assert dialog.error.message == "no mistake of the catalogue would show here"
    dialog.reject()
