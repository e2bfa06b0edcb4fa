"""A watch: one number, or something true or false, of every update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from core.arrays import Array
from core.conditions.formula import Formula
from core.conditions.names import names_of, readable
from core.conditions.spots import UPDATE, Spots
from core.conditions.stretch import Record, Stretch
from core.expression.read_condition import ConditionReader
from core.past_updates import read_again
from core.task import Task
from core.trace import Trace
from core.training import Point, Update


class Watch:
    """A formula of the numbers of an update, read for a task.

    Parameters
    ----------
    text : str
    task : Task

    Raises
    ------
    core.expression.ExpressionError
        If the text is no formula of them; it tells what is wrong, and where.
    """

    def __init__(self, text: str, task: Task) -> None:
        names = names_of(task)
        known, absent = readable(names, {UPDATE})
        self.text = text
        self._task = task
        self._formula = Formula(ConditionReader(text, known, absent).watch(), names, Spots(task.network))

    @property
    def of_losses(self) -> bool:
        """Whether it is enough to know the losses."""
        return self._formula.of_losses

    def computed_at(self, trace: Trace) -> int:
        """Return the step from which on its value is known; -1 where it is before the first one."""
        return self._formula.computed_at(trace)

    def values(self, stretch: Stretch, sample: int = 0) -> Array:
        """Return its value in each update, shape ``(K,)``; what is true is 1, what is false 0.

        Parameters
        ----------
        stretch : Stretch
        sample : int
            The row of the batch that is looked at, from 0; in a shorter batch the last one.
        """
        values = np.asarray(self._formula.values(stretch), dtype=float)
        values = values.reshape(-1, values.shape[1] if values.ndim == 3 else 1)
        chosen = values[:, min(sample, values.shape[1] - 1)]
        return np.array(np.broadcast_to(chosen, len(stretch)))

    def value(self, update: Update, previous_loss: float, sample: int = 0) -> float:
        """Return its value in one update; `previous_loss` is NaN where there was none before."""
        (stretch,) = Record(self._task, update.before, 1, previous_loss).stretches
        return float(self.values(stretch, sample)[0])


def watch_again(
    watches: Sequence[Watch],
    updates: Iterable[tuple[int, Point]],
    previous: Mapping[int, float],
    task: Task,
    sample: int = 0,
) -> Iterator[tuple[int, Array] | None]:
    """Do updates of the past again and yield the number of each with the value of every watch.

    Parameters
    ----------
    watches : sequence of Watch
        Of the same task.
    updates : iterable of (int, Point)
        As `core.past_updates.read_again` takes them; it says also what is yielded.
    previous : mapping of int to float
        By the number of an update, the loss of the one before; NaN where there was none.
    """

    def read(update: Update) -> Array:
        (stretch,) = Record(task, update.before, 1, previous[update.before.update]).stretches
        return np.array([watch.values(stretch, sample)[0] for watch in watches])

    return read_again(task, updates, read)
