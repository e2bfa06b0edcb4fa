"""Many optimizers from many starts over one terrain, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.landscape import Terrain
from core.optimizers.base import Optimizer

NEVER = -1
_STEPS_AT_ONCE = 50


@dataclass(frozen=True, eq=False)
class Runs:
    """How a race went.

    A run ends where its position or its height is not finite any more; what follows is NaN.

    Attributes
    ----------
    optimizers : tuple of Optimizer
    paths : array (optimizers, steps + 1, ..., 2)
        Where each run was after each step; step 0 is the start.
    heights : array (optimizers, steps + 1, ...)
        How high that is.
    diverged_at : array of int (optimizers, ...)
        The first step that led to no number; `NEVER` where there is none.
    """

    optimizers: tuple[Optimizer, ...]
    paths: Array
    heights: Array
    diverged_at: npt.NDArray[np.intp]

    @property
    def steps(self) -> int:
        """The number of steps that were asked for."""
        steps: int = self.heights.shape[1] - 1
        return steps

    def length(self, rival: int, start: tuple[int, ...] = ()) -> int:
        """Return how many points of a run are numbers, the start included."""
        diverged: int = self.diverged_at[(rival, *start)].item()
        return self.steps + 1 if diverged == NEVER else diverged


def run_race(terrain: Terrain, optimizers: Sequence[Optimizer], starts: npt.ArrayLike, steps: int) -> Runs:
    """Run every optimizer from every start.

    Parameters
    ----------
    terrain : Terrain
        A surface or a `core.landscape.Slice`.
    starts : array (..., 2)
        One start, or many.
    steps : int
        Steps of each run.

    Returns
    -------
    Runs
        Nothing is raised and nothing is warned of where a run diverges.
    """
    return next(runs for runs in race_in_parts(terrain, optimizers, starts, steps) if runs is not None)


def race_in_parts(
    terrain: Terrain, optimizers: Sequence[Optimizer], starts: npt.ArrayLike, steps: int
) -> Iterator[Runs | None]:
    """Run a race as `run_race` does, with a None after every few steps: whoever pulls may stop there."""
    starts = np.asarray(starts, dtype=np.float64)
    theta = np.broadcast_to(starts, (len(optimizers), *starts.shape)).copy()
    states = [optimizer.init(own) for optimizer, own in zip(optimizers, theta, strict=True)]
    paths = np.empty((len(optimizers), steps + 1, *starts.shape))
    heights = np.empty(paths.shape[:-1])
    paths[:, 0] = theta
    for first in range(0, steps + 1, _STEPS_AT_ONCE):
        part = range(max(first, 1), min(first + _STEPS_AT_ONCE, steps + 1))
        with np.errstate(all="ignore"):
            for step in part:
                slopes = np.stack(terrain.gradient(theta[..., 0], theta[..., 1]), axis=-1)
                for rival, optimizer in enumerate(optimizers):
                    theta[rival], states[rival] = optimizer.update(
                        slopes[rival], states[rival], theta[rival], step
                    )
                paths[:, step] = theta
            done = paths[:, first : part.stop]
            heights[:, first : part.stop] = terrain.value(done[..., 0], done[..., 1])
        yield None
    yield _cut(tuple(optimizers), paths, heights)


def _cut(optimizers: tuple[Optimizer, ...], paths: Array, heights: Array) -> Runs:
    """End every run before its first number that is none."""
    bad = ~(np.isfinite(heights) & np.isfinite(paths).all(axis=-1))
    bad = np.logical_or.accumulate(bad, axis=1)
    paths[bad] = np.nan
    heights[bad] = np.nan
    diverged_at = np.where(bad.any(axis=1), bad.argmax(axis=1), NEVER)
    return Runs(optimizers, paths, heights, diverged_at)
