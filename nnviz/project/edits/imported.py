"""A network from elsewhere in the place of the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.datasets.table import Table
from core.losses.base import Loss
from core.network import Layer
from nnviz.project import fit
from nnviz.project.check import check_network
from nnviz.project.edits.adapted import Adapted
from nnviz.project.edits.data import set_data
from nnviz.project.model import Project, Vector
from nnviz.project.reshape import with_shape

ONE_SAMPLE = "one sample of ones stands in its place. Choose or import your own data."


class GivenLayer(NamedTuple):
    """A dense layer as it is given.

    Attributes
    ----------
    weights, biases : array (fan_in, units), (units,)
    activation : Activation or None
        None where it is not known.
    slope : float or None
        What the activation has learned, if it learns a slope; None begins with the declared one.
    """

    weights: Array
    biases: Array
    activation: Activation | None = None
    slope: float | None = None


def set_network(project: Project, layers: Sequence[GivenLayer]) -> Adapted:
    """Return the project with these layers and their parameters; training begins anew.

    An activation that is not known is that of the present layer in its place, where there are as many layers,
    else that of the present hidden layers. Data, loss and batch size stay where they fit; data of another
    size give way to one sample to begin with.

    Raises
    ------
    ProjectError
        If the network would be too large.
    """
    spec, notes = project.network, []
    same_depth = len(layers) == len(spec.layers)
    made, guessed = [], []
    for place, given in enumerate(layers):
        present = _present(project, place, len(layers))
        if given.activation is None:
            guessed.append(place + 1)
        dropout = present.dropout if same_depth else 0.0
        made.append(Layer(given.weights.shape[1], given.activation or present.activation, dropout))
    if guessed:
        words = ", ".join(f"{made[number - 1].activation.label} in layer {number}" for number in guessed)
        notes.append(f"No activations are named; assumed: {words}.")
    fan_in = layers[0].weights.shape[0]
    shape = replace(spec, inputs=fan_in, layers=tuple(made), theta=None)
    check_network(shape)
    theta = np.zeros(shape.network.parameter_count)
    for part, given, layer in zip(shape.network.split(theta), layers, made, strict=True):
        part.weights[...], part.biases[...] = given.weights, given.biases
        if layer.activation.learns_slope:
            part.slope[...] = layer.activation.initial_slope if given.slope is None else given.slope
    imported = with_shape(project, replace(shape, theta=Vector(theta)))
    adapted, data_notes = _with_fitting_data(imported)
    return Adapted(adapted, (*notes, *data_notes))


def _present(project: Project, place: int, depth: int) -> Layer:
    """Return the layer of the present network that the new one in this place is like."""
    layers = project.network.layers
    if depth == len(layers):
        return layers[place]
    return layers[-1] if place == depth - 1 else layers[0]


def _with_fitting_data(project: Project) -> tuple[Project, tuple[str, ...]]:
    """Give the network data of its size, and a loss that its outputs can feed."""
    inputs, outputs = project.network.network.sizes[0], project.network.network.sizes[-1]
    samples, notes = project.samples, []
    if samples.inputs.shape[1] != inputs or samples.targets.shape[1] != outputs:
        table = sample_of(inputs, outputs)
        adapted = set_data(replace(project, features=(), loss=_fed_loss(project)), table)
        had = f"{_count(samples.inputs.shape[1], 'input')} and {_count(samples.targets.shape[1], 'output')}"
        notes.append(f"The data had {had}: {ONE_SAMPLE}")
        return adapted.project, (*notes, *adapted.notes)
    loss = _fed_loss(project)
    if loss != project.loss:
        notes.append(f"The loss is now {loss.label}: {project.loss.label} does not go with the output layer.")
        project = replace(project, loss=loss)
    return project, tuple(notes)


def sample_of(inputs: int, outputs: int) -> Table:
    """Return one sample to begin with: inputs of 1, and the first class."""
    return Table(((1.0,) * inputs,), ((1.0,) + (0.0,) * (outputs - 1),))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _fed_loss(project: Project) -> Loss:
    """Return the loss, or the squared error where the output layer cannot feed it."""
    feeds = fit.feeds(project.network.layers[-1].activation, project.loss)
    return project.loss if feeds else fit.loss_like(project.loss, "mse")
