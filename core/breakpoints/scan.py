"""Updates run on from a point, and which breakpoints hit in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.breakpoints.breakpoint import Breakpoint
from core.conditions.condition import Condition, places_in_time
from core.conditions.stretch import Integers, Record, Stretch
from core.history import is_finite, stretch_length
from core.training import DivergenceError, Point, Task, divergence, engine_of, run_update

_MOST_UPDATES = 128  # in a stretch: NumPy's own time per call is small beside the work then
_MOST_BYTES = 2**24  # of recorded numbers
_NOTHING = np.empty((0, 6), np.intp)


class Event(NamedTuple):
    """A hit in time.

    Attributes
    ----------
    update, step : int
    number : int
        Of the breakpoint in its list, from 0.
    sample, spot, formula : int
        As `core.conditions.condition.Condition.hits` has them.
    """

    update: int
    step: int
    number: int
    sample: int
    spot: int
    formula: int


class Scanned(NamedTuple):
    """Some updates.

    Attributes
    ----------
    events : array of int (E, 6)
        A row for each `Event`, in the order in which execution meets them.
    losses : array (updates,)
    after : Point
        After the last that went well.
    diverged : DivergenceError or None
        What went wrong in the update after that, whose events are there.
    """

    events: Integers
    losses: Array
    after: Point
    diverged: DivergenceError | None = None


class Scanner:
    """Looks at the breakpoints that are enabled.

    Parameters
    ----------
    task : Task
    breakpoints : sequence of Breakpoint

    Attributes
    ----------
    longest : int
        How many updates it takes at once, at most.

    Raises
    ------
    HyperError, core.expression.ExpressionError
        If one does not fit the task, as `Breakpoint.read` does.
    """

    def __init__(self, task: Task, breakpoints: Sequence[Breakpoint]) -> None:
        self._task = task
        enabled = [(number, one) for number, one in enumerate(breakpoints) if one.enabled]
        self._conditions: dict[int, Condition] = {number: one.read(task) for number, one in enabled}
        self._recent: Record | None = None
        self._of_losses = all(condition.of_losses for condition in self._conditions.values())
        self.longest = min(_MOST_UPDATES, stretch_length(task), max(1, _MOST_BYTES // _bytes_of(task)))

    def scan(self, point: Point, updates: int, previous_loss: float) -> Scanned:
        """Run updates and look at them; what comes out does not depend on how they are cut into scans.

        Parameters
        ----------
        point : Point
        updates : int
            How many, at most `longest`.
        previous_loss : float
            The loss of the update before `point`; NaN where there is none.
        """
        if self._of_losses:
            losses, after = engine_of(self._task).run(point, updates)
            stretch = Stretch.of_losses(self._task, point, losses, previous_loss)
            held = any(condition.holds(stretch).any() for condition in self._conditions.values())
            if not held and is_finite(losses, after):
                return Scanned(_NOTHING, losses, after)
        record = Record(self._task, point, updates, previous_loss)
        # Kept until the next one has its memory: the system would clear a megabyte anew for each.
        self._recent = record
        if is_finite(record.losses, record.after):
            return Scanned(self._events(record), record.losses, record.after)
        return self._until_divergence(point, previous_loss)

    def _until_divergence(self, point: Point, previous_loss: float) -> Scanned:
        last, error = point, None
        while error is None:
            update = run_update(self._task, last)
            error = divergence(update)
            last = last if error else update.after
        record = Record(self._task, point, last.update - point.update + 1, previous_loss)
        return Scanned(self._events(record), record.losses[:-1], last, error)

    def _events(self, record: Record) -> Integers:
        found = []
        for number, condition in self._conditions.items():
            for stretch in record.stretches:
                hits = condition.hits(stretch)
                if len(hits):
                    found.append(np.insert(hits, 2, number, axis=1))
        if len(found) < 2:
            return found[0] if found else _NOTHING
        rows: Integers = np.concatenate(found)
        return np.take(rows, np.argsort(places_in_time(rows), kind="stable"), axis=0)


def _bytes_of(task: Task) -> int:
    """Return about how much memory a recorded update takes."""
    per_parameter = 3 + len(task.quantities()) + len(task.optimizer.slots())
    units = sum(task.network.sizes)
    return 8 * (6 * units * task.batch_size + per_parameter * task.network.parameter_count)
