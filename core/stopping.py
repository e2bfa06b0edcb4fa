"""Training until a stop condition holds.

A condition is looked at where an epoch ends, and training stops at that very update: however training is cut
into stretches, it stops at the same place. A run knows nothing of what was before it, so that one can go on
after a stop.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.arrays import Array
from core.datasets.base import Samples
from core.history import stretches
from core.passes import loss_value
from core.stops.base import Stop
from core.stops.none import Never
from core.training import Point, Task, engine_of

_NEVER = Never()
_NOTHING = np.empty(0)
_LEAST_UPDATES = 50  # between two looks at the test loss


class Run:
    """A stretch of training from a point on; iterating over it trains, as `core.history.stretches` does.

    Parameters
    ----------
    task : Task
    point : Point
        Where it begins.
    updates : int or None
        How many at most; None goes on without end.
    stop : Stop
        Ends it before.
    test : Samples or None
        What a condition looks at that is `of_test`.
    before : array
        The losses of the updates just before `point`, as far as they are known. The last full epoch among
        them is what the run begins with; without one, it is the loss of all samples.

    Attributes
    ----------
    reason : str
        Why the stop condition ended the run, a sentence without its full stop; empty while it has not.

    Raises
    ------
    ValueError
        If the condition needs test samples and there are none.
    DivergenceError
        While iterating, as `stretches` does.
    """

    def __init__(
        self,
        task: Task,
        point: Point,
        updates: int | None = None,
        stop: Stop = _NEVER,
        test: Samples | None = None,
        before: Array = _NOTHING,
    ) -> None:
        if stop.of_test and not test:
            raise ValueError(f"{stop.label} needs test samples")
        self.reason = ""
        self._task = task
        self._first = point
        self._end = None if updates is None else point.update + updates
        self._stop = stop
        self._test = test
        self._before = before

    def __iter__(self) -> Iterator[tuple[Array, Point]]:
        """Yield now and then the losses of the updates done since and the point reached."""
        if isinstance(self._stop, Never):
            return stretches(self._task, self._first, self._updates_from(self._first))
        return self._until_test_loss() if self._stop.of_test else self._until_mean_loss()

    def _until_mean_loss(self) -> Iterator[tuple[Array, Point]]:
        memory = self._stop.start(self._mean_before())
        point, open_epoch = self._first, _NOTHING
        skipped = _to_epoch_end(self._task, point) if point.position else 0
        size = self._task.updates_per_epoch
        for losses, after in stretches(self._task, point, self._updates_from(point)):
            begun = len(open_epoch)
            known = np.concatenate([open_epoch, losses[skipped:]])
            epochs = known[: len(known) // size * size].reshape(-1, size)
            for number, mean in enumerate(epochs.mean(axis=1).tolist(), 1):
                memory = self._stop.look(memory, mean, 1)
                if self._stop.holds(memory):
                    yield self._cut(point, losses, after, skipped + number * size - begun)
                    self.reason = self._stop.reason(memory)
                    return
            yield losses, after
            point, open_epoch = after, known[epochs.size :]
            skipped = max(0, skipped - len(losses))

    def _mean_before(self) -> float:
        """Return the mean loss of the last epoch, or of what stands for it where that is not known."""
        begun = -(-self._first.position // self._task.batch_size)
        ended, size = self._before[: len(self._before) - begun], self._task.updates_per_epoch
        return float(ended[-size:].mean()) if len(ended) >= size else self._loss_at(self._first)

    def _cut(self, point: Point, losses: Array, after: Point, updates: int) -> tuple[Array, Point]:
        """Return the first updates of a stretch that begins at a point, done anew if they are not all."""
        if updates == len(losses):
            return losses, after
        return engine_of(self._task).run(point, updates)

    def _until_test_loss(self) -> Iterator[tuple[Array, Point]]:
        memory = self._stop.start(self._loss_at(self._first))
        point, between = self._first, self._epochs_between()
        ahead = _to_epoch_end(self._task, point) if point.position else 0
        while True:
            ahead += between * self._task.updates_per_epoch
            left = self._updates_from(point)
            for losses, after in stretches(self._task, point, ahead if left is None else min(ahead, left)):
                yield losses, after
                point = after
            if left is not None and left < ahead:
                return
            memory, ahead = self._stop.look(memory, self._loss_at(point), between), 0
            if self._stop.holds(memory):
                self.reason = self._stop.reason(memory)
                return

    def _epochs_between(self) -> int:
        """Return how many epochs lie between two looks at the test loss, which cost as much as an update."""
        fewest = -(-_LEAST_UPDATES // self._task.updates_per_epoch)
        return max(self._stop.epochs_between, fewest)

    def _loss_at(self, point: Point) -> float:
        """Return the loss of all samples that the condition looks at."""
        task = self._task
        looked_at = self._test if self._stop.of_test and self._test else task
        inputs, targets = looked_at.inputs, looked_at.targets
        with np.errstate(all="ignore"):
            return float(loss_value(task.network, task.loss, point.theta, inputs, targets))

    def _updates_from(self, point: Point) -> int | None:
        return None if self._end is None else self._end - point.update


def _to_epoch_end(task: Task, point: Point) -> int:
    """Return how many updates are left of the epoch that a point lies in."""
    return -(-(task.samples - point.position) // task.batch_size)


def updates_until(task: Task, point: Point, epochs: int) -> int:
    """Return how many updates it takes to end this many epochs, the one that the point lies in first."""
    if epochs == 0:
        return 0
    return _to_epoch_end(task, point) + (epochs - 1) * task.updates_per_epoch
