"""The parts of a project file by name and type, and how they become a Project and back.

The Structs are the envelope, which msgspec checks; what belongs to a family (an activation, the data) stays a
plain object here and is read by the family's registry, which knows the hyperparameters.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import msgspec
import numpy as np
from msgspec import UNSET, Struct, UnsetType

from core.activations.base import Activation
from core.arrays import Array
from core.datasets.base import Dataset
from core.hyper import HyperError
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from nnviz.project.check import check_network
from nnviz.project.errors import ProjectError
from nnviz.project.migrations import VERSION
from nnviz.project.model import NetworkSpec, Project, RaceSpec, StateSpec, TrainingSpec, Vector

FORMAT = "nnviz"

MemberFile = dict[str, Any]
"""``{"key": ..., hyperparameter: value, ...}``."""


class LayerFile(Struct, forbid_unknown_fields=True):
    """A layer's size and activation."""

    units: int
    activation: MemberFile


class LayerParametersFile(Struct, forbid_unknown_fields=True):
    """``weights[i][j]`` runs from unit i of the layer before to unit j."""

    weights: list[list[float]]
    biases: list[float]


class NetworkFile(Struct, forbid_unknown_fields=True):
    """The network; without `parameters`, initializer and seed make them."""

    inputs: int
    layers: list[LayerFile]
    initializer: MemberFile = msgspec.field(default_factory=lambda: {"key": "glorot_uniform"})
    seed: int = 0
    parameters: list[LayerParametersFile] | UnsetType = UNSET


class TrainingFile(Struct, forbid_unknown_fields=True):
    """How the samples are served."""

    batch_size: int = 1
    shuffle: bool = False
    seed: int = 0


class RaceFile(Struct, forbid_unknown_fields=True):
    """What races where."""

    terrain: str = "rosenbrock"
    optimizers: list[MemberFile] = []
    start: tuple[float, float] | UnsetType = UNSET
    steps: int = 200
    axes: tuple[int, int] = (0, 1)


class StateFile(Struct, forbid_unknown_fields=True):
    """A point in training; every slot has the form of `parameters`."""

    update: int
    parameters: list[LayerParametersFile]
    slots: dict[str, list[LayerParametersFile]]
    epoch: int
    position: int
    optimizer_steps: int


class ProjectFile(Struct, forbid_unknown_fields=True):
    """The whole file."""

    format: str
    version: int
    network: NetworkFile
    loss: MemberFile
    optimizer: MemberFile
    data: MemberFile
    training: TrainingFile = msgspec.field(default_factory=TrainingFile)
    race: RaceFile | UnsetType = UNSET
    state: StateFile | UnsetType = UNSET
    notes: str = ""


def to_project(document: Any) -> Project:
    """Return the project that a parsed file of the present version describes.

    Raises
    ------
    ProjectError
        If an entry is unknown, missing, or not what it has to be.
    """
    try:
        file = msgspec.convert(document, ProjectFile)
        network = _to_network(file.network)
        return Project(
            network=network,
            loss=Loss.decode(file.loss, "loss"),
            optimizer=Optimizer.decode(file.optimizer, "optimizer"),
            data=Dataset.decode(file.data, "data"),
            training=TrainingSpec(**msgspec.structs.asdict(file.training)),
            race=None if file.race is UNSET else _to_race(file.race),
            state=None if file.state is UNSET else _to_state(file.state, network.network),
            notes=file.notes,
        )
    except msgspec.ValidationError as error:
        raise _in_words(str(error)) from None
    except HyperError as error:
        raise ProjectError(error.path, error.reason) from None


def _to_network(file: NetworkFile) -> NetworkSpec:
    layers = tuple(
        Layer(layer.units, Activation.decode(layer.activation, f"network.layers[{position}].activation"))
        for position, layer in enumerate(file.layers)
    )
    initializer = Initializer.decode(file.initializer, "network.initializer")
    spec = NetworkSpec(file.inputs, layers, initializer, file.seed)
    check_network(spec)
    if file.parameters is UNSET:
        return spec
    return dataclasses.replace(spec, theta=_to_theta(spec.network, file.parameters, "network.parameters"))


