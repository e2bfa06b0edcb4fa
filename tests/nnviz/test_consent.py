"""A project that takes very much memory is shown after the user agreed, not before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.activations.tanh import Tanh
from core.network import Layer
from nnviz import cli
from nnviz.consent import Consent
from nnviz.document import Document
from nnviz.project import edits, file
from nnviz.project.model import Project
from nnviz.project.size import LARGE, is_large, memory_of, memory_words, size_of
from tests.nnviz.conftest import Program
from tests.nnviz.sessions import sample


def large(units: int = 450) -> Project:
    project = sample("xor-2-4-1")
    layers = (Layer(units, Tanh()), Layer(units, Tanh()), project.network.layers[-1])
    return project.with_network(layers=layers, theta=None)


@pytest.fixture(name="asked")
def _asked(qtbot: QtBot) -> Callable[[], tuple[Document, Consent]]:
    def make() -> tuple[Document, Consent]:
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(900, 500)
        document = Document(sample("xor-2-4-1"))
        consent = Consent(window, document)
        window.show()
        return document, consent

    return make


def test_what_is_said_is_the_estimate() -> None:
    project = large()
    assert project.network.network.parameter_count > LARGE
    memory = memory_of(project)
    words = memory_words(memory)
    assert words.startswith("This network has 204\N{NO-BREAK SPACE}751 parameters: about ")
    assert f"{round(memory.training() / 1e6, -1):.0f} MB" in words
    assert "GB" in memory_words(replace(memory, engine=2 * 10**9))


def test_a_large_batch_counts_as_well() -> None:
    project = sample("spiral-2-8-8-1")
    assert not is_large(project)
    assert size_of(project.with_training(batch_size=10**6)) > size_of(project)


def test_an_edit_waits_until_the_user_agrees_and_is_undone_as_any_other(
    asked: Callable[[], tuple[Document, Consent]],
) -> None:
    document, consent = asked()
    before = document.project
    document.edit("Change the units", large())
    assert document.project is before
    assert not document.undo_stack.canUndo()
    assert consent.bar.isVisible()
    assert consent.bar.message == memory_words(memory_of(large()))
    consent.bar.yes.click()
    assert not consent.bar.isVisible()
    assert document.project == large()
    document.undo_stack.undo()
    assert document.project is before
    document.undo_stack.redo()  # what was agreed to once is not asked again
    assert document.project == large()
    document.edit("A unit more", edits.add_unit(document.project, 1))
    assert document.project.network.layers[0].units == 451
    document.edit("Far more", large(900))
    assert document.project.network.layers[0].units == 451
    assert document.waiting is not None


def test_escape_and_cancel_leave_everything_as_it_is(
    qtbot: QtBot, asked: Callable[[], tuple[Document, Consent]]
) -> None:
    document, consent = asked()
    before = document.project
    for refuse in (consent.bar.no.click, lambda: qtbot.keyClick(consent.bar, Qt.Key.Key_Escape)):
        document.load(large())
        assert consent.bar.isVisible()
        refuse()
        assert not consent.bar.isVisible()
        assert document.project is before
        assert document.waiting is None


def test_another_edit_takes_the_place_of_what_waits(asked: Callable[[], tuple[Document, Consent]]) -> None:
    document, consent = asked()
    document.edit("Change the units", large())
    small = edits.add_unit(document.project, 1)
    document.edit("Add a unit", small)
    assert document.project == small
    assert not consent.bar.isVisible()
    document.agree()
    assert document.project == small


def test_the_window_opens_a_large_file_after_the_question(
    start: Callable[[str], Program], tmp_path: Path
) -> None:
    path = tmp_path / "large.nnviz"
    file.save(large(), path)
    program = start(str(path.with_suffix("")))
    parts = program.parts
    consent = program.window.findChild(Consent)
    assert consent is not None
    bar = consent.bar
    assert bar.isVisible()
    assert parts.document.path is None
    assert len(parts.session.trace) < 200  # the first sample
    bar.yes.click()
    assert parts.document.path == path
    assert parts.session.trace.task.network.parameter_count > LARGE
    parts.network.build.layers.rows[0].units.edit.set_value(3)
    parts.files.open_path(path)
    assert bar.isVisible()
    bar.no.click()
    assert parts.network.build.layers.rows[0].units.edit.value == 450  # shows what is there again
    parts.files.open_path(path)
    bar.yes.click()
    assert str(path) in map(str, program.settings.recent_files)


def test_the_command_line_says_it_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "large.nnviz"
    file.save(large(), path)
    assert cli.main(["train", str(path), "--updates", "1"]) == 0
    said = capsys.readouterr()
    assert said.err == f"nnviz: {memory_words(memory_of(large()))}\n"
    assert "parameters: about" not in said.out
