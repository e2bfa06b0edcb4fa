"""The parts of a project file by name and type, and how they become a Project; `plain` is the way back.

The Structs are the envelope, which msgspec checks; what belongs to a family (an activation, the data) stays a
plain object here and is read by the family's registry, which knows the hyperparameters.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from core.activations.base import Activation
from core.breakpoints.breakpoint import Breakpoint
from core.clipping.base import Clipping
from core.datasets.base import Dataset
from core.datasets.split import Split
from core.features import parse_features
from core.hyper import HyperError
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.network import Layer
from core.optimizers.base import Optimizer
from core.places.base import Place
from core.registry import Member
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.stops.base import Stop
from nnviz.project.check import check_network
from nnviz.project.errors import ProjectError
from nnviz.project.functions_file import FunctionsFile, to_functions
from nnviz.project.ink_spec import InkFile, to_ink
from nnviz.project.model import NetworkSpec, Project, TrainingSpec
from nnviz.project.neuron_spec import NeuronFile, NeuronSpec
from nnviz.project.parameters_file import LayerParametersFile, StateFile, to_state, to_theta
from nnviz.project.race_file import RaceFile, to_race

if TYPE_CHECKING:
    from core.checking.planting import Planting

MemberFile = dict[str, Any]
"""``{"key": ..., hyperparameter: value, ...}``."""


class LayerFile(Struct, forbid_unknown_fields=True):
    """A layer's size and activation, and the chance that a unit is left out of an update."""

    units: int
    activation: MemberFile
    dropout: float = 0.0


class NetworkFile(Struct, forbid_unknown_fields=True):
    """The network; without `parameters`, initializer and seed make them."""

    inputs: int
    layers: list[LayerFile]
    initializer: MemberFile = msgspec.field(default_factory=lambda: {"key": "glorot_uniform"})
    seed: int = 0
    regularizer: MemberFile | UnsetType = UNSET
    parameters: list[LayerParametersFile] | UnsetType = UNSET


class TrainingFile(Struct, forbid_unknown_fields=True):
    """How the samples are served, and when training has gone far enough."""

    batch_size: int = 1
    shuffle: bool = False
    seed: int = 0
    stop: MemberFile | UnsetType = UNSET


class PlantedFile(Struct, forbid_unknown_fields=True):
    """Mistakes that training is done with: by name, or `hidden` in a text (`nnviz.project.planted`)."""

    mistakes: list[MemberFile] | UnsetType = UNSET
    hidden: str | UnsetType = UNSET


class BreakpointFile(Struct, forbid_unknown_fields=True):
    """Where execution stops, on what condition, at which hit, and whether it is looked at."""

    place: MemberFile
    condition: str = ""
    hits: int = 1
    enabled: bool = True


class RecipeFile(Struct, forbid_unknown_fields=True):
    """What is trained, and how; null for an entry that there is not."""

    network: NetworkFile | UnsetType = UNSET
    loss: MemberFile | UnsetType = UNSET
    optimizer: MemberFile | UnsetType = UNSET
    data: MemberFile | UnsetType = UNSET
    training: TrainingFile | UnsetType = UNSET
    race: RaceFile | UnsetType | None = UNSET
    neuron: NeuronFile | UnsetType | None = UNSET
    state: StateFile | UnsetType | None = UNSET
    planted: PlantedFile | UnsetType | None = UNSET


class ProjectFile(Struct, forbid_unknown_fields=True):
    """The whole file; its branches are read by `nnviz.project.branch_file`."""

    format: str
    version: int
    network: NetworkFile
    loss: MemberFile
    optimizer: MemberFile
    data: MemberFile
    training: TrainingFile = msgspec.field(default_factory=TrainingFile)
    race: RaceFile | UnsetType = UNSET
    neuron: NeuronFile | UnsetType = UNSET
    state: StateFile | UnsetType = UNSET
    planted: PlantedFile | UnsetType = UNSET
    breakpoints: list[BreakpointFile] = []
    watches: list[str] = []
    notes: str = ""
    ink: list[InkFile] = []
    functions: FunctionsFile | UnsetType = UNSET
    branches: list[Any] = []


def to_project(document: Any) -> Project:
    """Return the project that a parsed file of the present version describes.

    Raises
    ------
    ProjectError
        If an entry is unknown, missing, or not what it has to be.
    """
    try:
        file = msgspec.convert(document, ProjectFile)
        return Project(
            **to_recipe(file),
            breakpoints=tuple(
                _to_breakpoint(one, f"breakpoints[{position}]")
                for position, one in enumerate(file.breakpoints)
            ),
            watches=tuple(file.watches),
            notes=file.notes,
            ink=tuple(map(to_ink, file.ink)),
            functions=None if file.functions is UNSET else to_functions(file.functions),
        )
    except msgspec.ValidationError as error:
        raise in_words(str(error)) from None
    except HyperError as error:
        raise ProjectError(error.path, error.reason) from None


