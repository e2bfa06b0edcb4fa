"""A document put aside, and a session that does not look past a horizon: what lessons stand on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from nnviz.document import Document
from nnviz.project import edits
from nnviz.segments import Cursor
from nnviz.session import Session
from tests.nnviz.sessions import END, sample, session_at

pytestmark = pytest.mark.usefixtures("qapp")


class Heard(QObject):
    """Keeps the messages of a session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.words: list[str] = []
        session.message.connect(self.hear)

    @Slot(str)
    def hear(self, words: str) -> None:
        self.words.append(words)


@pytest.fixture
def session() -> Session:
    """The exclusive or, trained for 40 updates, edited at update 30, in the middle of an update."""
    session = session_at(sample("xor-2-4-1"), 40)
    session.go_to(Cursor(30, 5))
    session.select_node(1, 2)
    session.choose_grain("term")
    document = session.document
    document.edit("Batch", document.project.with_training(batch_size=2))
    return session


def test_what_is_put_aside_comes_back_as_it_was(session: Session) -> None:
    document = session.document
    project, cursor, losses, history = (
        document.project,
        session.cursor,
        session.moment.losses,
        session.history,
    )
    selection = session.selection
    document.lend(sample("mazur"))
    assert document.is_aside
    assert session.cursor == Cursor(0, -1)
    assert session.selection.layer is None
    session.go_to(Cursor(2, 9))
    session.choose_grain("layer")
    document.edit("Batch", replace(document.project, watches=("loss",)))
    document.lend(sample("iris-4-8-3"))  # another one takes its place
    assert not document.undo_group.canUndo()
    document.take_back()
    assert not document.is_aside
    assert document.project is project
    assert (session.cursor, session.history, session.grain) == (cursor, history, "term")
    assert session.selection == selection
    assert session.moment.losses is losses
    document.undo_stack.undo()
    assert session.cursor == Cursor(30, 5)
    assert session.history.last.update == 40
    document.undo_stack.redo()
    assert document.project is project


def test_taking_back_what_was_never_lent_does_nothing(session: Session) -> None:
    project = session.document.project
    session.document.take_back()
    assert session.document.project is project


def test_whether_there_is_something_to_save_is_kept(session: Session, tmp_path: Path) -> None:
    document = session.document
    document.save(tmp_path / "mine.nnviz")
    document.edit("Watches", replace(document.project, watches=("loss",)))
    document.lend(sample("mazur"))
    assert not document.is_modified
    document.save(tmp_path / "copy.nnviz")
    assert document.path is None
    document.take_back()
    assert document.is_modified
    assert document.path == tmp_path / "mine.nnviz"


def test_opening_a_file_ends_what_was_lent(session: Session, tmp_path: Path) -> None:
    session.document.lend(sample("mazur"))
    session.document.load(sample("iris-4-8-3"), tmp_path / "iris.nnviz")
    assert not session.document.is_aside
    assert session.document.path == tmp_path / "iris.nnviz"
    session.document.take_back()
    assert session.document.path == tmp_path / "iris.nnviz"


def test_training_stops_when_a_document_is_put_aside(session: Session, qtbot: QtBot) -> None:
    session.train()
    session.document.lend(sample("mazur"))
    assert not session.is_running
    session.document.take_back()
    assert not session.is_running


def test_no_move_leads_past_the_horizon() -> None:
    session = session_at(sample("mazur"), 1, 17)
    heard = Heard(session)
    session.hide_after(session.cursor)
    assert session.moment.is_veiled
    for move in (session.over, session.into, session.out, session.to_end, session.train_epoch):
        move()
        assert session.cursor == Cursor(1, 17)
    session.play(3)
    session.go_to(Cursor(4, 2))
    session.go_to_step(60)
    session.go_to_update(9)
    session.run_to(Cursor(5000))
    assert session.cursor == Cursor(1, 17)
    session.train()
    assert not session.is_running
    assert len(session.history.losses) == 1  # of update 0, which belongs to the past
    assert heard.words[-1] == "The lesson asks what comes next: answer first."
    session.back_over()
    assert session.cursor < Cursor(1, 17)
    session.over()
    assert session.cursor == Cursor(1, 17)
    session.hide_after(None)
    session.over()
    assert session.cursor > Cursor(1, 17)
    assert not session.moment.is_veiled


def test_a_move_that_would_cross_the_horizon_ends_on_it() -> None:
    session = session_at(sample("mazur"), 0, 17)
    session.hide_after(session.cursor)
    session.go_to_step(2)
    session.to_end()
    assert session.cursor == Cursor(0, 17)


def test_the_end_of_an_update_is_the_beginning_of_the_next() -> None:
    session = session_at(sample("mazur"), 1, END)
    session.hide_after(session.cursor)
    assert session.horizon == Cursor(2)
    session.over()
    assert session.cursor == Cursor(2)
    session.over()
    assert session.cursor == Cursor(2)


def test_an_edit_at_the_horizon_goes_on_from_there_and_shows_no_more() -> None:
    session = session_at(sample("mazur"), 1, END)
    session.hide_after(session.cursor)
    document = session.document
    document.edit("Weight", edits.set_parameter(document.project, session.edited_point.theta, 1, 0, 0, 3.0))
    assert session.cursor == Cursor(2)
    session.to_end()
    assert session.cursor == Cursor(2)
    document.undo_stack.undo()
    assert session.cursor == Cursor(1, 68)


def test_another_project_has_no_horizon() -> None:
    session = session_at(sample("mazur"), 0, 17)
    session.hide_after(session.cursor)
    session.document.load(sample("iris-4-8-3"))
    assert session.horizon is None
    assert isinstance(session.document, Document)
