"""A network of another shape that keeps the parameters of what stays."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.network import Layer
from nnviz.project.check import check_network
from nnviz.project.errors import ProjectError
from nnviz.project.model import NetworkSpec, Project, Vector
from nnviz.project.race_spec import RaceSpec


class Source(NamedTuple):
    """Where the units of a layer come from.

    Attributes
    ----------
    layer : int or None
        The layer they were in (0: the inputs); None where all are new.
    units : tuple of (int or None)
        For each unit its place in that layer, from 0; None for a new one.
    """

    layer: int | None
    units: tuple[int | None, ...]

    def resized(self, units: int) -> Source:
        """Return the same layer with units added or removed at its end."""
        kept = self.units[:units]
        return Source(self.layer, kept + (None,) * (units - len(kept)))


def sources_of(spec: NetworkSpec) -> list[Source]:
    """Return one source per layer, the inputs first, of a network that stays as it is."""
    return [Source(layer, tuple(range(size))) for layer, size in enumerate(spec.network.sizes)]


def start_theta(project: Project) -> Array:
    """Return the parameters where the project's training begins."""
    return project.network.initial_theta() if project.state is None else project.state.theta.array


def resize(spec: NetworkSpec, layer: int, units: int) -> NetworkSpec:
    """Return the network, without parameters, with other units in one layer (0: the inputs).

    Raises
    ------
    ProjectError
        If it would be too large or too small; nothing large is made then.
    """
    if layer == 0:
        spec = replace(spec, inputs=units, theta=None)
    else:
        layers = list(spec.layers)
        layers[layer - 1] = replace(layers[layer - 1], units=units)
        spec = replace(spec, layers=tuple(layers), theta=None)
    check_network(spec)
    return spec


def reshape(project: Project, spec: NetworkSpec, sources: list[Source]) -> Project:
    """Return the project with the network `spec`; what survives keeps its weights, biases and slope.

    Parameters
    ----------
    sources : list of Source
        One per layer, the inputs first. A weight survives where both of its ends do and still follow
        one another; the others are drawn by the initializer. A bias survives with its unit, a learned slope
        with its layer, as long as the slope that it began with is declared.

    Raises
    ------
    ProjectError
        If the network would be too large; nothing large is made then.
    """
    check_network(spec)
    theta, former = spec.network.initial_theta(spec.initializer, spec.seed), start_theta(project)
    places = np.full(theta.size, np.nan)
    _carry(project, spec, sources, (former, theta))
    _carry(project, spec, sources, (np.arange(former.size, dtype=np.float64), places))
    project = replace(project, race=project.race and _following(project.race, places))
    return with_shape(project, replace(spec, theta=Vector(theta)))


def _carry(project: Project, spec: NetworkSpec, sources: list[Source], thetas: tuple[Array, Array]) -> None:
    """Copy what survives from the one theta, of the project's network, into the other, of the new one."""
    old = project.network.network.split(thetas[0])
    for position, new in enumerate(spec.network.split(thetas[1])):
        origin, here = sources[position], sources[position + 1]
        if here.layer is None:
            continue
        units, former = _places(here)
        new.biases[units] = old[here.layer - 1].biases[former]
        if slope_start(spec.layers[position]) == slope_start(project.network.layers[here.layer - 1]):
            new.slope[...] = old[here.layer - 1].slope
        if origin.layer == here.layer - 1:
            rows, former_rows = _places(origin)
            new.weights[np.ix_(rows, units)] = old[here.layer - 1].weights[np.ix_(former_rows, former)]


def slope_start(layer: Layer) -> float | None:
    """Return what a layer's learned slope begins with; None if it learns none."""
    return layer.activation.initial_slope if layer.activation.learns_slope else None


def with_activation(project: Project, layer: int, activation: Activation) -> Project:
    """Return the project with another activation in a layer (from 1).

    Where that gives or takes a learned slope, or lets it begin with another number, training begins anew.
    """
    spec, layers = project.network, list(project.network.layers)
    former = layers[layer - 1]
    layers[layer - 1] = replace(former, activation=activation)
    if slope_start(layers[layer - 1]) == slope_start(former):
        return project.with_network(layers=tuple(layers))
    drawn = replace(spec, layers=tuple(layers), theta=None)
    if spec.theta is None and project.state is None:
        return with_shape(project, drawn)
    return reshape(project, drawn, sources_of(spec))


def with_shape(project: Project, spec: NetworkSpec) -> Project:
    """Return the project with this network and without what belonged to another shape."""
    race = project.race and _fit_race(project.race, spec.network.parameter_count)
    return replace(project, network=spec, race=race, state=None)


def require_layer(project: Project, layer: int, lowest: int = 1) -> None:
    """Raise ProjectError if there is no such layer."""
    depth = len(project.network.layers)
    if not lowest <= layer <= depth:
        raise ProjectError("network.layers", f"there is no layer {layer}; expected {lowest} to {depth}")


def _places(source: Source) -> tuple[list[int], list[int]]:
    """Return the places of the units that stay, now and formerly."""
    pairs = [(now, former) for now, former in enumerate(source.units) if former is not None]
    return [now for now, _ in pairs], [former for _, former in pairs]


def _following(race: RaceSpec, places: Array) -> RaceSpec:
    """Return the race along the same two parameters; if one is lost, it starts anew.

    Parameters
    ----------
    places : array (parameters,)
        Where each parameter of the new network was in the former theta; NaN for one that is new.
    """
    now = [np.flatnonzero(places == axis) for axis in race.plane.axes]
    if not all(place.size for place in now):
        return race.anew_on_network()
    followed = race.with_axes((int(now[0][0]), int(now[1][0])))
    return followed if race.plane.kind == "parameters" else followed.anew_on_network()


def _fit_race(race: RaceSpec, parameters: int) -> RaceSpec:
    """Return the race with two different axes that the network has."""
    first, second = (min(axis, parameters - 1) for axis in race.plane.axes)
    if first == second:
        second = first - 1 if first else 1
    return race.with_axes((first, second))
