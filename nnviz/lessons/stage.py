"""The state that a step sets, set up without a screen, and what its expressions are worth there.

Every number comes from here: what a prediction is held to, what stands in the text, whether a condition
holds. It is worked out by `core` from the same project that the window shows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.conditions.watch import Watch
from core.expression.read import ExpressionError
from core.history import History
from core.trace import Trace
from core.training import DivergenceError, Update
from nnviz.lessons.heads import CursorHead
from nnviz.project.model import Project

MOST_UPDATES = 20_000


class Place(NamedTuple):
    """A step of an update, the one just done; -1 is before the first."""

    update: int
    step: int


class StageError(ValueError):
    """Why an expression or a cursor cannot be had in a state."""


class Stage:
    """A project at work.

    Parameters
    ----------
    project : Project
    sample : int
        The row of the batch that is looked at, from 0.
    """

    def __init__(self, project: Project, sample: int = 0) -> None:
        self.project = project
        self.sample = sample
        self._history = History(project.task, project.first_point())
        self._watches: dict[str, Watch] = {}

    @property
    def first_update(self) -> int:
        """The number of the first update."""
        return self._history.first_update

    def length(self, update: int) -> int:
        """Return how many steps an update has."""
        return len(Trace(self.project.task, self._update(update)))

    def value(self, text: str, update: int) -> float:
        """Return what an expression is worth in an update; 1 or 0 for what is true or false.

        Raises
        ------
        StageError
            If it cannot be read there, or the update is not reached.
        """
        watch, done = self._watch(text), self._update(update)
        first = self._history.first_update
        before = float(self._history.losses[update - first - 1]) if update > first else np.nan
        return watch.value(done, before, self.sample)

    def known_at(self, text: str, update: int) -> Place:
        """Return the step from which on an expression's value is known; before the first one, step -1.

        Raises
        ------
        StageError
            As `value` does.
        """
        return Place(update, self._watch(text).computed_at(Trace(self.project.task, self._update(update))))

    def place(self, head: CursorHead) -> Place:
        """Return where a cursor stands.

        Raises
        ------
        StageError
            If there is no such place.
        """
        update = self.first_update if head.update is None else head.update
        length = self.length(update)
        if head.before and head.after:
            raise StageError("expected one of before and after")
        if head.before or head.after:
            known = self.known_at(head.before or head.after, update)
            if known.step < 0:
                raise StageError(f"{head.before or head.after} is known before the update begins")
            return Place(update, known.step - bool(head.before))
        if head.step is not None:
            if not -1 <= head.step < length:
                raise StageError(f"expected a step from -1 to {length - 1}, got {head.step}")
            return Place(update, head.step)
        return Place(update, length - 1 if head.at == "end" else -1)

    def _watch(self, text: str) -> Watch:
        if text not in self._watches:
            try:
                self._watches[text] = Watch(text, self.project.task)
            except ExpressionError as error:
                raise StageError(f"{error.message} (in {text})") from None
        return self._watches[text]

    def _update(self, number: int) -> Update:
        if number > self.first_update + MOST_UPDATES:
            raise StageError(f"update {number} is too far: a lesson goes on for at most {MOST_UPDATES}")
        try:
            return self._history.update(number)
        except (IndexError, DivergenceError) as error:
            raise StageError(f"update {number} is not reached: {error}") from None
