"""Optimizers racing through all parameters of a network, and what a plane shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    task = tasks[0]
    whole = NetworkLoss(task.network, task.loss, task.inputs, task.targets, task.regularizer)
    for rival, task in enumerate(tasks):
        for first, places in _path(task, theta, steps):
            losses = whole.value(places)
            is_good = np.isfinite(losses) & np.isfinite(places).all(axis=-1)
            good = len(places) if is_good.all() else int(is_good.argmin())
            thetas[rival, first : first + good] = places[:good]
            heights[rival, first : first + good] = losses[:good]
            yield None
            if good < len(places):
                diverged_at[rival] = first + good
                break
    yield NetworkRuns(thetas, heights, diverged_at)


def _path(task: Task, theta: Array, steps: int) -> Iterator[tuple[int, Array]]:
    """Yield parts of a rival's path, each with the number of its first step."""
    engine, point = engine_of(task), first_point(task, theta)
    for first in range(0, steps + 1, _STEPS_AT_ONCE):
        places = np.empty((min(_STEPS_AT_ONCE, steps + 1 - first), theta.size))
        with np.errstate(all="ignore"):
            for place in places:
                place[...] = point.theta
                _, point = engine.run(point, 1)
        yield first, places
