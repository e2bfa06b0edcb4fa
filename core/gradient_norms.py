"""How long each layer's gradient was in the updates done: a few of them, evenly spaced, done again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.past_updates import read_again
from core.statistics import layer_norms
from core.training import Point, Task

MOST_UPDATES = 60  # as many points as a plot needs; doing them again takes a fraction of a second


def gradient_norms(task: Task, updates: Iterable[tuple[int, Point]]) -> Iterator[tuple[int, Array] | None]:
    """Do updates again and yield the number of each with `core.statistics.layer_norms`.

    Parameters and what it yields are those of `core.past_updates.read_again`.
    """
    return read_again(task, updates, lambda update: layer_norms(task.network, update.recording.gradient))


@dataclass(frozen=True, eq=False)
class NormCurve:
    """The norms of some updates.

    Attributes
    ----------
    updates : array of float (n,)
        Their numbers, increasing.
    norms : array (n, depth)
        A row as `core.statistics.layer_norms` gives it.
    distance : int
        How far apart the chosen updates are; 1 where all are there.
    """

    updates: Array
    norms: Array
    distance: int = 1

    def with_update(self, number: int, norms: Array) -> NormCurve:
        """Return the curve with one more update, or with new norms for one that it has."""
        place = int(np.searchsorted(self.updates, number))
        after = place + int(number in self.updates[place : place + 1])
        return NormCurve(
            np.concatenate([self.updates[:place], [number], self.updates[after:]]),
            np.concatenate([self.norms[:place], [norms], self.norms[after:]]),
            self.distance,
        )


def norm_curve(depth: int, chosen: range, known: Mapping[int, Array]) -> NormCurve:
    """Return the curve of those of the chosen updates whose norms are known."""
    updates = [update for update in chosen if update in known]
    norms = np.array([known[update] for update in updates]).reshape(len(updates), depth)
    return NormCurve(np.array(updates, float), norms, chosen.step)
