"""The branches of training that a project's file keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nnviz.project.model import Project, StateSpec

MOST_BRANCHES = 50
MOST_NUMBERS = 4_000_000  # in the branches of a file beside the one that is shown: some 80 MB of text
MOST_UPDATES = 10_000_000  # of a branch: what comes after them is trained again when somebody goes there
LONGEST_NAME = 200


@dataclass(frozen=True)
class SavedBranch:
    """A stretch of training in a file: what it is trained from, and how far. Its updates are done again.

    Attributes
    ----------
    project : Project
        What is trained; its notes, breakpoints and watches are those of the file.
    begin : StateSpec or None
        The point that it starts from; None for the one that the project says.
    updates : int
        How many were done.
    edit, name : str
        What the edit that opened it has changed, empty for a first run; what the user calls it, if anything.
    parent : int or None
        Which of the branches before it was edited, from 0.
    compared : bool
        Whether its loss is drawn beside the one on the screen.
    shown : bool
        Whether it is the one on the screen: its project is the file's.
    """

    project: Project
    begin: StateSpec | None = None
    updates: int = 0
    edit: str = ""
    name: str = ""
    parent: int | None = None
    compared: bool = False
    shown: bool = False

    @property
    def start(self) -> Project:
        """The project as if all its training began with the branch."""
        return self.project if self.begin is None else replace(self.project, state=self.begin)


def fitting(branches: Sequence[SavedBranch], project: Project) -> tuple[SavedBranch, ...]:
    """Return those of a project's branches that its file has room for: the one shown, then the newest.

    What was edited from one that is left out hangs on the branch which that one hung on.
    """
    kept: set[int] = set()
    room = MOST_NUMBERS
    for place in sorted(range(len(branches)), key=lambda each: (branches[each].shown, each), reverse=True):
        numbers = 0 if branches[place].shown else _numbers(branches[place], project)
        if numbers <= room and len(kept) < MOST_BRANCHES:
            kept.add(place)
            room -= numbers
    order = sorted(kept)
    return tuple(replace(branches[place], parent=_kept_parent(branches, place, order)) for place in order)


def _kept_parent(branches: Sequence[SavedBranch], place: int, kept: list[int]) -> int | None:
    parent = branches[place].parent
    while parent is not None and parent not in kept:
        parent = branches[parent].parent
    return None if parent is None else kept.index(parent)


def _numbers(branch: SavedBranch, project: Project) -> int:
    """Return how many numbers a branch adds to the file of a project."""
    own, parameters = branch.project, branch.project.network.network.parameter_count
    rows = 0
    if own.network != project.network and own.network.theta is not None:
        rows += 1
    for state in (branch.begin, own.state if own.state != project.state else None):
        if state is not None:
            rows += 1 + len(state.slots) + (state.carried is not None)
    samples = own.original if own.data != project.data else None
    return rows * parameters + (0 if samples is None else samples.inputs.size + samples.targets.size)
