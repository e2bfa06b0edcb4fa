"""A race in a project file, there and back.

What is not part of a first version of the file is written only where it is not what leaving it out means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from core.optimizers.base import Optimizer
from core.rival import Noise, Rival
from core.schedules.base import Schedule
from core.schedules.constant import Constant
from nnviz.project.errors import ProjectError
from nnviz.project.race_spec import OWN_LOSS, LookSpec, PlaneKind, PlaneSpec, RaceSpec, Runner

if TYPE_CHECKING:
    from core.surfaces.base import Surface

_BESIDE_OPTIMIZER = ("schedule", "name", "look", "hidden")


class NoiseFile(Struct, forbid_unknown_fields=True):
    """Noise on the gradients."""

    spread: float = 0.0
    seed: int = 0


class PlaneFile(Struct, forbid_unknown_fields=True):
    """The plane that a network's loss is looked at on; `axes` stand beside it."""

    kind: PlaneKind = "parameters"
    seed: int = 0
    runner: int = 0


class LookFile(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """How a runner is drawn."""

    colour: int | None = None
    dash: int | None = None
    symbol: int | None = None


class RunnerFile(Struct, forbid_unknown_fields=True):
    """What stands beside the hyperparameters of a runner's optimizer."""

    schedule: dict[str, Any] | UnsetType = UNSET
    name: str = ""
    look: LookFile = msgspec.field(default_factory=LookFile)
    hidden: bool = False


class RaceFile(Struct, forbid_unknown_fields=True):
    """What races where; `terrain` is a surface's key, the surface as an object, or "network"."""

    terrain: str | dict[str, Any] = "rosenbrock"
    optimizers: list[dict[str, Any]] = []
    start: tuple[float, float] | UnsetType = UNSET
    starts: list[tuple[float, float]] | UnsetType = UNSET
    steps: int = 200
    axes: tuple[int, int] = (0, 1)
    noise: NoiseFile = msgspec.field(default_factory=NoiseFile)
    batch_size: int = 0
    plane: PlaneFile = msgspec.field(default_factory=PlaneFile)


def to_race(file: RaceFile) -> RaceSpec:
    """Return the race that the file describes.

    Raises
    ------
    HyperError, ProjectError, msgspec.ValidationError
        If an entry is unknown or not what it has to be.
    """
    if file.start is not UNSET and file.starts is not UNSET:
        raise ProjectError("race.start", "expected start or starts, got both")
    starts = [file.start] if file.start is not UNSET else [] if file.starts is UNSET else file.starts
    return RaceSpec(
        surface=_to_surface(file.terrain),
        runners=tuple(_to_runner(runner, position) for position, runner in enumerate(file.optimizers)),
        starts=tuple(starts),
        steps=file.steps,
        noise=Noise(file.noise.spread, file.noise.seed),
        batch_size=file.batch_size,
        plane=PlaneSpec(file.plane.kind, file.axes, file.plane.seed, file.plane.runner),
    )


def from_race(race: RaceSpec) -> dict[str, Any]:
    """Return the plain values of the race's file."""
    document: dict[str, Any] = {
        "terrain": _from_surface(race.surface),
        "optimizers": [_from_runner(runner) for runner in race.runners],
        "steps": race.steps,
        "axes": race.plane.axes,
    }
    plane = PlaneFile(race.plane.kind, race.plane.seed, race.plane.runner)
    if len(race.starts) == 1:
        document["start"] = race.starts[0]
    elif race.starts:
        document["starts"] = race.starts
    if race.noise != Noise():
        document["noise"] = {"spread": race.noise.spread, "seed": race.noise.seed}
    if race.batch_size:
        document["batch_size"] = race.batch_size
    if plane != PlaneFile():
        document["plane"] = msgspec.to_builtins(plane)
    return document


def _to_surface(file: str | dict[str, Any]) -> Surface | None:
    from core.surfaces.base import Surface  # as in `race_spec`

    if file == OWN_LOSS:
        return None
    if isinstance(file, dict):
        return Surface.decode(file, "race.terrain")
    if file not in Surface.members():
        known = ", ".join(sorted((*Surface.members(), OWN_LOSS)))
        raise ProjectError("race.terrain", f"unknown {file!r}; known are {known}")
    return Surface.find(file)()


def _from_surface(surface: Surface | None) -> str | dict[str, Any]:
    if surface is None:
        return OWN_LOSS
    return surface.key if surface == type(surface)() else surface.encode()


def _to_runner(file: dict[str, Any], position: int) -> Runner:
    path = f"race.optimizers[{position}]"
    optimizer = {name: value for name, value in file.items() if name not in _BESIDE_OPTIMIZER}
    beside = {name: value for name, value in file.items() if name in _BESIDE_OPTIMIZER}
    try:
        extras = msgspec.convert(beside, RunnerFile)
    except msgspec.ValidationError as error:
        raise msgspec.ValidationError(str(error).replace("`$", f"`$.{path}")) from None
    schedule: Schedule = Constant()
    if extras.schedule is not UNSET:
        schedule = Schedule.decode(extras.schedule, f"{path}.schedule")
    look = LookSpec(extras.look.colour, extras.look.dash, extras.look.symbol)
    return Runner(Rival(Optimizer.decode(optimizer, path), schedule), extras.name, look, extras.hidden)


def _from_runner(runner: Runner) -> dict[str, Any]:
    document: dict[str, Any] = runner.rival.optimizer.encode()
    if runner.rival.varies_rate:
        document["schedule"] = runner.rival.schedule.encode()
    if runner.name:
        document["name"] = runner.name
    look = runner.look
    if look != LookSpec():
        document["look"] = msgspec.to_builtins(LookFile(look.colour, look.dash, look.symbol))
    return document | {"hidden": True} if runner.hidden else document
