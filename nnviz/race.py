"""What races where, worked out from a project: terrain, start, rivals, and the finished race."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.landscape import Grid, Slice, Terrain
from core.minima import largest_curvature
from core.network import Network
from core.optimizers.base import Optimizer
from core.planes import Plane, through_parameters, through_random_directions
from core.race import Runs, run_race
from core.rival import Rival
from nnviz.project.model import Project
from nnviz.project.race_spec import Place, PlaneSpec, RaceSpec, Runner

_LARGEST_RATE = 1.0
_CROSSINGS = 5  # along each side, among which a new start is chosen
_ADAM_STEPS_ACROSS = 40
_TRIED_FACTORS, _TRIED_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0), 100


@dataclass(frozen=True, eq=False)
class Race:
    """A race that has been run, and the ground under it: all that its pictures are a function of.

    Attributes
    ----------
    runners : tuple of Runner
        Those that raced, each with a whole look.
    starts : tuple of pair of float
    ground : Grid
    runs : Runs
        From the first start. On a network they ran through all parameters; a place is what the plane shows.
    others : tuple of Runs
        From the other starts.
    distances : array (rivals, steps + 1) or None
        How far off the plane the runs from the first start are; None on a surface.
    other_distances : tuple of array
        The same of `others`.
    shares : pair of float or None
        The share of the variance along each axis of a plane that is laid along a path; None of any other.
    """

    terrain: Terrain
    runners: tuple[Runner, ...]
    starts: tuple[Place, ...]
    ground: Grid
    runs: Runs
    others: tuple[Runs, ...] = ()
    distances: Array | None = None
    other_distances: tuple[Array, ...] = ()
    shares: tuple[float, float] | None = None

    @property
    def all_runs(self) -> tuple[Runs, ...]:
        """The runs from every start, in their order."""
        return self.runs, *self.others

    def slopes(self, step: int) -> Array:
        """Return every rival's gradient at its place after `step` steps, shape ``(rivals, 2)``."""
        places = self.runs.paths[:, step]
        with np.errstate(all="ignore"):
            return np.stack(self.terrain.gradient(places[:, 0], places[:, 1]), axis=-1)

    def left_at(self, rival: int, start: int = 0) -> int | None:
        """Return the step from which on a rival is no longer on the ground that is drawn, if any."""
        return self._left[start][rival]

    @cached_property
    def _left(self) -> tuple[tuple[int | None, ...], ...]:
        every = (on_ground(self.terrain, runs.paths) for runs in self.all_runs)
        return tuple(tuple(_left(path) for path in inside) for inside in every)


def _left(inside: npt.NDArray[np.bool_]) -> int | None:
    """Return from where on nothing is inside any more, if the last is not."""
    if inside[-1]:
        return None
    return int(len(inside) - np.argmax(inside[::-1])) if inside.any() else 0


class RaceWalk:
    """The steps of a runner as something that can be walked (a `core.walk.Walk`); -1 is the start.

    Parameters
    ----------
    steps : int
    quantities : int
        Of every step, the gradient and those of the rule.
    """

    grains = ("quantity", "step")

    def __init__(self, steps: int, quantities: int = 1) -> None:
        self._steps = steps
        self.quantities = quantities

    def __len__(self) -> int:
        return self._steps * self.quantities

    def block(self, step: int, grain: str) -> range:
        """Return the quantities of a step, or one alone."""
        if grain == "quantity":
            return range(step, step + 1)
        first = step - step % self.quantities
        return range(first, first + self.quantities)


def race_spec(project: Project) -> RaceSpec:
    """Return what the project races, or a first suggestion where it says nothing."""
    if project.race is not None:
        return project.race
    plane = PlaneSpec(axes=first_axes(project.network.network))
    spec = RaceSpec(plane=plane)
    return RaceSpec(plane=plane, runners=suggested_runners(race_terrain(project, spec)))


def runner_name(runner: Runner) -> str:
    """Return the user's name, or the optimizer with its rate, its schedule and all that is no default."""
    if runner.name:
        return runner.name
    optimizer, schedule = runner.rival.optimizer, runner.rival.schedule
    words = [optimizer.label]
    for hyper in optimizer.hypers():
        value = getattr(optimizer, hyper.name)
        if hyper.name == "learning_rate":
            words[0] += f" {value:g}"
        elif value != hyper.default_for(getattr(optimizer, "framework", None)):
            words.append(_setting(hyper.label, value))
    if runner.rival.varies_rate:
        words.append(f"{schedule.label.lower()} rate")
    return ", ".join(words)


def first_axes(network: Network) -> tuple[int, int]:
    """Return the first two parameters of the last layer."""
    first = network.starts[-2]
    return first, first + 1


