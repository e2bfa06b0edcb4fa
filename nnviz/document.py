"""The open project and the one place where it changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoGroup, QUndoStack

from nnviz.commands import Actions, ReplaceProject
from nnviz.project import file
from nnviz.project.branches import SavedBranch
from nnviz.project.breakpoints import without_unfit
from nnviz.project.check import check
from nnviz.project.model import Project
from nnviz.project.size import is_large, size_of

_MARGIN = 1.5  # a network that has become that much larger is asked about again


class Waiting(NamedTuple):
    """A project that takes so much memory that one is asked before it is shown.

    Attributes
    ----------
    project : Project
    text : str
        What the user did; empty if a file is opened.
    go_on : callable
        Shows the project.
    """

    project: Project
    text: str
    go_on: Callable[[], None]


class _Aside(NamedTuple):
    """A document that is put aside while another one is on the screen."""

    project: Project
    path: Path | None
    undo_stack: QUndoStack
    agreed: int


MOST_EDITS = 200  # that can be undone: each keeps a project


class Document(QObject):
    """Holds the project; every edit goes through `edit` and can be undone.

    Attributes
    ----------
    branches : tuple of SavedBranch
        Those of the file that was opened, as it was; what has become of them, the session knows.
    waiting : Waiting or None
        What is shown as soon as the user agrees; another edit or file takes its place.
    undo_group : QUndoGroup
        Undoes and redoes in whatever is on the screen.
    undo_stack : QUndoStack
        The edits of that.

    Signals
    -------
    changed(frozenset of str)
        Names of the Project's fields that differ now.
    loaded()
        Another project was opened; `changed` follows.
    path_changed()
        The file's name or the modified flag is another.
    forgotten(Project)
        An edit merged with the next one: undo does not come back to this project.
    waiting_changed()
        `waiting` is another: something has to be asked, or has not any more.
    put_aside()
        The document is kept while another project is shown; `loaded` and `changed` follow.
    taken_back()
        It is on the screen again, as it was; `changed` follows.
    """

    changed = Signal(frozenset)
    loaded = Signal()
    path_changed = Signal()
    forgotten = Signal(object)
    waiting_changed = Signal()
    put_aside = Signal()
    taken_back = Signal()

    def __init__(
        self,
        project: Project,
        path: Path | None = None,
        parent: QObject | None = None,
        branches: tuple[SavedBranch, ...] = (),
    ) -> None:
        super().__init__(parent)
        self._project = project
        self.branches = branches
        self._agreed = size_of(project)
        self.waiting: Waiting | None = None
        self.path = path
        self._aside: _Aside | None = None
        self.undo_group = QUndoGroup(self)
        self.undo_stack = self._new_stack()

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def is_modified(self) -> bool:
        """Whether there is something to save."""
        return not self.undo_stack.isClean()

    @property
    def is_aside(self) -> bool:
        """Whether the user's own document is put aside, and another project on the screen."""
        return self._aside is not None

    def lend(self, project: Project) -> None:
        """Show another project, to be played with, until `take_back`; the user's own is put aside as it is.

        What is lent already is replaced.
        """
        self._wait(None)
        if self._aside is None:
            self._aside = _Aside(self._project, self.path, self.undo_stack, self._agreed)
            self.undo_stack = self._new_stack()
            self.put_aside.emit()
        self._agreed = size_of(project)
        self._show(project, None)

    def take_back(self) -> None:
        """Show the user's own document again, with its file, its edits and what they undo."""
        if self._aside is None:
            return
        self._wait(None)
        aside, self._aside = self._aside, None
        lent, self.undo_stack = self.undo_stack, aside.undo_stack
        self.undo_group.setActiveStack(self.undo_stack)
        self.undo_group.removeStack(lent)
        lent.deleteLater()
        self.path, self._agreed = aside.path, aside.agreed
        self.taken_back.emit()
        self._apply(aside.project)
        self.path_changed.emit()

    def edit(self, text: str, project: Project, merge: str = "") -> None:
        """Replace the project by an edited one; breakpoints that do not fit it are disabled in the same edit.

        Parameters
        ----------
        text : str
            What the user did, for the Edit menu.
        merge : str
            Consecutive edits with the same key are undone as one (the drag of a slider).

        Raises
        ------
        ProjectError
            If the edited project cannot be run; the document stays as it is.
        """
        if project == self._project:
            return
        check(project)
        project = without_unfit(project)
        if is_large(project) and size_of(project) > _MARGIN * self._agreed:
            self._wait(Waiting(project, text, lambda: self._push(text, project, merge)))
        else:
            self._wait(None)
            self._push(text, project, merge)

    def revisit(self, text: str, project: Project) -> None:
        """Show a project of the past, were it equal to the present one: it has another branch of training.

        Parameters
        ----------
        text : str
            What the user did, for the Edit menu.
        """
        self._push(text, project)

    def load(
        self,
        project: Project,
        path: Path | None = None,
        shown: Callable[[], None] | None = None,
        branches: tuple[SavedBranch, ...] = (),
    ) -> None:
        """Show another project and its branches; there is nothing to undo then, and what was lent is gone.

        Parameters
        ----------
        shown : callable or None
            Called when it is shown: a very large one waits until the user agrees.
        """

        def show() -> None:
            self.take_back()
            self._agreed = size_of(largest)
            self._show(project, path, branches)
            if shown is not None:
                shown()

        largest = max((project, *(branch.project for branch in branches)), key=size_of)
        if is_large(largest):
            self._wait(Waiting(largest, "", show))
        else:
            self._wait(None)
            show()

    def agree(self) -> None:
        """Go on with what waits."""
        waiting = self.waiting
        if waiting is not None:
            self._wait(None)
            waiting.go_on()

    def decline(self) -> None:
        """Leave everything as it is."""
        self._wait(None)

    def save(self, path: Path, branches: Sequence[SavedBranch] = ()) -> None:
        """Write the project with these branches; of one that is lent this is a copy.

        Raises
        ------
        ProjectError
            If it cannot be written; the old file is untouched.
        """
        file.save(self._project, path, branches)
        if self.is_aside:
            return
        self.path = path
        self.undo_stack.setClean()
        self.path_changed.emit()

    def _new_stack(self) -> QUndoStack:
        stack = QUndoStack(self)
        stack.setUndoLimit(MOST_EDITS)
        stack.cleanChanged.connect(self._clean_changed)
        self.undo_group.addStack(stack)
        self.undo_group.setActiveStack(stack)
        return stack

    def _wait(self, waiting: Waiting | None) -> None:
        if waiting is not self.waiting:
            self.waiting = waiting
            self.waiting_changed.emit()

    def _push(self, text: str, project: Project, merge: str = "") -> None:
        self._agreed = max(self._agreed, size_of(project))
        actions = Actions(apply=self._apply, forget=self.forgotten.emit)
        self.undo_stack.push(ReplaceProject(text, self._project, project, actions, merge))

    def _show(self, project: Project, path: Path | None, branches: tuple[SavedBranch, ...] = ()) -> None:
        self.undo_stack.clear()
        self.path, self.branches = path, branches
        self.loaded.emit()
        self._apply(project)
        self.path_changed.emit()

    def _apply(self, project: Project) -> None:
        before, self._project = self._project, project
        names = frozenset(
            field.name
            for field in fields(Project)
            if getattr(before, field.name) != getattr(project, field.name)
        )
        self.changed.emit(names)

    def _clean_changed(self, _clean: bool) -> None:
        self.path_changed.emit()
