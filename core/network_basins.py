"""How low a network's loss gets from every point of a plane, and how fast.

Of a network's loss no list of minima is known, and the points where runs end lie off the plane: that two of
them have ended at the same minimum cannot be told. What can is how low each is after its last step, and after
how many steps it was as low as a goal.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.basins import INFINITY, NOWHERE, UNKNOWN
from core.coarse_to_fine import Whole, carried_out, passes, spacing_of
from core.network_loss import NetworkLoss
from core.network_race import loss_of, run_in_stretches
from core.planes import Plane
from core.race import NEVER
from core.task import Task

REACHED = 0
_STARTS_AT_ONCE = 8  # in a part

_Ends = tuple[int, int, float]


@dataclass(frozen=True, eq=False)
class NetworkBasins:
    """What is known of where a runner ends that starts in a plane and moves through all parameters.

    Attributes
    ----------
    xs, ys : array (n,)
        The grid: the start of ``[j, i]`` lies at ``xs[i], ys[j]`` of the plane.
    goal : float
        The loss that is low enough.
    steps : int
        Of each run.
    reached : array of int (n, n)
        `REACHED` if the loss came down to the goal, `NOWHERE` if it did not, `INFINITY` if the run came to a
        number that is not finite, `UNKNOWN` if it has not been run yet.
    arrival : array of int (n, n)
        The step after which the loss was first at the goal or below, or that led to no number; else `steps`.
    heights : array (n, n)
        The loss over all samples after the last step: infinite where there is none, NaN where it is unknown.
    """

    xs: Array
    ys: Array
    goal: float
    steps: int
    reached: Whole
    arrival: Whole
    heights: Array

    @property
    def known(self) -> float:
        """The share of the starts that have been run."""
        return float(np.mean(self.reached != UNKNOWN))

    @property
    def spacing(self) -> int:
        """Every how many-th start along each side is known; 0 while not even the coarsest pass is done."""
        return spacing_of(self.reached != UNKNOWN)

    def shares(self) -> dict[int, float]:
        """Return the share of the known starts of `REACHED`, `NOWHERE` and `INFINITY`."""
        known = self.reached[self.reached != UNKNOWN]
        return {
            end: float(np.mean(known == end)) if known.size else 0.0 for end in (REACHED, NOWHERE, INFINITY)
        }


@dataclass(frozen=True, eq=False)
class _Training:
    """The run from one start, whichever it is; what another process is sent once for every part."""

    task: Task
    plane: Plane
    steps: int
    goal: float

    def ends(self, starts: Array) -> list[_Ends]:
        """Return how the runs from starts ``(m, 2)`` end."""
        *_, found = self.ends_in_parts(starts, loss_of(self.task))
        return found

    def ends_in_parts(self, starts: Array, whole: NetworkLoss) -> Iterator[list[_Ends]]:
        """Yield after every few steps how the runs that are done have ended."""
        found: list[_Ends] = []
        for start in starts:
            for ends in self._run(whole, start):
                found += [] if ends is None else [ends]
                yield found

    def _run(self, whole: NetworkLoss, start: Array) -> Iterator[_Ends | None]:
        """Yield how the run from a start ends, and before that None after every few steps."""
        arrival, height = NEVER, np.inf
        for stretch in run_in_stretches(self.task, whole, self.plane.thetas(start), self.steps):
            low = stretch.heights <= self.goal
            if arrival == NEVER and low.any():
                arrival = stretch.steps.start + int(low.argmax())
            if stretch.diverges:
                yield INFINITY, stretch.steps.stop, np.inf
                return
            height = float(stretch.heights[-1])
            yield None
        yield (NOWHERE, self.steps, height) if arrival == NEVER else (REACHED, arrival, height)


def network_basins_in_parts(
    task: Task, plane: Plane, resolution: int, steps: int, goal: float, executor: Executor | None = None
) -> Iterator[NetworkBasins | None]:
    """Train from a grid of starts, coarse ones first, and yield all that is known after every part.

    Parameters
    ----------
    task : Task
        How the network is trained: each run is the one that `core.network_race` has from that start, to the
        bit.
    plane : Plane
        Whose domain the starts lie in.
    resolution : int
        Starts along each side of the domain, at least 2.
    steps : int
        Of each run.
    goal : float
        The loss that is low enough.
    executor : concurrent.futures.Executor or None
        What runs the parts, as for `core.basins.basins_in_parts`. None runs them here, with a None after
        every few steps: whoever pulls may stop there.
    """
    xs, ys = (np.linspace(*side, resolution) for side in plane.domain)
    shape = (resolution, resolution)
    reached, arrival = np.full(shape, UNKNOWN), np.full(shape, steps)
    heights = np.full(shape, np.nan)
    training = _Training(task, plane, steps, goal)
    for parts in passes(shape, _STARTS_AT_ONCE):
        starts = [np.stack([xs[places % resolution], ys[places // resolution]], axis=-1) for places in parts]
        for done in _carried_out(training, starts, executor):
            if done is None:
                yield None
                continue
            part, ends = done
            for flat, end in zip(parts[part], ends, strict=True):
                reached.flat[flat], arrival.flat[flat], heights.flat[flat] = end
            yield NetworkBasins(xs, ys, goal, steps, reached.copy(), arrival.copy(), heights.copy())


def _carried_out(
    training: _Training, parts: list[Array], executor: Executor | None
) -> Iterator[tuple[int, list[_Ends]] | None]:
    """Yield how each part ended, with its place, as it comes."""
    if executor is not None:
        yield from carried_out(training.ends, parts, executor)
        return
    whole = loss_of(training.task)
    for place, starts in enumerate(parts):
        for ends in training.ends_in_parts(starts, whole):
            yield (place, ends) if len(ends) == len(starts) else None
