"""Training that can go back: checkpoints within a memory budget, and replay from the nearest.

Every update is a pure function of the point before it, so a replayed number is the recorded one to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from core.arrays import Array
from core.training import DivergenceError, Point, Task, Update, divergence, run_update

DEFAULT_BUDGET = 256 * 2**20


def train(task: Task, point: Point) -> Iterator[tuple[float, Point]]:
    """Yield the loss of each update and the point after it, without end.

    Raises
    ------
    DivergenceError
        At the first update with a number that is not finite; the point before it is the last good one.
    """
    while True:
        update = run_update(task, point)
        error = divergence(task, update)
        if error:
            raise error
        point = update.after
        yield update.recording.loss, point


class History:
    """One stretch of training under one task.

    Parameters
    ----------
    task : Task
    first : Point
        Where it begins; never thinned out.
    budget : int
        Bytes that the checkpoints may take.
    """

    def __init__(self, task: Task, first: Point, budget: int = DEFAULT_BUDGET) -> None:
        self.task = task
        self.first = first
        self._budget = budget
        self._stride = 1
        self._points = {first.update: first}
        self._losses = np.empty(1024)
        self._known = 0
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
    def losses(self) -> Array:
        """The loss of every update done, counted from `first_update`."""
        return self._losses[: self._known]

    def extend(self, progress: Iterable[tuple[float, Point]]) -> None:
        """Append updates that were run from `last` on."""
        for loss, point in progress:
            self._append(loss)
            self._before_last, self._last = self._last, point
            if (point.update - self.first_update) % self._stride == 0:
                self._points[point.update] = point
                self._thin(self._budget)

    def thin_out(self, budget: int) -> None:
        """Give memory back: keep checkpoints of this many bytes, and no update's numbers."""
        self._recent = None
        self._thin(budget)

    def point(self, update: int) -> Point:
        """Return the point before `update`, replayed from the nearest checkpoint.

        Raises
        ------
        IndexError
            If it lies before the first update.
        DivergenceError
            If training does not get there.
        """
        if update < self.first_update:
            raise IndexError(f"update {update} lies before the first one, {self.first_update}")
        if update > self._last.update:
            self.extend(_take(train(self.task, self._last), update - self._last.update))
        for point in (self._last, self._before_last):
            if point.update == update:
                return point
        if self._recent and self._recent.after.update == update:
            return self._recent.after
        point = self._points[update - (update - self.first_update) % self._stride]
        while point.update < update:
            point = run_update(self.task, point).after
        return point

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
        """Return what is not finite in an update, if anything is."""
        return divergence(self.task, self.update(number))

    def _append(self, loss: float) -> None:
        if self._known == self._losses.size:
            self._losses = np.concatenate([self._losses, np.empty(self._losses.size)])
        self._losses[self._known] = loss
        self._known += 1

    def _thin(self, budget: int) -> None:
        while len(self._points) > 2 and len(self._points) * self.first.nbytes > budget:
            self._stride *= 2
            self._points = {
                number: point
                for number, point in self._points.items()
                if (number - self.first_update) % self._stride == 0
            }


def _take(progress: Iterator[tuple[float, Point]], count: int) -> Iterator[tuple[float, Point]]:
    for _ in range(count):
        yield next(progress)
