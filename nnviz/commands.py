"""Undo commands: a Project replaced by another, and what changes beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnviz.project.model import Project

_MERGE_ID = 1


class ReplaceProject(QUndoCommand):
    """Replace the project; commands with the same, non-empty `merge` key become one.

    Parameters
    ----------
    text : str
        What the user did, as the Edit menu names it.
    apply : callable
        Puts a project into the document.
    """

    def __init__(
        self, text: str, before: Project, after: Project, apply: Callable[[Project], None], merge: str = ""
    ) -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        self._apply = apply
        self._merge = merge

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)

    def id(self) -> int:
        return _MERGE_ID if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ReplaceProject) or other._merge != self._merge:
            return False
        self._after = other._after
        return True


class Change(QUndoCommand):
    """Do something that leaves the project as it is.

    Parameters
    ----------
    text : str
        What the user did, as the Edit menu names it.
    do, undo : callable
        Each the opposite of the other.
    """

    def __init__(self, text: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
        super().__init__(text)
        self._do = do
        self._undo = undo

    def redo(self) -> None:
        self._do()

    def undo(self) -> None:
        self._undo()
