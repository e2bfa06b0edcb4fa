from __future__ import annotations

import itertools
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from nnviz.document import MOST_EDITS, Document
from nnviz.project import edits, file
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from tests.nnviz.sessions import sample

pytestmark = pytest.mark.usefixtures("qapp")


class Listener(QObject):
    """Keeps what a document says, in its order."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.said: list[object] = []
        document.changed.connect(self.changed)
        document.loaded.connect(self.loaded)
        document.path_changed.connect(self.path_changed)

    @Slot(frozenset)
    def changed(self, names: frozenset[str]) -> None:
        self.said.append(set(names))

    @Slot()
    def loaded(self) -> None:
        self.said.append("loaded")

    @Slot()
    def path_changed(self) -> None:
        self.said.append("path")


def with_rate(project: Project, rate: float) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=rate))  # type: ignore[call-arg]


def test_an_edit_tells_which_fields_changed_and_can_be_undone_and_redone() -> None:
    before = sample("mazur")
    document = Document(before)
    heard = Listener(document)
    after = with_rate(before, 0.25)
    document.edit("Change the learning rate", after)
    assert document.project is after
    assert document.is_modified
    assert document.undo_stack.undoText() == "Change the learning rate"
    document.undo_stack.undo()
    assert document.project is before
    assert not document.is_modified
    document.undo_stack.redo()
    assert document.project is after
    assert [said for said in heard.said if said != "path"] == [{"optimizer"}] * 3


def test_several_fields_are_told_together() -> None:
    project = sample("mazur")
    document = Document(project)
    heard = Listener(document)
    document.edit("Both", replace(with_rate(project, 0.25), notes="hello"))
    assert {"optimizer", "notes"} in heard.said


def test_an_edit_without_a_difference_is_none() -> None:
    document = Document(sample("mazur"))
    heard = Listener(document)
    document.edit("Nothing", sample("mazur"))  # equal, but another object
    assert document.undo_stack.count() == 0
    assert heard.said == []


def test_a_project_that_cannot_run_is_refused_and_nothing_changes() -> None:
    project = sample("mazur")
    document = Document(project)
    heard = Listener(document)
    with pytest.raises(ProjectError, match="network has 3 inputs"):
        document.edit("Too many inputs", edits.set_inputs(project, 3))
    assert document.project is project
    assert document.undo_stack.count() == 0
    assert heard.said == []


def test_a_drag_is_one_command_and_two_drags_are_two() -> None:
    before = sample("mazur")
    document = Document(before)
    for drag, rate in itertools.product(("first", "second"), (0.1, 0.2, 0.3)):
        document.edit("Drag", with_rate(before, rate if drag == "first" else rate + 1), merge=drag)
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.project == with_rate(before, 0.3)
    document.undo_stack.undo()
    assert document.project is before
    document.undo_stack.redo()
    document.undo_stack.redo()
    assert document.project == with_rate(before, 1.3)


def test_edits_without_a_key_never_merge() -> None:
    before = sample("mazur")
    document = Document(before)
    document.edit("Type", with_rate(before, 0.1))
    document.edit("Type", with_rate(before, 0.2))
    assert document.undo_stack.count() == 2


def test_what_a_merge_makes_unreachable_is_told(qtbot: QtBot) -> None:
    before = sample("mazur")
    document = Document(before)
    forgotten: list[Project] = []

    class Ear(QObject):
        @Slot(object)
        def hear(self, project: Project) -> None:
            forgotten.append(project)

    ear = Ear()
    document.forgotten.connect(ear.hear)
    projects = [with_rate(before, rate) for rate in (0.1, 0.2, 0.3)]
    for project in projects:
        document.edit("Drag", project, merge="drag")
    assert [id(project) for project in forgotten] == [id(project) for project in projects[:2]]
    document.edit("Type", with_rate(before, 5))
    assert len(forgotten) == 2


def test_loading_begins_anew(tmp_path: Path) -> None:
    document = Document(sample("mazur"))
    document.edit("Edit", with_rate(document.project, 0.25))
    heard = Listener(document)
    path = tmp_path / "xor.nnviz"
    document.load(sample("xor-2-4-1"), path)
    assert document.project == sample("xor-2-4-1")
    assert document.path == path
    assert document.undo_stack.count() == 0
    assert not document.is_modified
    told = [said for said in heard.said if said != "path"]
    assert told[0] == "loaded"
    assert isinstance(told[1], set)
    assert heard.said[-1] == "path"


def test_saving_makes_the_document_clean_and_what_is_saved_comes_back(tmp_path: Path) -> None:
    document = Document(sample("mazur"))
    document.edit("Edit", with_rate(document.project, 0.25))
    path = tmp_path / "mine.nnviz"
    document.save(path)
    assert not document.is_modified
    assert document.path == path
    assert file.load(path) == document.project
    document.undo_stack.undo()
    assert document.is_modified
    document.undo_stack.redo()
    assert not document.is_modified


def test_a_drag_across_a_save_can_still_be_undone_to_what_was_saved(tmp_path: Path) -> None:
    before = sample("mazur")
    document = Document(before)
    document.edit("Drag", with_rate(before, 0.1), merge="drag")
    document.save(tmp_path / "saved.nnviz")
    document.edit("Drag", with_rate(before, 0.2), merge="drag")
    assert document.is_modified
    document.undo_stack.undo()
    assert not document.is_modified
    assert document.project == with_rate(before, 0.1)


def test_a_file_that_cannot_be_written_leaves_the_document_modified(tmp_path: Path) -> None:
    document = Document(sample("mazur"))
    document.edit("Edit", with_rate(document.project, 0.25))
    with pytest.raises(ProjectError, match="cannot be written"):
        document.save(tmp_path / "no" / "folder" / "mine.nnviz")
    assert document.is_modified
    assert document.path is None


def test_a_former_project_is_let_go_when_another_is_opened() -> None:
    former = sample("mazur")
    gone = weakref.ref(former)
    document = Document(former)
    del former
    document.load(sample("xor-2-4-1"))
    assert gone() is None


def test_the_last_edits_can_be_undone_and_those_before_are_let_go() -> None:
    document = Document(sample("mazur"))
    first = weakref.ref(document.project)
    rates = [0.1 + number / 1000 for number in range(MOST_EDITS + 50)]
    for rate in rates:
        document.edit("Edit", with_rate(document.project, rate))
    assert first() is None
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.project.optimizer.learning_rate == rates[49]


def test_an_edit_that_pushes_out_the_oldest_one_forgets_no_project_that_undo_leads_to() -> None:
    document = Document(sample("mazur"))
    told: list[Project] = []
    document.forgotten.connect(told.append)
    for number in range(MOST_EDITS + 2):
        document.edit("Edit", with_rate(document.project, 0.1 + number / 1000))
    assert told == []
    drag = [with_rate(document.project, rate) for rate in (0.7, 0.8, 0.9)]
    for project in drag:
        document.edit("Drag", project, merge="drag")
    assert told == drag[:2]
