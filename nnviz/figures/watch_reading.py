"""What the watches of a project show at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.conditions.stretch import Record, RecordedStretch
from core.conditions.watch import Watch
from core.expression.read import ExpressionError
from core.task import Task
from core.training import Update
from nnviz.moment import Moment

MOST_WATCHED = 120  # updates: as many points as a small curve has pixels for


@dataclass(frozen=True, eq=False)
class WatchSeries:
    """One watch.

    Attributes
    ----------
    text : str
    problem : str
        Why it cannot be read; empty if it can.
    value : float or None
        At the cursor; None as long as it is not computed.
    updates, values : array (n,)
        The updates of which it is known, increasing, and what it was there.
    """

    text: str
    problem: str
    value: float | None
    updates: Array
    values: Array

    @property
    def distance(self) -> int:
        """How far apart the first two of the updates are; 1 where all are there."""
        return int(self.updates[1] - self.updates[0]) if len(self.updates) > 1 else 1

    def nearest(self, update: float) -> int | None:
        """Return the place of the known update that is nearest to a number."""
        return int(np.argmin(np.abs(self.updates - update))) if len(self.updates) else None


@lru_cache(maxsize=2)
def parsed(watches: tuple[str, ...], task: Task) -> tuple[Watch | ExpressionError, ...]:
    """Return each watch as read for a task, or what is wrong with it."""
    return tuple(_parsed(text, task) for text in watches)


def _parsed(text: str, task: Task) -> Watch | ExpressionError:
    try:
        return Watch(text, task)
    except ExpressionError as error:
        return error


@lru_cache(maxsize=1)
def _recorded(task: Task, update: Update, loss_before: float) -> RecordedStretch:
    """Return an update as watches read it: the same for all of them, and at all of its steps."""
    (stretch,) = Record(task, update.before, 1, loss_before).stretches
    return stretch


def readable(watches: tuple[str, ...], task: Task) -> list[Watch]:
    """Return those watches that can be read."""
    return [watch for watch in parsed(watches, task) if isinstance(watch, Watch)]


def losses_before(updates: Sequence[int] | range, losses: Array, first: int) -> dict[int, float]:
    """Return the loss of the update before each; NaN where it is not known."""
    return {
        update: float(losses[update - first - 1]) if 0 < update - first <= len(losses) else np.nan
        for update in updates
    }


def read_watches(moment: Moment, known: Mapping[int, Array]) -> tuple[WatchSeries, ...]:
    """Return all watches of a moment's project.

    Parameters
    ----------
    known : mapping of int to array
        By the number of an update, the values of those watches that can be read, for the moment's sample.
    """
    task, number = moment.trace.task, moment.update_number
    (before,) = losses_before([number], moment.losses, moment.first_update).values()
    made, place = [], 0
    for text, watch in zip(moment.project.watches, parsed(moment.project.watches, task), strict=True):
        if isinstance(watch, ExpressionError):
            made.append(WatchSeries(text, watch.message, None, np.empty(0), np.empty(0)))
            continue
        points = {update: float(values[place]) for update, values in known.items()}
        place += 1
        value = None
        if moment.step >= watch.computed_at(moment.trace):
            stretch = _recorded(task, moment.update, before)
            value = points[number] = float(watch.values(stretch, moment.selection.sample)[0])
        updates = sorted(points)
        made.append(
            WatchSeries(
                text, "", value, np.array(updates, float), np.array([points[update] for update in updates])
            )
        )
    return tuple(made)
