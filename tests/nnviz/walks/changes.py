"""Edits of a project, drawn at random: those that training goes on from, and those that begin anew."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from core.activations.base import Activation
from core.optimizers.base import Optimizer
from core.regularizers.l2 import L2
from nnviz.project import edits
from nnviz.project.model import Project

Change = Callable[[Project, random.Random], Project]


def change_rate(project: Project, chance: random.Random) -> Project:
    return replace(project, optimizer=replace(project.optimizer, learning_rate=chance.uniform(0.01, 0.2)))


def change_optimizer(project: Project, chance: random.Random) -> Project:
    member = Optimizer.members()[chance.choice(("sgd", "adam", "rmsprop", "nadam"))]
    return edits.set_optimizer(project, member.from_values({}))


def change_batch(project: Project, chance: random.Random) -> Project:
    return edits.set_batch_size(project, chance.randint(1, 7))


def change_order(project: Project, chance: random.Random) -> Project:
    shuffled = edits.set_shuffle(project, not project.training.shuffle)
    return edits.set_training_seed(shuffled, chance.randint(0, 9))


def change_dropout(project: Project, chance: random.Random) -> Project:
    return edits.set_dropout(project, 1, chance.choice((0.0, 0.3)))


def change_penalty(project: Project, chance: random.Random) -> Project:
    return edits.set_regularizer(project, L2(lambda2=chance.choice((0.01, 0.1))))


def change_activation(project: Project, chance: random.Random) -> Project:
    member = Activation.members()[chance.choice(("tanh", "sigmoid", "prelu"))]
    return edits.set_activation(project, 1, member()).project


def change_units(project: Project, chance: random.Random) -> Project:
    if project.network.layers[0].units > 4 or chance.random() < 0.5:
        return edits.remove_unit(project, 1)
    return edits.add_unit(project, 1)


def change_layers(project: Project, chance: random.Random) -> Project:
    return edits.remove_layer(project, 1) if len(project.network.layers) > 2 else edits.add_layer(project, 1)


def begin_anew(project: Project, chance: random.Random) -> Project:
    return edits.reinitialise(project, chance.randint(0, 9))


CHANGES: tuple[Change, ...] = (
    change_rate,
    change_optimizer,
    change_batch,
    change_order,
    change_dropout,
    change_penalty,
    change_activation,
    change_units,
    change_layers,
    begin_anew,
)
