"""The dialog for worksheets, as a teacher works it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from nnviz.exporters.worksheet.numbers import new_numbers
from nnviz.exporters.worksheet.sheet import Sheet, SheetOptions, make_sheet
from nnviz.project import file
from nnviz.resources import resource
from nnviz.widgets.worksheet_dialog import WorksheetDialog, ask_place
from nnviz.widgets.worksheet_form import SheetChoices

LEFT = Qt.MouseButton.LeftButton
SHORT = SheetOptions(steps="0-7")


@pytest.fixture
def asked() -> list[tuple[Path, bool]]:
    """What the dialog has asked for."""
    return []


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path, asked: list[tuple[Path, bool]]) -> WorksheetDialog:
    """The dialog for Mazur's network; its question is answered with the suggestion."""
    project = file.load(resource("samples", "mazur.nnviz"))

    def make(choices: SheetChoices, variant: int) -> Sheet:
        drawn = new_numbers(project, choices.seed, variant)
        return make_sheet(drawn, choices.options, choices.title, f"variant {variant}")

    def ask(parent: QWidget, start: Path, is_folder: bool) -> Path:
        asked.append((start, is_folder))
        return start.with_suffix("") if is_folder else start

    choices = SheetChoices(title="mazur", options=SHORT, folder=str(tmp_path))
    made = WorksheetDialog(make, choices, "mazur", ask)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: bool(made.pages))
    return made


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, LEFT)


def laid_out(qtbot: QtBot, dialog: WorksheetDialog, change: Callable[[], object]) -> None:
    """Change something, and wait for the pages that follow from it."""
    before = dialog.pages
    change()
    qtbot.waitUntil(lambda: dialog.pages is not before)


def test_the_pages_can_be_looked_through(dialog: WorksheetDialog, qtbot: QtBot) -> None:
    assert dialog.place_label.text() == "Page 1 of 2"
    assert not dialog.back_button.isEnabled()
    click(qtbot, dialog.forth_button)
    assert dialog.place_label.text() == "Page 2 of 2"
    assert dialog.preview.accessibleDescription() == "Worksheet mazur, variant 1: key, page 2"
    assert not dialog.forth_button.isEnabled()
    click(qtbot, dialog.back_button)
    assert dialog.place_label.text() == "Page 1 of 2"


def test_one_sheet_is_a_file(
    dialog: WorksheetDialog, qtbot: QtBot, tmp_path: Path, asked: list[tuple[Path, bool]]
) -> None:
    with qtbot.waitSignal(dialog.saved) as saved:
        click(qtbot, dialog.save_button)
    assert asked == [(tmp_path / "mazur.pdf", False)]
    assert saved.args == [tmp_path / "mazur.pdf"]
    assert (tmp_path / "mazur.pdf").read_bytes().startswith(b"%PDF")
    assert not dialog.isVisible()
    assert dialog.choices.folder == str(tmp_path)


def test_several_are_a_folder(
    dialog: WorksheetDialog, qtbot: QtBot, tmp_path: Path, asked: list[tuple[Path, bool]]
) -> None:
    click(qtbot, dialog.form.kind.buttons["latex"])
    dialog.form.seed.setValue(5)
    laid_out(qtbot, dialog, lambda: dialog.form.variants.setValue(3))
    assert dialog.save_button.text() == "Save in folder…"
    assert dialog.place_label.text() == "Page 1 of 2 as PDF; LaTeX sets its own"
    with qtbot.waitSignal(dialog.saved):
        click(qtbot, dialog.save_button)
    assert asked[-1][1]
    assert len(list((tmp_path / "mazur").glob("worksheet-0?.tex"))) == 3


def test_every_choice_reaches_the_sheet(dialog: WorksheetDialog, qtbot: QtBot) -> None:
    form = dialog.form
    click(qtbot, form.paper.buttons["letter"])
    form.digits.setValue(6)
    form.room.setValue(0)
    form.title.setText(" Class 10b ")
    click(qtbot, form.blanks["z"])
    laid_out(qtbot, dialog, lambda: form.steps.setEditText("forward-loss"))
    choices = dialog.choices
    assert (choices.paper, choices.room, choices.title) == ("letter", 0, "Class 10b")
    assert choices.options == SheetOptions("forward-loss", ("a", "loss", "delta", "gradient", "new"), 6)
    assert dialog.pages[0].size == (pytest.approx(612), pytest.approx(792))
    assert "Class 10b" in dialog.pages[0].description


def test_the_projects_own_numbers_have_no_variants(dialog: WorksheetDialog, qtbot: QtBot) -> None:
    dialog.form.variants.setValue(9)
    click(qtbot, dialog.form.numbers.buttons["own"])
    assert not dialog.form.variants.isEnabled()
    assert not dialog.form.seed.isEnabled()
    dialog.lay_out()
    assert dialog.save_button.text() == "Save as…"


def test_what_is_no_sheet_is_said_beside_and_cannot_be_saved(dialog: WorksheetDialog, qtbot: QtBot) -> None:
    laid_out(qtbot, dialog, lambda: dialog.form.steps.setEditText("9-3"))
    assert dialog.error.message == "Steps: 9-3 is empty: its end, 3, lies before its beginning, 9"
    assert not dialog.save_button.isEnabled()
    assert dialog.place_label.text() == ""
    dialog.save()
    assert dialog.isVisible()
    laid_out(qtbot, dialog, lambda: dialog.form.steps.setEditText("3-9"))
    assert dialog.error.message == ""
    assert dialog.save_button.isEnabled()


def test_what_cannot_be_written_is_said_and_the_dialog_stays(
    dialog: WorksheetDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.save_to(tmp_path / "no" / "sheet.pdf")
    qtbot.waitUntil(lambda: dialog.error.message != "")
    assert dialog.error.message.endswith("no” does not exist.")
    assert dialog.form.isEnabled()
    assert dialog.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_sheets_that_are_being_made_can_be_given_up(
    dialog: WorksheetDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.form.variants.setValue(500)
    dialog.save_to(tmp_path / "class")
    qtbot.waitUntil(lambda: dialog.place_label.text().startswith("Making sheet "))
    assert dialog.place_label.text().endswith(" of 500…")
    assert not dialog.form.isEnabled()
    click(qtbot, dialog.cancel_button)
    assert not dialog.isVisible()
    qtbot.wait(50)
    assert list(tmp_path.iterdir()) == []


def test_everything_has_a_name(dialog: WorksheetDialog) -> None:
    form = dialog.form
    named = [
        form.kind,
        form.paper,
        form.title,
        form.numbers,
        form.variants,
        form.seed,
        form.steps,
        form.digits,
    ]
    named += [form.room, *form.blanks.values(), dialog.preview, dialog.back_button, dialog.forth_button]
    assert all(widget.accessibleName() for widget in named)


def test_the_place_is_asked_for_as_the_system_does(
    dialog: WorksheetDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.pdf"), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    assert ask_place(dialog, tmp_path / "b.pdf", False) == tmp_path / "a.pdf"
    assert ask_place(dialog, tmp_path / "b.pdf", True) is None
