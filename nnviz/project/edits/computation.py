"""What the layers compute, and what their outputs are compared with."""

from __future__ import annotations

from dataclasses import replace

from core.activations.base import Activation
from core.losses.base import Loss
from core.regularizers.base import Regularizer
from nnviz.project import fit
from nnviz.project.check import check_network
from nnviz.project.edits.adapted import Adapted
from nnviz.project.model import Project
from nnviz.project.reshape import require_layer, with_activation


def set_activation(project: Project, layer: int, activation: Activation) -> Adapted:
    """Return the project with another activation in a layer; the loss follows where it has to."""
    require_layer(project, layer)
    project = with_activation(project, layer, activation)
    if layer < len(project.network.layers) or fit.feeds(activation, project.loss):
        return Adapted(project)
    loss = fit.loss_like(project.loss, "mse")
    note = f"The loss is now {loss.label}: {project.loss.label} does not go with {activation.label}."
    return Adapted(replace(project, loss=loss), (note,))


def set_dropout(project: Project, layer: int, dropout: float) -> Project:
    """Return the project where each unit of a hidden layer is left out of an update with this chance.

    Raises
    ------
    ProjectError
        If it is no such chance, or if it is the output layer.
    """
    require_layer(project, layer)
    layers = list(project.network.layers)
    layers[layer - 1] = replace(layers[layer - 1], dropout=dropout)
    check_network(replace(project.network, layers=tuple(layers)))
    return project.with_network(layers=tuple(layers))


def set_loss(project: Project, loss: Loss) -> Adapted:
    """Return the project with another loss; the output layer's activation follows where it has to."""
    project = replace(project, loss=loss)
    former = project.network.layers[-1].activation
    if fit.feeds(former, loss):
        return Adapted(project)
    activation = fit.partner_activation(loss)
    note = f"The output layer is now {activation.label}: {loss.label} does not go with {former.label}."
    return Adapted(with_activation(project, len(project.network.layers), activation), (note,))


def set_regularizer(project: Project, regularizer: Regularizer) -> Project:
    """Return the project with another penalty on its weights."""
    return replace(project, regularizer=regularizer)
