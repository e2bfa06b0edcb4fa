"""The step of a runner that is looked at, in slow motion."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from core.landscape import Slice
from core.parameter_steps import ParameterSteps
from core.race import NEVER
from core.rival_step import RivalStep, RivalSteps
from nnviz.project.model import Project
from nnviz.project.race_spec import RaceSpec
from nnviz.race import Race
from nnviz.race_run import task_of


class Steps(Protocol):
    """The steps of one runner, each with its numbers."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int) -> RivalStep: ...


def steps_of(project: Project, spec: RaceSpec, race: Race, rival: int) -> Steps | None:
    """Return the steps of a rival from the first start.

    None where no two axes are parameters: on a plane of random directions or along a path.
    """
    if not isinstance(race.terrain, Slice):
        return RivalSteps(race.terrain, race.runs, rival, spec.noise)
    plane = race.terrain.plane
    if plane.axes is None:
        return None
    diverged_at = int(race.runs.diverged_at[rival])
    steps = race.runs.steps if diverged_at == NEVER else diverged_at
    theta = plane.thetas(np.array(race.starts[0]))
    return ParameterSteps(task_of(project, spec, race.runners[rival]), theta, plane.axes, steps)