def _to_race(file: RaceFile) -> RaceSpec:
    return RaceSpec(
        terrain=file.terrain,
        optimizers=tuple(
            Optimizer.decode(rival, f"race.optimizers[{position}]")
            for position, rival in enumerate(file.optimizers)
        ),
        start=None if file.start is UNSET else file.start,
        steps=file.steps,
        axes=file.axes,
    )


def _to_state(file: StateFile, network: Network) -> StateSpec:
    return StateSpec(
        update=file.update,
        theta=_to_theta(network, file.parameters, "state.parameters"),
        slots=tuple(
            (name, _to_theta(network, slot, f"state.slots.{name}")) for name, slot in file.slots.items()
        ),
        epoch=file.epoch,
        position=file.position,
        optimizer_steps=file.optimizer_steps,
    )


def _to_theta(network: Network, layers: list[LayerParametersFile], path: str) -> Vector:
    if len(layers) != network.depth:
        raise ProjectError(path, f"expected {network.depth} layers, got {len(layers)}")
    parts = []
    for position, layer in enumerate(layers):
        fan_in, units = network.sizes[position : position + 2]
        place = f"{path}[{position}]"
        _check_length(f"{place}.weights", layer.weights, fan_in, "rows, one per input of the layer")
        for row, weights in enumerate(layer.weights):
            _check_length(f"{place}.weights[{row}]", weights, units, "numbers, one per unit")
        _check_length(f"{place}.biases", layer.biases, units, "numbers, one per unit")
        parts.append((np.array(layer.weights), np.array(layer.biases)))
    return Vector(network.join(parts))


def _check_length(path: str, values: list[Any], expected: int, what: str) -> None:
    if len(values) != expected:
        raise ProjectError(path, f"expected {expected} {what}, got {len(values)}")


_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def _in_words(message: str) -> ProjectError:
    """Return msgspec's complaint in the words of a project file."""
    reason, _, place = message.partition(" - at `$")
    path = place.rstrip("`").lstrip(".")
    entry = re.fullmatch(r"Object (missing required|contains unknown) field `(.*)`", reason, re.DOTALL)
    if entry:
        path = f"{path}.{entry[2]}".lstrip(".")
        return ProjectError(path, "the entry is missing" if "missing" in entry[1] else "unknown entry")
    words = re.sub(r"`(\w+)`", lambda name: _TYPES.get(name[1], name[1]), reason)
    return ProjectError(path, words[:1].lower() + words[1:])


def from_project(project: Project) -> dict[str, Any]:
    """Return the project as the plain values of its file, every hyperparameter written out."""
    spec = project.network
    network: dict[str, Any] = {
        "inputs": spec.inputs,
        "layers": [{"units": layer.units, "activation": layer.activation.encode()} for layer in spec.layers],
        "initializer": spec.initializer.encode(),
        "seed": spec.seed,
    }
    if spec.theta is not None:
        network["parameters"] = _from_theta(spec.network, spec.theta.array)
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if project.notes:
        document["notes"] = project.notes
    document |= {
        "network": network,
        "loss": project.loss.encode(),
        "optimizer": project.optimizer.encode(),
        "data": project.data.encode(),
        "training": dataclasses.asdict(project.training),
    }
    if project.race is not None:
        document["race"] = _from_race(project.race)
    if project.state is not None:
        document["state"] = _from_state(project.state, spec.network)
    return document


def _from_theta(network: Network, theta: Array) -> list[dict[str, Any]]:
    return [
        {"weights": part.weights.tolist(), "biases": part.biases.tolist()} for part in network.split(theta)
    ]


def _from_race(race: RaceSpec) -> dict[str, Any]:
    document: dict[str, Any] = {
        "terrain": race.terrain,
        "optimizers": [rival.encode() for rival in race.optimizers],
        "steps": race.steps,
        "axes": race.axes,
    }
    return document if race.start is None else document | {"start": race.start}


def _from_state(state: StateSpec, network: Network) -> dict[str, Any]:
    return {
        "update": state.update,
        "epoch": state.epoch,
        "position": state.position,
        "optimizer_steps": state.optimizer_steps,
        "parameters": _from_theta(network, state.theta.array),
        "slots": {name: _from_theta(network, slot.array) for name, slot in state.slots},
    }
