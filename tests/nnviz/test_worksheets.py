"""From the menu to a worksheet of what the cursor stands on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.project import edits
from nnviz.widgets.worksheet_dialog import WorksheetDialog
from tests.nnviz.conftest import Program


@pytest.fixture
def program(start: Callable[[str | None], Program], tmp_path: Path) -> Program:
    made = start("mazur")
    made.settings.export_folder = str(tmp_path)
    return made


def opened(program: Program, qtbot: QtBot) -> WorksheetDialog:
    """Open the dialog from the menu."""
    entries = program.window.menus.by_name["file"].actions()
    next(entry for entry in entries if entry.text() == "Worksheet…").trigger()
    (dialog,) = program.window.findChildren(WorksheetDialog)
    dialog.form.steps.setEditText("0-3")
    return dialog


def test_the_menu_makes_a_worksheet_of_the_update_at_the_cursor(
    program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = program.parts.session
    session.to_end()
    session.to_end()
    number, project = session.moment.update_number, program.parts.document.project
    theta = session.moment.update.before.theta
    dialog = opened(program, qtbot)
    dialog.form.numbers.buttons["own"].click()
    dialog.form.kind.buttons["latex"].click()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "sheet"), ""))
    with qtbot.waitSignal(session.message) as told:
        dialog.save()
    assert told.args == ["Worksheet saved as sheet.tex."]
    document = (tmp_path / "sheet.tex").read_text(encoding="utf-8")
    assert f"update {number}" in document
    assert f"{theta[0]:.4f}" in document
    assert program.parts.document.project is project
    assert not program.parts.document.is_modified


def test_paper_and_choices_are_there_the_next_time(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(program, qtbot)
    assert dialog.form.title.text() == "mazur"
    dialog.form.paper.buttons["letter"].click()
    dialog.form.seed.setValue(7)
    with qtbot.waitSignal(dialog.saved):
        dialog.save_to(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: not program.window.findChildren(WorksheetDialog))
    assert program.settings.sheet_paper == "letter"
    again = opened(program, qtbot)
    assert (again.choices.paper, again.choices.seed, again.choices.folder) == ("letter", 7, str(tmp_path))
    again.reject()


def test_what_a_lesson_asks_for_is_in_no_key(program: Program, qtbot: QtBot) -> None:
    session = program.parts.session
    session.hide_after(session.cursor)
    dialog = opened(program, qtbot)
    dialog.form.numbers.buttons["own"].click()
    dialog.lay_out()
    assert dialog.error.message.startswith("The lesson asks for these numbers")
    assert not dialog.save_button.isEnabled()
    dialog.form.numbers.buttons["new"].click()
    dialog.lay_out()
    assert dialog.save_button.isEnabled()
    dialog.reject()


@pytest.mark.parametrize(
    ("sample", "steps"), [("mazur", "forward-update"), ("spiral-2-8-8-1", "forward-backward")]
)
def test_of_a_large_network_as_much_is_taken_as_fits(
    start: Callable[[str | None], Program], sample: str, steps: str
) -> None:
    dialog = start(sample).parts.worksheets.open()
    assert dialog.choices.options.steps == steps
    assert dialog.error.message == ""
    dialog.reject()


def test_what_never_fits_is_said(start: Callable[[str | None], Program]) -> None:
    program = start("mazur")
    document = program.parts.document
    document.edit("Wide", edits.set_units(document.project, 1, 700))
    dialog = program.parts.worksheets.open()
    assert dialog.choices.options.steps == "forward-update"
    assert dialog.error.message.startswith("More than 600 numbers")
    dialog.form.steps.setEditText("0-8")
    dialog.lay_out()
    assert dialog.error.message == ""
    dialog.reject()
