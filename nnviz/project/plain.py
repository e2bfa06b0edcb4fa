"""A Project as the plain values of its file; `envelope` is the way back.

What is not part of a first version of the file is written only where it is not what a file without it means:
so older programs go on reading the files that do not need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.arrays import Array
from core.datasets.split import Split
from core.network import Layer, LayerParameters, Network
from core.registry import Member
from nnviz.project.envelope import DEFAULT_KEYS
from nnviz.project.functions_file import from_functions
from nnviz.project.ink_spec import from_ink
from nnviz.project.migrations import VERSION
from nnviz.project.model import NetworkSpec, Project, StateSpec, TrainingSpec
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.project.race_file import from_race

if TYPE_CHECKING:
    from core.checking.planting import Planting

FORMAT = "nnviz"


RECIPE = ("network", "loss", "optimizer", "data", "training", "race", "neuron", "state", "planted")


def from_project(project: Project) -> dict[str, Any]:
    """Return the project as the plain values of its file, every hyperparameter written out."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if project.notes:
        document["notes"] = project.notes
    document |= {name: value for name in RECIPE if (value := from_entry(project, name)) is not None}
    if project.breakpoints:
        document["breakpoints"] = [{"place": b.place.encode()} | b.encode() for b in project.breakpoints]
    if project.watches:
        document["watches"] = list(project.watches)
    if project.functions is not None:
        document["functions"] = from_functions(project.functions)
    if project.ink:
        document["ink"] = [from_ink(ink) for ink in project.ink]
    return document


def from_entry(project: Project, name: str) -> dict[str, Any] | None:
    """Return one of the entries `RECIPE` as plain values; None where the project has none."""
    if name == "network":
        return _from_network(project.network, _optional("regularizer", project.regularizer))
    if name == "optimizer":
        besides = _optional("schedule", project.schedule) | _optional("clipping", project.clipping)
        return project.optimizer.encode() | besides
    if name == "data":
        return project.data.encode() | _from_choice(project.split, project.features)
    if name == "training":
        return _from_training(project.training)
    if name == "race":
        return None if project.race is None else from_race(project.race)
    if name == "neuron":
        return None if project.neuron is None else _from_neuron(project.neuron)
    if name == "state":
        network = project.network.network
        return None if project.state is None else from_state(project.state, network)
    if name == "planted":
        return None if project.planted is None else _from_planted(project.planted)
    return project.loss.encode()


def _optional(name: str, member: Member) -> dict[str, Any]:
    """Return the member under its name, or nothing where leaving it out means the same."""
    default = next(key for family, key in DEFAULT_KEYS.items() if isinstance(member, family))
    return {} if member.key == default else {name: member.encode()}


def _from_network(spec: NetworkSpec, regularizer: dict[str, Any]) -> dict[str, Any]:
    network: dict[str, Any] = {
        "inputs": spec.inputs,
        "layers": [_from_layer(layer) for layer in spec.layers],
        "initializer": spec.initializer.encode(),
        "seed": spec.seed,
        **regularizer,
    }
    if spec.theta is not None:
        network["parameters"] = _from_theta(spec.network, spec.theta.array)
    return network


def _from_layer(layer: Layer) -> dict[str, Any]:
    document: dict[str, Any] = {"units": layer.units, "activation": layer.activation.encode()}
    return document | {"dropout": layer.dropout} if layer.dropout else document


def _from_choice(split: Split, features: tuple[str, ...]) -> dict[str, Any]:
    document: dict[str, Any] = {} if split == Split() else {"split": split.encode()}
    return document | {"features": list(features)} if features else document


def _from_training(training: TrainingSpec) -> dict[str, Any]:
    return {
        "batch_size": training.batch_size,
        "shuffle": training.shuffle,
        "seed": training.seed,
        **_optional("stop", training.stop),
    }


def _from_theta(network: Network, theta: Array) -> list[dict[str, Any]]:
    return [_from_parameters(part) for part in network.split(theta)]


def _from_parameters(part: LayerParameters) -> dict[str, Any]:
    document: dict[str, Any] = {"weights": part.weights.tolist(), "biases": part.biases.tolist()}
    return document | {"slope": float(part.slope[0])} if part.slope.size else document


def _from_neuron(neuron: NeuronSpec) -> dict[str, Any]:
    from nnviz.project.neuron_file import from_neuron  # as in `envelope`

    return from_neuron(neuron)


def _from_planted(planted: Planting) -> dict[str, Any]:
    from nnviz.project.planted import from_planting  # as in `envelope`

    return from_planting(planted)


def from_state(state: StateSpec, network: Network) -> dict[str, Any]:
    """Return a point in training as plain values."""
    document = {
        "update": state.update,
        "epoch": state.epoch,
        "position": state.position,
        "optimizer_steps": state.optimizer_steps,
        "parameters": _from_theta(network, state.theta.array),
        "slots": {name: _from_theta(network, slot.array) for name, slot in state.slots},
    }
    if state.carried is None:
        return document
    return document | {"carried": _from_theta(network, state.carried.array)}
