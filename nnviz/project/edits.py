"""Every edit of a project as a pure function: the project before, the project after.

An edit of the network's shape keeps the parameters of all that stays. An edit of the shape, the data, a
parameter, the initializer or the seed begins anew, so that a saved point in training (`Project.state`)
does not survive it. What a caller passes is checked by `nnviz.project.check` where the project is taken
over; only what cannot even be built raises here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from core.activations.base import Activation
from core.activations.tanh import Tanh
from core.arrays import Array
from core.datasets.base import Dataset, Samples
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.network import Layer
from core.optimizers.base import Optimizer
from nnviz.project import fit
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project, Vector
from nnviz.project.reshape import Source, require_layer, reshape, resize, sources_of, start_theta, with_shape

_FIRST_HIDDEN = Layer(4, Tanh())


class Adapted(NamedTuple):
    """An edited project, and in plain sentences what was adapted beyond the wish."""

    project: Project
    notes: tuple[str, ...] = ()


# The network's shape


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


# What the layers compute, and from which numbers they start


def set_activation(project: Project, layer: int, activation: Activation) -> Adapted:
    """Return the project with another activation in a layer; the loss follows where it has to."""
    require_layer(project, layer)
    layers = list(project.network.layers)
    layers[layer - 1] = replace(layers[layer - 1], activation=activation)
    project = project.with_network(layers=tuple(layers))
    if layer < len(layers) or fit.feeds(activation, project.loss):
        return Adapted(project)
    loss = fit.loss_like(project.loss, "mse")
    note = f"The loss is now {loss.label}: {project.loss.label} does not go with {activation.label}."
    return Adapted(replace(project, loss=loss), (note,))


def set_initializer(project: Project, initializer: Initializer) -> Project:
    """Return the project with parameters drawn by another initializer; given ones are removed."""
    return replace(project.with_network(initializer=initializer, theta=None), state=None)


def set_seed(project: Project, seed: int) -> Project:
    """Return the project with parameters drawn from another seed; given ones are removed."""
    return replace(project.with_network(seed=seed, theta=None), state=None)


def reinitialise(project: Project, seed: int | None = None) -> Project:
    """Return the project with parameters drawn anew instead of given ones; None keeps the seed."""
    return set_seed(project, project.network.seed if seed is None else seed)


def set_parameter(
    project: Project, theta_now: Array, layer: int, unit: int | None, origin: int | None, value: float
) -> Project:
    """Return the project whose given parameters are `theta_now` with one number changed.

    Parameters
    ----------
    theta_now : array (parameters,)
        The parameters that the user sees, at the cursor.
    layer, unit, origin
        The place as in `core.network.ParameterPlace`: layer from 1, units from 0, origin None for a bias.
    """
    require_layer(project, layer)
    theta = theta_now.copy()
    theta[project.network.network.index(layer, unit, origin)] = value
    return replace(project.with_network(theta=Vector(theta)), state=None)


# Loss, optimizer, training


def set_loss(project: Project, loss: Loss) -> Adapted:
    """Return the project with another loss; the output layer's activation follows where it has to."""
    project = replace(project, loss=loss)
    former = project.network.layers[-1].activation
    if fit.feeds(former, loss):
        return Adapted(project)
    activation = fit.partner_activation(loss)
    note = f"The output layer is now {activation.label}: {loss.label} does not go with {former.label}."
    return Adapted(_with_output(project, activation), (note,))


def set_optimizer(project: Project, optimizer: Optimizer) -> Project:
    """Return the project with another optimizer.

    A saved point in training stays if the optimizer keeps the same arrays; else training begins anew from
    the parameters of that point.
    """
    before = project.optimizer
    project = replace(project, optimizer=optimizer)
    if project.state is None or (type(before) is type(optimizer) and before.slots() == optimizer.slots()):
        return project
    return replace(project.with_network(theta=Vector(start_theta(project))), state=None)


def set_batch_size(project: Project, batch_size: int) -> Project:
    """Return the project with this many samples per update."""
    return project.with_training(batch_size=batch_size)


def set_shuffle(project: Project, shuffle: bool) -> Project:
    """Return the project with samples shuffled anew in every epoch, or in their own order."""
    return project.with_training(shuffle=shuffle)


def set_training_seed(project: Project, seed: int) -> Project:
    """Return the project with another seed of the samples' order."""
    return project.with_training(seed=seed)


# The data


def set_data(project: Project, data: Dataset) -> Adapted:
    """Return the project with other data; the network's ends, the loss and the batch size follow.

    The output activation and the loss stay where they suit the new targets. Parameters that were given by
    hand stay where they still belong; otherwise all are drawn from initializer and seed.

    Raises
    ------
    ProjectError
        If the data cannot be made or the network would be too large.
    """
    before = project.network.network.sizes
    after = replace(project, data=data, state=None)
    try:
        samples = after.samples
    except ValueError as error:
        raise ProjectError("data", str(error)) from error
    if len(samples) == 0:
        raise ProjectError("data", "there is no sample")
    after, size_notes = _fit_ends(after, samples)
    after, pair_notes = _fit_pair(after, samples, before[-1] == samples.targets.shape[1])
    notes = size_notes + pair_notes
    if after.training.batch_size > len(samples):
        after = set_batch_size(after, len(samples))
        notes += (f"The batch size is now {len(samples)}: there are no more samples.",)
    return Adapted(after, notes)


def _fit_ends(project: Project, samples: Samples) -> tuple[Project, tuple[str, ...]]:
    """Give the network as many inputs and outputs as the data has columns."""
    spec, depth = project.network, len(project.network.layers)
    inputs, outputs = samples.inputs.shape[1], samples.targets.shape[1]
    notes = []
    if inputs != spec.inputs:
        notes.append(f"The network now has {_count(inputs, 'input')}, as the data has.")
    if outputs != spec.layers[-1].units:
        notes.append(f"The output layer now has {_count(outputs, 'unit')}, one per target column.")
    if not notes:
        return project, ()
    fitted = resize(resize(spec, 0, inputs), depth, outputs)
    if spec.theta is None:
        return with_shape(project, fitted), tuple(notes)
    sources = sources_of(spec)
    sources[0], sources[-1] = sources[0].resized(inputs), sources[-1].resized(outputs)
    return reshape(project, fitted, sources), tuple(notes)


def _fit_pair(project: Project, samples: Samples, same_outputs: bool) -> tuple[Project, tuple[str, ...]]:
    """Give the network an output activation and a loss that suit the targets."""
    activation = project.network.layers[-1].activation
    natural = same_outputs or activation.probabilities or not fit.one_hot(samples)
    if natural and fit.suits(activation, project.loss, samples):
        return project, ()
    activation_key, loss_key = fit.usual_pair(samples)
    loss = fit.loss_like(project.loss, loss_key)
    if activation.key != activation_key:
        activation = Activation.find(activation_key)()
    kind = "classes" if samples.classes else "quantities"
    note = f"The output layer is now {activation.label} and the loss {loss.label}: the targets are {kind}."
    return _with_output(replace(project, loss=loss), activation), (note,)


# Inside


def _resize(project: Project, layer: int, units: int) -> Project:
    """Return the project with units added or removed at the end of a layer, 0 for the inputs."""
    spec = resize(project.network, layer, units)
    sources = sources_of(project.network)
    sources[layer] = sources[layer].resized(units)
    return reshape(project, spec, sources)


def _with_output(project: Project, activation: Activation) -> Project:
    """Return the project with another activation in the last layer."""
    *hidden, output = project.network.layers
    return project.with_network(layers=(*hidden, replace(output, activation=activation)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
