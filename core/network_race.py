"""Optimizers racing through all parameters of a network, and what a plane shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.network_loss import NetworkLoss
from core.planes import Plane
from core.race import NEVER
from core.task import Task, first_point
from core.training import engine_of

LARGEST = 2**30  # bytes of all paths together
_STEPS_AT_ONCE = 64
_AXIS_POINTS = 400  # of a path: what its principal axes take grows with the square of their number


@dataclass(frozen=True, eq=False)
class NetworkRuns:
    """How a race through all parameters went.

    A run ends where its parameters or its loss are not finite any more; what follows is NaN.

    Attributes
    ----------
    thetas : array (rivals, steps + 1, parameters)
        Where each run was after each step; step 0 is the start.
    heights : array (rivals, steps + 1)
        The loss over all samples there.
    diverged_at : array of int (rivals,)
        The first step that led to no number; `core.race.NEVER` where there is none.
    """

    thetas: Array
    heights: Array
    diverged_at: npt.NDArray[np.intp]

    def on(self, plane: Plane) -> tuple[Array, Array]:
        """Return what a plane shows of the paths.

        Returns
        -------
        points : array (rivals, steps + 1, 2)
            The places of the plane that the paths are nearest to.
        distances : array (rivals, steps + 1)
            How far off the plane the paths are there.
        """
        return plane.coordinates(self.thetas), plane.distances(self.thetas)

    def points_of(self, rival: int) -> Array:
        """Return points of one run, evenly over its steps, for `core.planes.through_path`."""
        length = self.thetas.shape[1] if self.diverged_at[rival] == NEVER else int(self.diverged_at[rival])
        chosen = np.unique(np.linspace(0, length - 1, _AXIS_POINTS).astype(np.intp))
        points: Array = self.thetas[rival, chosen]
        return points


def memory_of(parameters: int, rivals: int, steps: int) -> int:
    """Return the bytes that a race's paths take."""
    return 8 * parameters * rivals * (steps + 1)


def network_race_in_parts(tasks: Sequence[Task], theta: Array, steps: int) -> Iterator[NetworkRuns | None]:
    """Train a network by several tasks from the same parameters, with a None after every few steps.

    Parameters
    ----------
    tasks : sequence of Task
        One per rival: they differ in their optimizer and schedule, and train the same network on the same
        samples. With a batch smaller than these the gradient is a noisy one, and the same seed gives every
        rival the same batches.
    theta : array (parameters,)
        Where all start.
    steps : int
        Of every rival.

    Raises
    ------
    ValueError
        If the paths would take more memory than `LARGEST`.
    """
    size = memory_of(theta.size, len(tasks), steps)
    if size > LARGEST:
        raise ValueError(
            f"the paths would take {size / 2**30:.1f} GiB, and {LARGEST / 2**30:.0f} GiB is the most: "
            f"choose fewer steps or fewer rivals"
        )
    thetas = np.full((len(tasks), steps + 1, theta.size), np.nan)
    heights = np.full((len(tasks), steps + 1), np.nan)
    diverged_at = np.full(len(tasks), NEVER)
    whole = loss_of(tasks[0])
    for rival, task in enumerate(tasks):
        for stretch in run_in_stretches(task, whole, theta, steps):
            thetas[rival, stretch.steps] = stretch.thetas
            heights[rival, stretch.steps] = stretch.heights
            if stretch.diverges:
                diverged_at[rival] = stretch.steps.stop
            yield None
    yield NetworkRuns(thetas, heights, diverged_at)


class Stretch(NamedTuple):
    """A few steps of one run, as far as its numbers are finite.

    Attributes
    ----------
    steps : slice
        Which; 0 is the start.
    thetas : array (steps, parameters)
        Where the run was after each step, to be copied before the next stretch is asked for.
    heights : array (steps,)
        The loss over all samples there.
    diverges : bool
        Whether the step after these leads to no number: it is the last stretch then.
    """

    steps: slice
    thetas: Array
    heights: Array
    diverges: bool


def loss_of(task: Task) -> NetworkLoss:
    """Return the loss over all samples of a task, which is what its runs are seen by."""
    return NetworkLoss(task.network, task.loss, task.inputs, task.targets, task.regularizer)


def run_in_stretches(task: Task, whole: NetworkLoss, theta: Array, steps: int) -> Iterator[Stretch]:
    """Train by one task from some parameters, until its steps are done or it diverges.

    Parameters
    ----------
    task : Task
    whole : NetworkLoss
        That of `loss_of`; compiled once, where many runs are given the same.
    theta : array (parameters,)
    steps : int
    """
    engine, point = engine_of(task), first_point(task, theta)
    # Always as many places, so that the loss at them is compiled once: of the last stretch some are old.
    places = np.empty((min(_STEPS_AT_ONCE, steps + 1), theta.size))
    for first in range(0, steps + 1, len(places)):
        count = min(len(places), steps + 1 - first)
        with np.errstate(all="ignore"):
            for place in places[:count]:
                place[...] = point.theta
                _, point = engine.run(point, 1)
        losses = whole.value(places)[:count]
        is_good = np.isfinite(losses) & np.isfinite(places[:count]).all(axis=-1)
        good = count if is_good.all() else int(is_good.argmin())
        yield Stretch(slice(first, first + good), places[:good], losses[:good], good < count)
        if good < count:
            return
