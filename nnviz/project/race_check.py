"""What a race may be."""

from __future__ import annotations

import math

from nnviz.project.errors import ProjectError
from nnviz.project.race_spec import PlaneSpec, RaceSpec
from nnviz.project.ranges import LARGEST_SEED, whole

MOST_STEPS = 100_000
MOST_RUNNERS = 24
MOST_STARTS = 64
MOST_LOOKS = 9  # colours, dashes and symbols of every style


def check_race(race: RaceSpec, parameters: int) -> None:
    """Accept a race that can be run on a network of so many parameters.

    Raises
    ------
    ProjectError
        With the place and the reason of the first thing that is wrong.
    """
    if len(race.runners) > MOST_RUNNERS:
        raise ProjectError("race.optimizers", f"at most {MOST_RUNNERS} can race, got {len(race.runners)}")
    for position, runner in enumerate(race.runners):
        for name in ("colour", "dash", "symbol"):
            chosen = getattr(runner.look, name)
            if chosen is not None:
                whole(f"race.optimizers[{position}].look.{name}", chosen, 0, MOST_LOOKS - 1)
    if len(race.starts) > MOST_STARTS:
        raise ProjectError("race.starts", f"at most {MOST_STARTS} are possible, got {len(race.starts)}")
    for position, start in enumerate(race.starts):
        if not all(map(math.isfinite, start)):
            raise ProjectError(f"race.starts[{position}]", "expected two finite numbers")
    whole("race.steps", race.steps, 1, MOST_STEPS)
    if not 0 <= race.noise.spread < math.inf:
        raise ProjectError("race.noise.spread", f"expected a number from 0, got {race.noise.spread}")
    whole("race.noise.seed", race.noise.seed, 0, LARGEST_SEED)
    whole("race.batch_size", race.batch_size, 0, LARGEST_SEED)
    _check_plane(race.plane, parameters, len(race.runners))


def _check_plane(plane: PlaneSpec, parameters: int, runners: int) -> None:
    for position, axis in enumerate(plane.axes):
        whole(f"race.axes[{position}]", axis, 0, parameters - 1)
    if plane.axes[0] == plane.axes[1]:
        raise ProjectError("race.axes", f"expected two different parameters, got {plane.axes[0]} twice")
    whole("race.plane.seed", plane.seed, 0, LARGEST_SEED)
    whole("race.plane.runner", plane.runner, 0, max(runners - 1, 0))
