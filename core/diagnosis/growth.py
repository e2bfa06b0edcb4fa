"""How loss, parameters and gradient grew over the last updates before training diverged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.task import Point, Task
from core.training import Update, run_update

QUANTITIES = ("loss", "parameters", "gradient", "step")


@dataclass(frozen=True, eq=False)
class Growth:
    """Sizes over a row of updates, all of which ended well.

    Attributes
    ----------
    updates : array (n,)
        Their numbers.
    sizes : mapping of str to array (n,)
        By `QUANTITIES`: the loss, and the lengths of theta before the update, of its gradient, and of the
        change of theta.
    """

    updates: Array
    sizes: Mapping[str, Array]

    def factor(self, quantity: str) -> float | None:
        """Return the mean factor from one update to the next; None with fewer than two, or from 0 on."""
        sizes = self.sizes[quantity]
        if len(sizes) < 2 or not sizes[0] > 0:
            return None
        with np.errstate(all="ignore"):
            return float(np.exp((np.log(sizes[-1]) - np.log(sizes[0])) / (len(sizes) - 1)))


def measure_growth(task: Task, first: Point, end: int) -> Growth:
    """Do the updates from a point up to, and without, number `end` again, and return how large they were."""
    updates = list(_updates(task, first, end))
    sizes = {
        "loss": [update.recording.loss for update in updates],
        "parameters": [length(update.before.theta) for update in updates],
        "gradient": [length(update.recording.gradient) for update in updates],
        "step": [length(update.after.theta - update.before.theta) for update in updates],
    }
    numbers = np.array([float(update.before.update) for update in updates])
    return Growth(numbers, {name: np.array(values) for name, values in sizes.items()})


def length(vector: Array) -> float:
    """Return the Euclidean length, also where the squares are no numbers."""
    largest = float(np.abs(vector).max(initial=0.0))
    if not largest or not np.isfinite(largest):
        return largest
    return largest * float(np.linalg.norm(vector / largest))


def _updates(task: Task, point: Point, end: int) -> Iterator[Update]:
    while point.update < end:
        update = run_update(task, point)
        yield update
        point = update.after
