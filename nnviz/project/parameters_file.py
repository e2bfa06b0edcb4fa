"""The parameters of all layers, and a point in training, as they stand in a file; `plain` writes them."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import UNSET, Struct, UnsetType

from core.activations.base import Activation
from core.arrays import Array
from core.network import Network
from nnviz.project.errors import ProjectError
from nnviz.project.model import StateSpec, Vector


class LayerParametersFile(Struct, forbid_unknown_fields=True):
    """``weights[i][j]`` runs from unit i of the layer before to unit j; `slope` is the learned one."""

    weights: list[list[float]]
    biases: list[float]
    slope: float | UnsetType = UNSET


class StateFile(Struct, forbid_unknown_fields=True):
    """A point in training; every slot has the form of `parameters`."""

    update: int
    parameters: list[LayerParametersFile]
    slots: dict[str, list[LayerParametersFile]]
    epoch: int
    position: int
    optimizer_steps: int
    carried: list[LayerParametersFile] | UnsetType = UNSET


def to_state(file: StateFile, network: Network) -> StateSpec:
    """Return a point in the training of a network."""
    return StateSpec(
        update=file.update,
        theta=to_theta(network, file.parameters, "state.parameters"),
        slots=tuple(
            (name, to_theta(network, slot, f"state.slots.{name}")) for name, slot in file.slots.items()
        ),
        epoch=file.epoch,
        position=file.position,
        optimizer_steps=file.optimizer_steps,
        carried=None if file.carried is UNSET else to_theta(network, file.carried, "state.carried"),
    )


def to_theta(
    network: Network, layers: list[LayerParametersFile], path: str, is_start: bool = False
) -> Vector:
    """Return the parameters of all layers; at a start, a slope that is left out is the declared one."""
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
        slope = _to_slope(network.layers[position].activation, layer, f"{place}.slope", is_start)
        parts.append((np.array(layer.weights), np.array(layer.biases), slope))
    return Vector(network.join(parts))


def _to_slope(activation: Activation, layer: LayerParametersFile, path: str, is_start: bool) -> Array:
    if not activation.learns_slope:
        if layer.slope is not UNSET:
            raise ProjectError(path, f"{activation.label} learns no slope")
        return np.empty(0)
    if layer.slope is not UNSET:
        return np.array([layer.slope])
    if not is_start:
        raise ProjectError(path, f"the entry is missing: {activation.label} learns its slope")
    return np.array([activation.initial_slope])


def _check_length(path: str, values: list[Any], expected: int, what: str) -> None:
    if len(values) != expected:
        raise ProjectError(path, f"expected {expected} {what}, got {len(values)}")
