"""Training that can go back: checkpoints within a memory budget, and replay from the nearest.

Every update is a pure function of the point before it, so a replayed number is the recorded one to the bit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from core.arrays import Array, read_only
from core.training import DivergenceError, Point, Task, Update, divergence, engine_of, run_update

DEFAULT_BUDGET = 256 * 2**20
_LONGEST_STRETCH = 128  # updates
_LONGEST_PLANTED = 16  # updates that are made step by step take many times as long
_STRETCH_WORK = 2_000_000  # samples times parameters: about two milliseconds


def stretches(task: Task, point: Point, updates: int | None = None) -> Iterator[tuple[Array, Point]]:
    """Train, and yield now and then the losses of the updates done since and the point reached.

    Parameters
    ----------
    task : Task
    point : Point
        Where to start.
    updates : int or None
        How many; None goes on without end.

    Raises
    ------
    DivergenceError
        At the first update with a number that is not finite; the point before it is the last good one.
    """
    longest = stretch_length(task)
    end = None if updates is None else point.update + updates
    while end is None or point.update < end:
        count = longest if end is None else min(longest, end - point.update)
        losses, after = engine_of(task).run(point, count)
        if not is_finite(losses, after):
            yield from _until_divergence(task, point)
        yield losses, after
        point = after


def stretch_length(task: Task) -> int:
    """Return how many updates a stretch has at most: a few milliseconds' worth."""
    work = task.batch_size * task.network.parameter_count
    longest = _LONGEST_STRETCH if task.planted is None else _LONGEST_PLANTED
    return max(1, min(longest, _STRETCH_WORK // work))


def train(task: Task, point: Point) -> Iterator[tuple[float, Point]]:
    """Yield the loss of each update and the point after it, without end; raises as `stretches` does."""
    while True:
        ((losses, point),) = stretches(task, point, 1)
        yield float(losses[0]), point


def is_finite(losses: Array, after: Point) -> bool:
    """Tell whether a stretch went well: what is not finite in theta or a slot never becomes finite again."""
    return all(np.isfinite(array).all() for array in (losses, after.theta, *after.state.values()))


def _until_divergence(task: Task, point: Point) -> Iterator[tuple[Array, Point]]:
    """Repeat, update by update, a stretch that went wrong, and raise where it did."""
    while True:
        update = run_update(task, point)
        error = divergence(update)
        if error:
            raise error
        losses, point = engine_of(task).run(point, 1)
        yield losses, point


class History:
    """One stretch of training under one task.

    Parameters
    ----------
    task : Task
    first : Point
        Where it begins; never thinned out.
    budget : int
        Bytes that the checkpoints may take. The first point and the last one are always kept.
    """

    def __init__(self, task: Task, first: Point, budget: int = DEFAULT_BUDGET) -> None:
        self.task = task
        self.first = first
        self._budget = budget
        self._stride = 1
        self._points = [first]  # in their order
        self._room = np.empty(1024)
        self._losses = self._room[:0]
        self._last = first
        self._before_last = first  # a running training is looked at there: never replay for it
        self._recent: Update | None = None

    @property
    def first_update(self) -> int:
        """The number of the first update."""
        return self.first.update

    @property
    def last(self) -> Point:
        """The furthest point reached."""
        return self._last

    @property
    def checkpoints(self) -> tuple[Point, ...]:
        """Points that training passed, in their order, from the first on."""
        return tuple(self._points)

    @property
    def losses(self) -> Array:
        """The loss of every update done, counted from `first_update`; the same array until there are more."""
        return self._losses

    def extend(self, progress: Iterable[tuple[Array | float, Point]]) -> None:
        """Append updates that were run: their losses, or the one loss, and the point after.

        They follow one another, and the first one that is not known yet follows `last`; what is known is left
        out.
        """
        for losses, point in progress:
            new = point.update - self._last.update
            if new <= 0:
                continue
            self._append(np.atleast_1d(losses)[-new:])
            self._before_last, self._last = self._last, point
            if point.update - self._points[-1].update >= self._stride:
                self._points.append(point)
                self._thin()

    @property
    def nbytes(self) -> int:
        """Memory of the checkpoints."""
        return len(self._points) * self.first.nbytes

    def set_budget(self, budget: int) -> None:
        """Let the checkpoints take so many bytes from now on; there may be fewer at once."""
        self._budget = budget
        self._thin()

    def rest(self, budget: int) -> None:
        """Give memory back while nobody looks: take another budget, and keep no update's numbers."""
        self._recent = None
        self.set_budget(budget)

    def point(self, update: int) -> Point:
        """Return the point before `update`, replayed from the nearest checkpoint.

        Raises
        ------
        IndexError
            If it lies before the first update.
        DivergenceError
            If training does not get there.
        """
        if update > self._last.update:
            self._take_recent()
        if update > self._last.update:
            self.extend(stretches(self.task, self._last, update - self._last.update))
        point = self.nearest(update)
        return point if point.update == update else self._replay(point, update)

    def nearest(self, update: int) -> Point:
        """Return the nearest point at or before one that was reached, without training.

        Raises
        ------
        IndexError
            If it lies before the first update.
        """
        if update < self.first_update:
            raise IndexError(f"update {update} lies before the first one, {self.first_update}")
        return max(self._near(update), key=lambda near: near.update)

    def update(self, number: int) -> Update:
        """Return an update with every number in it; its end need not be finite.

        Raises
        ------
        IndexError, DivergenceError
            As `point` does.
        """
        if self._recent is None or self._recent.before.update != number:
            self._recent = run_update(self.task, self.point(number))
        return self._recent

    def divergence_at(self, number: int) -> DivergenceError | None:
        """Return an error if an update ends in numbers that are not finite."""
        return divergence(self.update(number))

    def _take_recent(self) -> None:
        """Append the update that is looked at, if it is the next one: it need not be run again."""
        recent = self._recent
        if recent is None or recent.before.update != self._last.update:
            return
        if divergence(recent) is None:
            # A copy: the point itself would hold all the other numbers of its update.
            slots = {name: read_only(slot.copy()) for name, slot in recent.after.state.items()}
            after = replace(recent.after, theta=read_only(recent.after.theta.copy()), state=slots)
            self.extend([(recent.recording.loss, after)])

    def _near(self, update: int) -> Iterator[Point]:
        """Yield points at or before one, the nearest among them."""
        after = bisect_right(self._points, update, key=lambda point: point.update)
        yield self._points[after - 1]
        known = [self._last, self._before_last, *([self._recent.after] if self._recent else [])]
        yield from (point for point in known if point.update <= update)

    def _replay(self, point: Point, update: int) -> Point:
        return engine_of(self.task).run(point, update - point.update)[1]

    def _append(self, losses: Array) -> None:
        before, known = len(self._losses), len(self._losses) + len(losses)
        if known > self._room.size:
            self._room = np.concatenate([self._room, np.empty(known)])
        self._room[before:known] = losses
        self._losses = self._room[:known]

    def _thin(self) -> None:
        while len(self._points) > 2 and self.nbytes > self._budget:
            self._stride *= 2
            kept = self._points[:1]
            for point in self._points[1:]:
                if point.update - kept[-1].update >= self._stride:
                    kept.append(point)
            self._points = kept
