"""Runs a project's race: over a surface, or through all parameters of the network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.landscape import Grid, Slice, Terrain, grid
from core.network_race import NetworkRuns, network_race_in_parts
from core.planes import through_path
from core.race import Runs, race_in_parts
from core.task import Task
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.project.race_spec import Place, RaceSpec, Runner
from nnviz.race import Race, own_loss, race_starts, race_terrain

SURFACE_POINTS, COARSE_POINTS, FINE_POINTS = 201, 101, 201  # along each side of the ground
_ROWS_AT_ONCE = 16  # of a finer ground, between two looks at whether to stop


class _Course(NamedTuple):
    """What has been run: one Runs per start and, on a network, how far each is off the plane."""

    terrain: Terrain
    starts: tuple[Place, ...]
    runs: tuple[Runs, ...]
    distances: tuple[Array, ...] = ()
    shares: tuple[float, float] | None = None


def run(project: Project | None, spec: RaceSpec, known: Race | None = None) -> Iterator[Race | None]:
    """Run a race; on a surface it needs no project.

    Parameters
    ----------
    project : Project or None
    spec : RaceSpec
    known : Race or None
        One that has been run: over the same terrain its ground is taken over.

    Yields
    ------
    Race or None
        None says that it goes on. A network's loss takes long, so that a race on coarse ground comes before
        the last one.

    Raises
    ------
    ValueError
        If the plane cannot be laid, or the paths would take too much memory.
    """
    course: _Course | None = None
    for course in _on_surface(spec) if project is None or spec.surface else _on_network(project, spec):
        if course is None:
            yield None
    assert course is not None
    terrain, starts, (first, *others), distances, shares = course
    fine = known.ground if known is not None and _is_same(terrain, known) else None
    points = COARSE_POINTS if isinstance(terrain, Slice) else SURFACE_POINTS
    ground = fine or grid(terrain, *terrain.domain, points)
    own = distances[0] if distances else None
    race = Race(terrain, spec.racing, starts, ground, first, tuple(others), own, distances[1:], shares)
    yield race
    if isinstance(terrain, Slice) and fine is None:
        for finer in _finer(terrain):
            yield None if finer is None else replace(race, ground=finer)


def _is_same(terrain: Terrain, known: Race) -> bool:
    """Tell whether a race has been run over this terrain, and its ground is as fine as it gets."""
    other = known.terrain
    if not isinstance(terrain, Slice) or not isinstance(other, Slice):
        return terrain == other
    alike = (terrain.network, terrain.loss, terrain.regularizer) == (
        other.network,
        other.loss,
        other.regularizer,
    )
    return (
        alike
        and len(known.ground.xs) == FINE_POINTS
        and all(
            np.array_equal(own, others)
            for own, others in (
                (terrain.inputs, other.inputs),
                (terrain.targets, other.targets),
                (terrain.plane.origin, other.plane.origin),
                (terrain.plane.directions, other.plane.directions),
                (terrain.domain, other.domain),
            )
        )
    )


def finished(project: Project | None, spec: RaceSpec, known: Race | None = None) -> Race:
    """Run a race to its end, on fine ground; `known` as for `run`, and raises as `first_of` does."""
    with _of_the_race():
        *_, race = (race for race in run(project, spec, known) if race is not None)
    return race


def first_of(project: Project | None, spec: RaceSpec) -> Race:
    """Run a race to its end, on ground that may be coarse.

    Raises
    ------
    ProjectError
        If its plane cannot be laid, or the paths would take too much memory.
    """
    with _of_the_race():
        return next(race for race in run(project, spec) if race is not None)


@contextmanager
def _of_the_race() -> Iterator[None]:
    """Say of what cannot be run that it is the project's race."""
    try:
        yield
    except ValueError as error:
        raise ProjectError("race", str(error)) from None


def _on_surface(spec: RaceSpec) -> Iterator[_Course | None]:
    assert spec.surface is not None
    starts = race_starts(spec.surface, spec)
    rivals = [runner.rival for runner in spec.racing]
    for runs in race_in_parts(spec.surface, rivals, np.array(starts), spec.steps, spec.noise):
        yield None if runs is None else _Course(spec.surface, starts, _by_start(runs, len(starts)))


def _by_start(runs: Runs, starts: int) -> tuple[Runs, ...]:
    undefined = runs.undefined
    assert undefined is not None
    return tuple(
        Runs(
            runs.rivals,
            runs.paths[:, :, k],
            runs.heights[:, :, k],
            runs.diverged_at[:, k],
            undefined[:, k],
        )
        for k in range(starts)
    )


def _on_network(project: Project, spec: RaceSpec) -> Iterator[_Course | None]:
    """Train once from every start, then look at all of it on one plane."""
    terrain = race_terrain(project, spec)
    assert isinstance(terrain, Slice)
    along_path = spec.plane.kind == "path"
    starts = (terrain.start,) if along_path else race_starts(terrain, spec)
    tasks = [task_of(project, spec, runner) for runner in spec.racing]
    trained: list[NetworkRuns] = []
    shares = None
    for start in starts if tasks else ():
        for runs in network_race_in_parts(tasks, terrain.plane.thetas(np.array(start)), spec.steps):
            if runs is None:
                yield None
            else:
                trained.append(runs)
    if along_path and trained:
        shown = [place for place, runner in enumerate(spec.runners) if not runner.hidden]
        rival = shown.index(spec.plane.runner) if spec.plane.runner in shown else 0
        found = through_path(trained[0].points_of(rival))
        terrain, shares = own_loss(project, found.plane), found.shares
        x, y = terrain.plane.coordinates(trained[0].thetas[0, 0])
        starts = ((float(x), float(y)),)
    yield _seen_on(terrain, starts, trained, spec)._replace(shares=shares)


def task_of(project: Project, spec: RaceSpec, runner: Runner) -> Task:
    """Return a runner's training: of all samples at once, or of batches that are the same for all."""
    task = project.task
    batch_size = min(spec.batch_size or task.samples, task.samples)
    return replace(
        task,
        optimizer=runner.rival.optimizer,
        schedule=runner.rival.schedule,
        batch_size=batch_size,
        shuffle=batch_size < task.samples,
        seed=spec.noise.seed,
    )


def _seen_on(
    terrain: Slice, starts: tuple[Place, ...], trained: list[NetworkRuns], spec: RaceSpec
) -> _Course:
    rivals = tuple(runner.rival for runner in spec.racing)
    if not rivals:
        empty = Runs(
            (), np.empty((0, spec.steps + 1, 2)), np.empty((0, spec.steps + 1)), np.empty(0, np.intp)
        )
        return _Course(terrain, starts, (empty,), (np.empty((0, spec.steps + 1)),))
    seen = [runs.on(terrain.plane) for runs in trained]
    runs = tuple(
        Runs(rivals, points, whole.heights, whole.diverged_at)
        for whole, (points, _) in zip(trained, seen, strict=True)
    )
    return _Course(terrain, starts, runs, tuple(distances for _, distances in seen))


def _finer(terrain: Slice) -> Iterator[Grid | None]:
    """Compute finer ground in parts; the last result is the ground."""
    xs, ys = (np.linspace(*side, FINE_POINTS) for side in terrain.domain)
    heights = np.empty((FINE_POINTS, FINE_POINTS))
    for first in range(0, FINE_POINTS, _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        heights[rows] = terrain.value(xs[None, :], ys[rows, None])
        yield None
    yield Grid(xs, ys, heights)
