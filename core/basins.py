"""Which minimum a rival reaches from every point of a grid, and how fast."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from core.arrays import Array
from core.coarse_to_fine import Whole, carried_out, passes, spacing_of
from core.landscape import Terrain
from core.minima import minima_of
from core.optimizers.base import Optimizer
from core.race import NEVER, run_race
from core.rival import Rival, as_rival

NOWHERE, INFINITY, UNKNOWN = -1, -2, -3
_STARTS_AT_ONCE = 2048  # a part: their race stays within the cache
_NEAR = 0.01  # of the domain's shorter side


@dataclass(frozen=True, eq=False)
class Basins:
    """What is known of where a rival ends.

    Attributes
    ----------
    rival : Rival
    xs, ys : array (n,)
        The grid: the start of ``[j, i]`` lies at ``xs[i], ys[j]``.
    minima : array (k, 2)
    near : float
        A run is at a minimum when it is no farther from it than this.
    steps : int
        Of each run.
    reached : array of int (n, n)
        The minimum where a run ended, by its place in `minima`; `NOWHERE` if it ended elsewhere, `INFINITY`
        if it came to a number that is not finite, `UNKNOWN` if it has not been run yet.
    arrival : array of int (n, n)
        The step from which on a run stayed near its minimum, or that led to no number; else `steps`.
    """

    rival: Rival
    xs: Array
    ys: Array
    minima: Array
    near: float
    steps: int
    reached: Whole
    arrival: Whole

    @property
    def known(self) -> float:
        """The share of the starts that have been run."""
        return float(np.mean(self.reached != UNKNOWN))

    @property
    def spacing(self) -> int:
        """Every how many-th start along each side is known; 0 while not even the coarsest pass is done."""
        return spacing_of(self.reached != UNKNOWN)

    def shares(self) -> dict[int, float]:
        """Return the share of the known starts that reach each minimum, `NOWHERE` and `INFINITY`."""
        known = self.reached[self.reached != UNKNOWN]
        ends = (*range(len(self.minima)), NOWHERE, INFINITY)
        return {end: float(np.mean(known == end)) if known.size else 0.0 for end in ends}


@dataclass(frozen=True, eq=False)
class _Race:
    """The run from one start, whichever it is; what another process is sent once for every part."""

    terrain: Terrain
    rival: Rival
    steps: int
    minima: Array
    near: float

    def ends(self, starts: Array) -> tuple[Whole, Whole]:
        """Return `Basins.reached` and `Basins.arrival` of starts ``(m, 2)``."""
        runs = run_race(self.terrain, [self.rival], starts, self.steps)
        path, diverged_at = runs.paths[0], runs.diverged_at[0]
        reached = np.where(diverged_at == NEVER, NOWHERE, INFINITY)
        arrival = np.where(diverged_at == NEVER, self.steps, diverged_at)
        for minimum, place in enumerate(self.minima):
            is_here = np.hypot(*(path[-1] - place).T) <= self.near  # NaN is nowhere
            way = path[:, is_here] - place
            is_away = np.hypot(way[..., 0], way[..., 1])[::-1] > self.near
            reached[is_here] = minimum
            arrival[is_here] = np.where(is_away.any(axis=0), self.steps + 1 - is_away.argmax(axis=0), 0)
        return reached, arrival


def basins(terrain: Terrain, racer: Optimizer | Rival, resolution: int, steps: int) -> Basins:
    """Return where a rival ends from each of `resolution` by `resolution` starts, the rim included."""
    return list(basins_in_parts(terrain, racer, resolution, steps))[-1]


def basins_in_parts(
    terrain: Terrain, racer: Optimizer | Rival, resolution: int, steps: int, executor: Executor | None = None
) -> Iterator[Basins]:
    """Find the basins from coarse to fine, and yield all that is known after every part.

    Parameters
    ----------
    terrain : Terrain
    racer : Optimizer or Rival
        An optimizer alone keeps its learning rate.
    resolution : int
        Starts along each side of the terrain's domain, at least 2.
    steps : int
        Of each run.
    executor : concurrent.futures.Executor or None
        What runs the parts: threads, processes, a cluster; None runs them here. The parts are the same for
        all of them, and so are the numbers, to the bit. Closing the iterator cancels what has not begun.
    """
    xs, ys = (np.linspace(*side, resolution) for side in terrain.domain)
    rival, minima = as_rival(racer), minima_of(terrain)
    near = _near(terrain, minima)
    reached = np.full(resolution * resolution, UNKNOWN)
    arrival = np.full(resolution * resolution, steps)

    race = _Race(terrain, rival, steps, minima, near)
    for parts in passes((resolution, resolution), _STARTS_AT_ONCE):
        for places, (ends, times) in _carried_out(race, xs, ys, parts, executor):
            reached[places], arrival[places] = ends, times
            grids = (numbers.reshape(resolution, resolution).copy() for numbers in (reached, arrival))
            yield Basins(rival, xs, ys, minima, near, steps, *grids)


def _carried_out(
    race: _Race, xs: Array, ys: Array, parts: list[Whole], executor: Executor | None
) -> Iterator[tuple[Whole, tuple[Whole, Whole]]]:
    """Yield the places of each part with how they ended, as they come."""
    starts = [np.stack([xs[places % len(xs)], ys[places // len(xs)]], axis=-1) for places in parts]
    if executor is None:
        for places, own in zip(parts, starts, strict=True):
            yield places, race.ends(own)
        return
    for part, ends in carried_out(race.ends, starts, executor):
        yield parts[part], ends


def _near(terrain: Terrain, minima: Array) -> float:
    """Return how near counts as reached: so that no place is near two minima."""
    (left, right), (bottom, top) = terrain.domain
    apart = [float(np.hypot(*(a - b))) for a, b in combinations(minima, 2)]
    return min([_NEAR * min(right - left, top - bottom), *(distance / 2 for distance in apart)])