def race_terrain(project: Project, spec: RaceSpec) -> Terrain:
    """Return the surface, or the loss of the project's network around its first parameters.

    The plane along a path is known when the path is: until then it is the one of the two parameters.
    """
    if spec.surface is not None:
        return spec.surface
    theta, network = project.first_point().theta, project.network.network
    if spec.plane.kind == "random":
        return own_loss(project, through_random_directions(network, theta, spec.plane.seed))
    return own_loss(project, through_parameters(theta, spec.plane.axes))


def known_terrain(project: Project, spec: RaceSpec) -> Terrain:
    """Return the terrain or, while its plane cannot be laid, the one over two parameters."""
    try:
        return race_terrain(project, spec)
    except ValueError:
        return race_terrain(project, replace(spec, plane=replace(spec.plane, kind="parameters")))


def own_loss(project: Project, plane: Plane) -> Slice:
    """Return the loss of the project's network over a plane."""
    samples, network = project.training_samples, project.network.network
    return Slice(network, project.loss, plane, samples.inputs, samples.targets, project.regularizer)


def race_starts(terrain: Terrain, spec: RaceSpec) -> tuple[Place, ...]:
    """Return the chosen starts, or the terrain's own."""
    return spec.starts or (terrain.start,)


def place_beside(terrain: Terrain, starts: tuple[Place, ...]) -> Place:
    """Return a place for one more start: the crossing of a coarse grid that is farthest from all of them."""
    sides = [np.linspace(low, high, _CROSSINGS + 2)[1:-1] for low, high in terrain.domain]
    places = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    extent = np.ptp(np.array(terrain.domain), axis=1)
    away = np.linalg.norm((places[:, None] - np.array(starts)) / extent, axis=-1).min(axis=1)
    x, y = places[int(away.argmax())]
    return float(x), float(y)


def nearest_start(terrain: Terrain, starts: tuple[Place, ...], place: Place) -> int:
    """Return which start is nearest to a place, as the picture of the ground shows them."""
    extent = np.ptp(np.array(terrain.domain), axis=1)
    return int(np.linalg.norm((np.array(starts) - place) / extent, axis=-1).argmin())


def on_ground(terrain: Terrain, places: Array) -> npt.NDArray[np.bool_]:
    """Tell which of the places (..., 2) lie in the terrain's domain."""
    low, high = np.array(terrain.domain).T
    inside: npt.NDArray[np.bool_] = ((places >= low) & (places <= high)).all(axis=-1)
    return inside


def suggested_runners(terrain: Terrain) -> tuple[Runner, ...]:
    """Return plain descent, momentum and Adam with learning rates that suit the terrain's start.

    Descent on a parabola of curvature c converges best near 1/c, so the rates around it are tried on a
    surface; a network's slice is too slow for trials. Adam's steps have a size of their own: it needs
    some forty to cross.
    """
    rate = _rounded(min(1 / _curvature(terrain), _LARGEST_RATE))
    (left, right), _ = terrain.domain
    adam = Optimizer.find("adam")
    suggested = (
        _best_descent(terrain, rate, momentum=0.0),
        _best_descent(terrain, rate, momentum=0.9),
        adam.from_values({"learning_rate": _rounded((right - left) / _ADAM_STEPS_ACROSS)}),
    )
    return tuple(Runner(Rival(optimizer)) for optimizer in suggested)


def _best_descent(terrain: Terrain, rate: float, momentum: float) -> Optimizer:
    sgd = Optimizer.find("sgd")
    if isinstance(terrain, Slice):
        return sgd.from_values({"learning_rate": _rounded(rate * (1 - momentum / 2)), "momentum": momentum})
    tried = [
        sgd.from_values({"learning_rate": _rounded(rate * factor), "momentum": momentum})
        for factor in _TRIED_FACTORS
    ]
    runs = run_race(terrain, tried, terrain.start, _TRIED_STEPS)
    stays = on_ground(terrain, runs.paths).all(axis=1)
    return tried[int(np.argmin(np.where(stays, runs.heights[:, -1], np.inf)))]


def _curvature(terrain: Terrain) -> float:
    """Return the largest curvature at the start."""
    return max(largest_curvature(terrain, terrain.start), 1e-12)


def _rounded(rate: float) -> float:
    """Return the next smaller 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(max(rate, 1e-9)))
    factor = max(f for f in (1, 2, 5) if f * power <= rate * (1 + 1e-9))
    return float(f"{factor * power:.0e}")


def _setting(label: str, value: float | int | bool | str) -> str:
    if isinstance(value, bool):
        return label if value else f"no {label}"
    return f"{label} {value}" if isinstance(value, str) else f"{label} {value:g}"