def to_recipe(file: ProjectFile | RecipeFile, network: NetworkSpec | None = None) -> dict[str, Any]:
    """Return those fields of a Project that the entries of a file give.

    Parameters
    ----------
    network : NetworkSpec or None
        The network where the file gives none.

    Raises
    ------
    ProjectError, HyperError
        If an entry is not what it has to be.
    """
    found: dict[str, Any] = {}
    if file.network is not UNSET:
        found["network"] = network = _to_network(file.network)
        found["regularizer"] = _to_member(Regularizer, file.network.regularizer, "network.regularizer")
    if file.loss is not UNSET:
        found["loss"] = Loss.decode(file.loss, "loss")
    if file.optimizer is not UNSET:
        optimizer, besides = _parted(file.optimizer, "schedule", "clipping")
        found["optimizer"] = Optimizer.decode(optimizer, "optimizer")
        found["schedule"] = _to_member(Schedule, besides["schedule"], "optimizer.schedule")
        found["clipping"] = _to_member(Clipping, besides["clipping"], "optimizer.clipping")
    if file.data is not UNSET:
        data, besides = _parted(file.data, "split", "features")
        found["data"] = Dataset.decode(data, "data")
        found["split"] = _to_split(besides["split"])
        found["features"] = _to_features(besides["features"])
    if file.training is not UNSET:
        found["training"] = _to_training(file.training)
    if file.race is not UNSET:
        found["race"] = file.race and to_race(file.race)
    if file.neuron is not UNSET:
        found["neuron"] = file.neuron and _to_neuron(file.neuron)
    if file.state is not UNSET and network is not None:
        found["state"] = file.state and to_state(file.state, network.network)
    if file.planted is not UNSET:
        found["planted"] = file.planted and _to_planted(file.planted)
    return found


_M = TypeVar("_M", bound=Member)
DEFAULT_KEYS = {Regularizer: "none", Schedule: "constant", Clipping: "none", Stop: "none"}


def _parted(file: MemberFile, *names: str) -> tuple[MemberFile, dict[str, Any]]:
    """Return a member, and apart from it what stands beside its hyperparameters; UNSET where it does not."""
    member = {name: value for name, value in file.items() if name not in names}
    return member, {name: file.get(name, UNSET) for name in names}


def _to_member(family: type[_M], file: Any, path: str) -> _M:
    return family.decode({"key": DEFAULT_KEYS[family]} if file is UNSET else file, path)


def _to_neuron(file: NeuronFile) -> NeuronSpec:
    from nnviz.project.neuron_file import to_neuron  # as in `_to_planted`

    return to_neuron(file.model, file.inputs, file.targets, file.layers)


def _to_split(file: Any) -> Split:
    if file is UNSET:
        return Split()
    if not isinstance(file, dict):
        raise ProjectError("data.split", f"expected an object, got {file!r}")
    return Split.from_values(file, "data.split")


def _to_features(file: Any) -> tuple[str, ...]:
    return () if file is UNSET else parse_features(file, "data.features")


def _to_training(file: TrainingFile) -> TrainingSpec:
    stop = _to_member(Stop, file.stop, "training.stop")
    return TrainingSpec(file.batch_size, file.shuffle, file.seed, stop)


def _to_network(file: NetworkFile) -> NetworkSpec:
    layers = tuple(
        Layer(
            layer.units,
            Activation.decode(layer.activation, f"network.layers[{position}].activation"),
            layer.dropout,
        )
        for position, layer in enumerate(file.layers)
    )
    initializer = Initializer.decode(file.initializer, "network.initializer")
    spec = NetworkSpec(file.inputs, layers, initializer, file.seed)
    check_network(spec)
    if file.parameters is UNSET:
        return spec
    theta = to_theta(spec.network, file.parameters, "network.parameters", is_start=True)
    return dataclasses.replace(spec, theta=theta)


def _to_planted(file: PlantedFile) -> Planting:
    from nnviz.project.planted import to_planting  # most projects have no mistake: they need not be loaded

    mistakes = None if file.mistakes is UNSET else file.mistakes
    return to_planting(mistakes, None if file.hidden is UNSET else file.hidden)


def _to_breakpoint(file: BreakpointFile, path: str) -> Breakpoint:
    place = Place.decode(file.place, f"{path}.place")
    values = {name: getattr(file, name) for name in ("condition", "hits", "enabled")}
    return dataclasses.replace(Breakpoint.from_values(values, path), place=place)


_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def in_words(message: str) -> ProjectError:
    """Return msgspec's complaint in the words of a project file."""
    reason, _, place = message.partition(" - at `$")
    path = place.rstrip("`").lstrip(".")
    entry = re.fullmatch(r"Object (missing required|contains unknown) field `(.*)`", reason, re.DOTALL)
    if entry:
        path = f"{path}.{entry[2]}".lstrip(".")
        return ProjectError(path, "the entry is missing" if "missing" in entry[1] else "unknown entry")
    words = re.sub(r"`(\w+)`", lambda name: _TYPES.get(name[1], name[1]), reason)
    return ProjectError(path, words[:1].lower() + words[1:])
