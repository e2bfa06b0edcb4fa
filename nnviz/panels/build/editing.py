"""How the panel's sections edit the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.hyper import HyperError
from nnviz.document import Document
from nnviz.project.edits import Adapted
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.widgets.section import Section

Change: TypeAlias = Callable[[Project], Project | Adapted]


class Editing(QObject):
    """The one way from a section to the document.

    Signals
    -------
    adapted : str
        What an edit adapted beyond the wish, in sentences.
    """

    adapted = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document

    @property
    def project(self) -> Project:
        """The project as it is now."""
        return self._document.project

    def apply(self, text: str, change: Change, merge: str = "") -> str:
        """Edit the document; return why that is not possible, or an empty text.

        Parameters
        ----------
        text : str
            What the user did, for the Edit menu.
        merge : str
            Edits with the same, non-empty key are undone as one.
        """
        try:
            result = change(self.project)
            project, notes = result if isinstance(result, Adapted) else (result, ())
            self._document.edit(text, project, merge)
        except (ProjectError, HyperError) as error:
            return error.reason
        if notes and self._document.waiting is None:
            self.adapted.emit(" ".join(notes))
        return ""


class BuildSection(Section):
    """A section that shows a part of the project and edits it."""

    def __init__(self, title: str, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._editing = editing

    def show_project(self, project: Project) -> None:
        """Show the project's part; signals no edit."""
        raise NotImplementedError

    def refresh(self, project: Project) -> None:
        """Show a project that was accepted: what was wrong before is over."""
        self.error.say("")
        self.show_project(project)

    def edit(self, text: str, change: Change, merge: str = "") -> None:
        """Edit the document; what is refused is said here, and the widgets go back."""
        reason = self._editing.apply(text, change, merge)
        self.error.say(reason)
        if reason:
            self.show_project(self._editing.project)
