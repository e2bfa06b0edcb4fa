"""What a step asks for, and what is right: always told by an expression that `core` works out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.conditions.watch import Watch
from core.expression.read import ExpressionError
from core.training import Update
from nnviz.lessons.heads import MakeHead, PredictHead
from nnviz.lessons.places import is_place
from nnviz.lessons.stage import Place, Stage, StageError
from nnviz.project.model import Project

_RELATIVE = 0.01


@dataclass(frozen=True)
class NumberTask:
    """A number to be typed.

    Attributes
    ----------
    right, tolerance : float
    reveal : Place
        Where it is known.
    """

    right: float
    tolerance: float
    reveal: Place

    def accepts(self, number: float) -> bool:
        """Tell whether a number is near enough."""
        return abs(number - self.right) <= self.tolerance


@dataclass(frozen=True)
class ChoiceTask:
    """A sentence, or a mistake, to be chosen; `right` counts from 0."""

    right: int
    offered: tuple[str, ...]
    reveal: Place

    def accepts(self, chosen: int) -> bool:
        """Tell whether it is the right one."""
        return chosen == self.right


@dataclass(frozen=True)
class MakeTask:
    """Something to be brought about.

    Attributes
    ----------
    condition : str
    keep : tuple of str
        Fields of the project that have to stay as they are in `project`.
    project, place : Project, Place
        One solution.
    """

    condition: str
    keep: tuple[str, ...]
    start: Project
    project: Project
    place: Place

    def broken(self, project: Project) -> str:
        """Return what was changed that has to stay; empty if nothing was."""
        differing = (name for name in self.keep if getattr(project, name) != getattr(self.start, name))
        return next(differing, "")

    def holds(self, project: Project, update: Update, previous_loss: float, sample: int) -> bool:
        """Tell whether the condition holds in an update of a project."""
        if self.broken(project):
            return False
        try:
            return bool(Watch(self.condition, project.task).value(update, previous_loss, sample))
        except ExpressionError:  # the network has no such place any more
            return False


def number_task(head: PredictHead, stage: Stage, cursor: Place) -> NumberTask:
    """Return the task of a number.

    Raises
    ------
    StageError
        If the expression cannot be read, or is a number that is shown at the cursor.
    """
    update = cursor.update if head.at is None else head.at
    right, reveal = stage.value(head.answer, update), stage.known_at(head.answer, update)
    if reveal <= cursor and is_place(head.answer):  # of a formula nothing but its parts is shown
        raise StageError(f"{head.answer} is known at step {cursor.step} of update {cursor.update} already")
    if head.tolerance is None and right == 0:
        raise StageError("expected a tolerance: the number is 0, and no share of it is any room")
    tolerance = _RELATIVE * abs(right) if head.tolerance is None else head.tolerance
    return NumberTask(right, tolerance, reveal)


def choice_task(head: PredictHead, offered: Sequence[str], stage: Stage, cursor: Place) -> ChoiceTask:
    """Return the task of a sentence.

    Raises
    ------
    StageError
        If not exactly one of the conditions holds.
    """
    update = cursor.update if head.at is None else head.at
    if head.right:
        return ChoiceTask(head.right - 1, tuple(offered), cursor)
    holding = [number for number, text in enumerate(head.choices) if stage.value(text, update)]
    if len(holding) != 1:
        held = ", ".join(head.choices[number] for number in holding) or "none"
        raise StageError(f"expected one condition to hold in update {update}: {held}")
    reveal = max(stage.known_at(text, update) for text in head.choices)
    return ChoiceTask(holding[0], tuple(offered), reveal)


def make_task(head: MakeHead, start: Project, solved: tuple[Project, Place]) -> MakeTask:
    """Return the task of a condition, with its solution.

    Raises
    ------
    StageError
        If a part that is kept is none of a project's.
    """
    for name in head.keep:
        if not hasattr(start, name) or name.startswith("_"):
            raise StageError(f"there is no part {name} of a project to keep")
    return MakeTask(head.condition, head.keep, start, *solved)
