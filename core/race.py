"""Many rivals from many starts over one terrain, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.compiled.race import CompiledRace
from core.landscape import Terrain
from core.optimizers.base import Optimizer
from core.rival import Noise, Rival, as_rival

NEVER = -1
NO_NOISE = Noise()
_STEPS_AT_ONCE = 50
_FAR = 1e75  # from where on a fourth power is no number any more
_POINTS_AT_ONCE = 2048  # whose heights are computed within the cache


@dataclass(frozen=True, eq=False)
class Runs:
    """How a race went.

    A run ends where its position or its height is not finite any more; what follows is NaN.

    Attributes
    ----------
    rivals : tuple of Rival
    paths : array (optimizers, steps + 1, ..., 2)
        Where each run was after each step; step 0 is the start.
    heights : array (optimizers, steps + 1, ...)
        How high that is.
    diverged_at : array of int (optimizers, ...)
        The first step that led to no number; `NEVER` where there is none.
    undefined : array of bool (optimizers, ...) or None
        Whether the terrain has no value there, or had no slope before, so that nothing grew too large; None
        where that cannot be.
    """

    rivals: tuple[Rival, ...]
    paths: Array
    heights: Array
    diverged_at: npt.NDArray[np.intp]
    undefined: npt.NDArray[np.bool_] | None = None

    @property
    def optimizers(self) -> tuple[Optimizer, ...]:
        """What each rival steps by."""
        return tuple(rival.optimizer for rival in self.rivals)

    @property
    def steps(self) -> int:
        """The number of steps that were asked for."""
        steps: int = self.heights.shape[1] - 1
        return steps

    def length(self, rival: int, start: tuple[int, ...] = ()) -> int:
        """Return how many points of a run are numbers, the start included."""
        diverged: int = self.diverged_at[(rival, *start)].item()
        return self.steps + 1 if diverged == NEVER else diverged


def run_race(
    terrain: Terrain,
    racers: Sequence[Optimizer | Rival],
    starts: npt.ArrayLike,
    steps: int,
    noise: Noise = NO_NOISE,
) -> Runs:
    """Run every rival from every start.

    Parameters
    ----------
    terrain : Terrain
        A surface or a `core.landscape.Slice`.
    racers : sequence of Optimizer or Rival
        An optimizer alone keeps its learning rate.
    starts : array (..., 2)
        One start, or many.
    steps : int
        Steps of each run.
    noise : Noise
        What is added to the gradients.

    Returns
    -------
    Runs
        Nothing is raised and nothing is warned of where a run diverges.
    """
    return next(runs for runs in race_in_parts(terrain, racers, starts, steps, noise) if runs is not None)


def race_in_parts(
    terrain: Terrain,
    racers: Sequence[Optimizer | Rival],
    starts: npt.ArrayLike,
    steps: int,
    noise: Noise = NO_NOISE,
) -> Iterator[Runs | None]:
    """Run a race as `run_race` does, with a None after every few steps: whoever pulls may stop there."""
    starts = np.asarray(starts, dtype=np.float64)
    rivals = tuple(as_rival(racer) for racer in racers)
    drawn = noise.draw(steps) if noise.spread else None
    with np.errstate(all="ignore"):
        race = CompiledRace(terrain, rivals, starts.reshape(-1, 2), is_noisy=drawn is not None)
    paths = np.empty((len(rivals), steps + 1, *race.places.shape[1:]))
    heights = np.empty((*paths.shape[:2], paths.shape[-1]))
    diverged_at = np.full((len(rivals), paths.shape[-1]), NEVER)
    at_once = min(_STEPS_AT_ONCE, max(1, _POINTS_AT_ONCE // max(1, diverged_at.size)))
    for first in range(0, steps + 1, at_once):
        part = slice(first, min(first + at_once, steps + 1))
        with np.errstate(all="ignore"):
            for step in range(part.start, part.stop):
                paths[:, step] = race.places
                if step < steps:
                    if drawn is not None:
                        race.noise[...] = drawn[step, :, None]
                    race.step()
                else:
                    race.measure()
                heights[:, step] = race.heights
        bad = ~(np.isfinite(heights[:, part]) & np.isfinite(paths[:, part]).all(axis=2))
        if bad.any():
            here = bad.any(axis=1) & (diverged_at == NEVER)
            diverged_at[here] = first + bad.argmax(axis=1)[here]
        yield None
    undefined = np.zeros(diverged_at.shape, dtype=np.bool_)
    for rival, start in np.argwhere(diverged_at != NEVER):
        end = diverged_at[rival, start]
        ended = paths[rival, : end + 1, :, start]
        undefined[rival, start] = _is_undefined(ended, heights[rival, end, start], terrain)
        paths[rival, end:, :, start] = np.nan
        heights[rival, end:, start] = np.nan
    shape = (*heights.shape[:2], *starts.shape[:-1])
    yield Runs(
        rivals,
        paths.swapaxes(2, 3).reshape(*shape, 2),
        heights.reshape(shape),
        diverged_at.reshape(-1, *starts.shape[:-1]),
        undefined.reshape(-1, *starts.shape[:-1]),
    )


def _is_undefined(path: Array, height: float, terrain: Terrain) -> bool:
    """Tell whether the last point of a path is none because the terrain has no value or no slope there.

    Infinities beyond what is worth drawing do not count: they are what overflows; nor do differences of
    infinities, far out.
    """
    place = path[-1]
    if np.isfinite(place).all():
        low, high = np.array(terrain.domain).T
        is_inside = bool(((place >= low) & (place <= high)).all())
        return is_inside or bool(np.isnan(height) and np.abs(place).max() < _FAR)
    return bool(len(path) > 1 and np.isnan(place).any() and np.abs(path[-2]).max() < _FAR)
