"""The open project and the one place where it changes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from nnviz.commands import ReplaceProject
from nnviz.project import file
from nnviz.project.breakpoints import without_unfit
from nnviz.project.check import check
from nnviz.project.model import Project


class Document(QObject):
    """Holds the project; every edit goes through `edit` and can be undone.

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
    """

    changed = Signal(frozenset)
    loaded = Signal()
    path_changed = Signal()
    forgotten = Signal(object)

    def __init__(self, project: Project, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.path = path
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._clean_changed)

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._project

    @property
    def is_modified(self) -> bool:
        """Whether there is something to save."""
        return not self.undo_stack.isClean()

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
        before, index = self._project, self.undo_stack.index()
        self.undo_stack.push(ReplaceProject(text, before, project, self._apply, merge))
        if self.undo_stack.index() == index:
            self.forgotten.emit(before)

    def revisit(self, text: str, project: Project) -> None:
        """Show a project of the past, were it equal to the present one: it has another branch of training.

        Parameters
        ----------
        text : str
            What the user did, for the Edit menu.
        """
        self.undo_stack.push(ReplaceProject(text, self._project, project, self._apply))

    def load(self, project: Project, path: Path | None = None) -> None:
        """Show another project; there is nothing to undo then."""
        self.undo_stack.clear()
        self.path = path
        self.loaded.emit()
        self._apply(project)
        self.path_changed.emit()

    def save(self, path: Path) -> None:
        """Write the project.

        Raises
        ------
        ProjectError
            If it cannot be written; the old file is untouched.
        """
        file.save(self._project, path)
        self.path = path
        self.undo_stack.setClean()
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
