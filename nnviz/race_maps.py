"""What the maps of basins and of sensitivity are asked: values that are compared, and find their answers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.basins import Basins, basins_in_parts
from core.landscape import Slice
from core.network_basins import NetworkBasins, network_basins_in_parts
from core.network_sensitivity import network_sensitivity_in_parts
from core.planes import Plane
from core.rival import Rival
from core.sensitivity import Sensitivity, sensitivity_in_parts
from core.surfaces.base import Surface
from core.task import Task
from nnviz.project.model import Project, Vector
from nnviz.project.race_spec import Place, RaceSpec, Runner
from nnviz.race import known_terrain, race_starts, race_terrain
from nnviz.race_run import first_of, task_of
from nnviz.sensitivity_grid import NETWORK_POINTS, POINTS, grid_of

SURFACE_STARTS, NETWORK_STARTS = 300, 41  # along each side of a map of basins
_GOAL_SHARE = 0.1


@dataclass(frozen=True)
class Training:
    """How a runner trains a network, apart from where it starts."""

    project: Project
    spec: RaceSpec

    @classmethod
    def of(cls, project: Project, spec: RaceSpec, rival: Rival) -> Training:
        """Return a rival's, without all of project and race that makes no difference to it."""
        bare = replace(project, race=None, functions=None, state=None, breakpoints=(), watches=(), notes="")
        course = RaceSpec(
            None, (Runner(rival),), steps=spec.steps, noise=replace(spec.noise, spread=0.0),
            batch_size=spec.batch_size,
        )  # fmt: skip
        return cls(bare, course)

    @cached_property
    def task(self) -> Task:
        """What `core` trains by."""
        return task_of(self.project, self.spec, self.spec.runners[0])

    @property
    def rival(self) -> Rival:
        """Who trains."""
        return self.spec.runners[0].rival


@dataclass(frozen=True)
class SurfaceBasins:
    """Which minimum of a surface a rival reaches from every start."""

    surface: Surface
    rival: Rival
    steps: int

    def parts(self, resolution: int = SURFACE_STARTS) -> Iterator[Basins]:
        """Find the answer, from coarse to fine."""
        return basins_in_parts(self.surface, self.rival, resolution, self.steps)


@dataclass(frozen=True)
class LossBasins:
    """How low a network's loss gets from every point of a plane, and how fast it gets to a goal."""

    training: Training
    origin: Vector
    directions: Vector
    domain: tuple[tuple[float, float], tuple[float, float]]
    goal: float

    @classmethod
    def of(cls, training: Training, plane: Plane, goal: float) -> LossBasins:
        """Return the question for a plane."""
        return cls(training, Vector(plane.origin), Vector(plane.directions), plane.domain, goal)

    def parts(
        self, resolution: int = NETWORK_STARTS, executor: Executor | None = None
    ) -> Iterator[NetworkBasins | None]:
        """Find the answer, from coarse to fine; a None says that it goes on."""
        directions = self.directions.array.reshape(2, -1)
        plane = Plane(self.origin.array, directions, self.domain)
        task, steps = self.training.task, self.training.spec.steps
        return network_basins_in_parts(task, plane, resolution, steps, self.goal, executor)


@dataclass(frozen=True)
class SurfaceSensitivity:
    """How high a rival ends on a surface, over its learning rate and another hyperparameter."""

    surface: Surface
    rival: Rival
    start: Place
    steps: int
    name: str

    def parts(self) -> Iterator[Sensitivity]:
        """Find the answer, from coarse to fine."""
        grid = grid_of(self.rival.optimizer, self.name, POINTS)
        return sensitivity_in_parts(self.surface, self.rival, self.start, self.steps, grid)


@dataclass(frozen=True)
class LossSensitivity:
    """How low a network's loss gets, over a rival's learning rate and another hyperparameter."""

    training: Training
    theta: Vector
    name: str

    @property
    def rival(self) -> Rival:
        """Who trains."""
        return self.training.rival

    def parts(self) -> Iterator[Sensitivity | None]:
        """Find the answer, from coarse to fine; a None says that it goes on."""
        training = self.training
        grid = grid_of(self.rival.optimizer, self.name, NETWORK_POINTS)
        return network_sensitivity_in_parts(training.task, self.theta.array, training.spec.steps, grid)


def sensitivity_of(
    project: Project, spec: RaceSpec, rival: Rival, name: str
) -> SurfaceSensitivity | LossSensitivity:
    """Return the question for a rival from the race's first start."""
    terrain = known_terrain(project, spec)
    start = race_starts(terrain, spec)[0] if spec.moves_starts else terrain.start
    if spec.surface is not None:
        return SurfaceSensitivity(spec.surface, rival, start, spec.steps, name)
    assert isinstance(terrain, Slice)
    theta = Vector(terrain.plane.thetas(np.array(start)))
    return LossSensitivity(Training.of(project, spec, rival), theta, name)


def raced_terrain(project: Project, spec: RaceSpec) -> Slice:
    """Return the loss over the plane of the project's race, which is run where the plane is that of its path.

    Raises
    ------
    ValueError
        If the plane cannot be laid.
    """
    along_path = spec.plane.kind == "path"
    terrain = first_of(project, spec).terrain if along_path else race_terrain(project, spec)
    assert isinstance(terrain, Slice)
    return terrain


def first_goal(terrain: Slice) -> float:
    """Return a loss that is low enough where nobody has said which: a tenth of that at the plane's start."""
    theta = terrain.plane.thetas(np.array(terrain.start))
    return float(f"{_GOAL_SHARE * float(terrain.whole.value(theta[None])[0]):.2g}")
