"""The loss of the test samples along a history: no number of the training, so it is worked out beside it."""

from __future__ import annotations

import math
import time

import numpy as np

from core.arrays import Array
from core.history import History, stretch_length
from core.passes import loss_value
from core.training import Point, engine_of
from nnviz.project.model import Project

MOST_POINTS = 60
_QUICK_WORK = 2_000_000  # samples times parameters: about two milliseconds


class HeldOutLoss:
    """Looks at the test loss at evenly spaced updates, each time at those alone that are new.

    The updates are the multiples of a power of two, counted from the first, so that a longer history
    goes on with what is known.

    Parameters
    ----------
    project : Project
        Has test samples.
    history : History
        Of this project.
    """

    def __init__(self, project: Project, history: History) -> None:
        self._network, self._loss = project.network.network, project.loss
        self._samples = project.test_samples
        self._history = history
        self._known: dict[int, tuple[int, float]] = {}  # by the update that was wanted
        self._reached = history.first  # by the last replay: the next one goes on from there

    @property
    def is_quick(self) -> bool:
        """Whether a single look is a matter of a few milliseconds."""
        return len(self._samples) * self._network.parameter_count <= _QUICK_WORK

    @property
    def is_complete(self) -> bool:
        """Whether every point was looked at."""
        return all(wanted in self._known for wanted in self._wanted())

    def advance(self, seconds: float = math.inf) -> None:
        """Look at one point that is missing, and at more while there is time."""
        deadline = time.perf_counter() + seconds
        for wanted in self._wanted():
            if wanted not in self._known:
                self._known[wanted] = self._look(wanted)
                if time.perf_counter() > deadline:
                    return

    def known(self) -> tuple[Array, Array]:
        """Return the updates that were looked at, and the loss of the test samples before each of them."""
        pairs = [self._known[wanted] for wanted in self._wanted() if wanted in self._known]
        updates, losses = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
        return updates, losses

    def _wanted(self) -> range:
        first, last = self._history.first_update, self._history.last.update
        stride = 1
        while (last - first) // stride >= MOST_POINTS:
            stride *= 2
        return range(first, last + 1, stride)

    def _look(self, wanted: int) -> tuple[int, float]:
        point = self._point(wanted)
        with np.errstate(all="ignore"):
            inputs, targets = self._samples.inputs, self._samples.targets
            value = loss_value(self._network, self._loss, point.theta, inputs, targets)
        return point.update, float(value)

    def _point(self, wanted: int) -> Point:
        """Return the point before an update or, if only a long replay leads there, one not far before it."""
        task, near = self._history.task, self._history.nearest(wanted)
        if near.update < self._reached.update <= wanted:
            near = self._reached
        missing = wanted - near.update
        if 0 < missing <= stretch_length(task):
            near = engine_of(task).run(near, missing)[1]
        self._reached = near
        return near
