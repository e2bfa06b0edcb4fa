"""Units and layers that come and go."""

from __future__ import annotations

from dataclasses import replace

from core.activations.tanh import Tanh
from core.network import Layer
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.project.reshape import Source, require_layer, reshape, resize, sources_of

_FIRST_HIDDEN = Layer(4, Tanh())


def set_inputs(project: Project, inputs: int) -> Project:
    """Return the project with this number of inputs, added or removed at the end."""
    return _resize(project, 0, inputs)


def set_units(project: Project, layer: int, units: int) -> Project:
    """Return the project with this number of units in a layer (from 1), added or removed at its end."""
    require_layer(project, layer)
    return _resize(project, layer, units)


def add_unit(project: Project, layer: int) -> Project:
    """Return the project with one more unit in a layer; layer 0 gets one more input."""
    require_layer(project, layer, 0)
    return _resize(project, layer, project.network.network.sizes[layer] + 1)


def remove_unit(project: Project, layer: int, unit: int | None = None) -> Project:
    """Return the project without a unit (from 0) of a layer; None removes the last one.

    Raises
    ------
    ProjectError
        If there is no such unit or no other one in the layer.
    """
    require_layer(project, layer, 0)
    units = project.network.network.sizes[layer]
    place = units - 1 if unit is None else unit
    if not 0 <= place < units:
        raise ProjectError("network.layers", f"layer {layer} has no unit {place + 1}")
    spec = resize(project.network, layer, units - 1)
    sources = sources_of(project.network)
    sources[layer] = Source(layer, (*range(place), *range(place + 1, units)))
    return reshape(project, spec, sources)


def add_layer(project: Project, after: int) -> Project:
    """Return the project with a new layer behind layer `after` (0: behind the inputs).

    A new hidden layer is like the nearest hidden one. Behind the last layer the new one is like the last, so
    that outputs, data and loss still fit.
    """
    require_layer(project, after, 0)
    spec = project.network
    depth = len(spec.layers)
    if after == depth:
        new = spec.layers[-1]
    elif depth > 1:
        new = spec.layers[min(max(after, 1), depth - 1) - 1]
    else:
        new = _FIRST_HIDDEN
    sources = sources_of(spec)
    sources.insert(after + 1, Source(None, (None,) * new.units))
    layers = (*spec.layers[:after], new, *spec.layers[after:])
    return reshape(project, replace(spec, layers=layers, theta=None), sources)


def remove_layer(project: Project, layer: int) -> Project:
    """Return the project without a hidden layer.

    Raises
    ------
    ProjectError
        If it is the output layer, which the data and the loss need.
    """
    require_layer(project, layer)
    spec = project.network
    if layer == len(spec.layers):
        raise ProjectError(
            "network.layers", "the output layer cannot be removed: the loss compares it with the targets"
        )
    sources = sources_of(spec)
    del sources[layer]
    layers = (*spec.layers[: layer - 1], *spec.layers[layer:])
    return reshape(project, replace(spec, layers=layers, theta=None), sources)


def _resize(project: Project, layer: int, units: int) -> Project:
    """Return the project with units added or removed at the end of a layer, 0 for the inputs."""
    spec = resize(project.network, layer, units)
    sources = sources_of(project.network)
    sources[layer] = sources[layer].resized(units)
    return reshape(project, spec, sources)
