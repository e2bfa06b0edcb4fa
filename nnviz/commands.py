"""Undo commands: a Project replaced by another, and what changes beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QUndoCommand

from nnviz.project.model import Project

_MERGE_ID = 1


class Actions(NamedTuple):
    """What a command does to the document.

    Attributes
    ----------
    apply : callable
        Puts a project into it.
    forget : callable
        Says that undo does not come back to a project.
    """

    apply: Callable[[Project], None]
    forget: Callable[[Project], None]


class ReplaceProject(QUndoCommand):
    """Replace the project; commands with the same, non-empty `merge` key become one.

    Parameters
    ----------
    text : str
        What the user did, as the Edit menu names it.
    """

    def __init__(self, text: str, before: Project, after: Project, actions: Actions, merge: str = "") -> None:
        super().__init__(text)
        self._before = before
        self._after = after
        self._actions = actions
        self._merge = merge

    def redo(self) -> None:
        self._actions.apply(self._after)

    def undo(self) -> None:
        self._actions.apply(self._before)

    def id(self) -> int:
        return _MERGE_ID if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ReplaceProject) or other._merge != self._merge:
            return False
        self._actions.forget(self._after)
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
