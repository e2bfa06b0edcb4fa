from __future__ import annotations

from dataclasses import replace

import pytest

from core.activations.base import Activation
from core.clipping.base import Clipping
from core.datasets.split import Split
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from nnviz.project import edits
from nnviz.project.changes import what_changed
from nnviz.project.model import Project
from tests.nnviz.sessions import sample

XOR, SPIRAL, MAZUR = sample("xor-2-4-1"), sample("spiral-2-8-8-1"), sample("mazur")
ADAM = Optimizer.decode({"key": "adam"})
TABLE = MAZUR.data


def sgd(**values: object) -> Project:
    return replace(MAZUR, optimizer=Optimizer.decode({"key": "sgd", "learning_rate": 0.5} | values))


CASES = {
    "learning rate 0.5 → 0.1": (sgd(), sgd(learning_rate=0.1)),
    "SGD → Adam": (sgd(), replace(MAZUR, optimizer=ADAM)),
    "learning rate 0.5 → 0.1, momentum 0 → 0.9, nesterov off → on": (
        sgd(),
        sgd(learning_rate=0.1, momentum=0.9, nesterov=True),
    ),
    "units 2-4-1 → 2-6-1": (XOR, edits.set_units(XOR, 1, 6)),
    "units 2-4-1 → 2-4-4-1": (XOR, edits.add_layer(XOR, 1)),
    "layer 2 Tanh → ReLU": (
        SPIRAL,
        edits.set_activation(SPIRAL, 2, Activation.decode({"key": "relu"})).project,
    ),
    "layer 1 dropout 0 → 0.25": (SPIRAL, edits.set_dropout(SPIRAL, 1, 0.25)),
    "first weights Glorot uniform → Zeros": (
        XOR,
        edits.set_initializer(XOR, Initializer.decode({"key": "zeros"})),
    ),
    "seed 0 → 7": (replace(XOR.with_network(seed=0)), XOR.with_network(seed=7)),
    "weights drawn anew": (MAZUR, edits.reinitialise(MAZUR)),
    "reduction mean → sample_mean": (
        replace(MAZUR, loss=Loss.decode({"key": "mse"})),
        replace(MAZUR, loss=Loss.decode({"key": "mse", "reduction": "sample_mean"})),
    ),
    "penalty None → L2": (XOR, edits.set_regularizer(XOR, Regularizer.decode({"key": "l2"}))),
    "schedule Constant → Cosine": (XOR, edits.set_schedule(XOR, Schedule.decode({"key": "cosine"}))),
    "clipping None → By norm": (XOR, edits.set_clipping(XOR, Clipping.decode({"key": "norm"}))),
    "test samples test share 0 → 0.3": (SPIRAL, edits.set_split(SPIRAL, Split(0.3)).project),
    "batch size 4 → 2, shuffling on": (
        XOR,
        edits.set_shuffle(edits.set_batch_size(XOR, 2), True),
    ),
    "other data": (MAZUR, replace(MAZUR, data=replace(TABLE, inputs=((0.1, 0.1),)))),  # type: ignore[call-arg]
    "other features": (SPIRAL, replace(SPIRAL, features=("x1", "x2_squared"))),
    "seed of the order 0 → 3": (XOR.with_training(seed=0), XOR.with_training(seed=3)),
    "": (XOR, replace(XOR, notes="a word")),
}


@pytest.mark.parametrize("words", CASES)
def test_words(words: str) -> None:
    assert what_changed(*CASES[words]) == words


def test_only_three_changes_are_named() -> None:
    after = edits.set_batch_size(sgd(learning_rate=0.1, momentum=0.9, nesterov=True), 1)
    after = replace(after, loss=Loss.decode({"key": "mae"}))
    words = what_changed(sgd(), after)
    assert words.startswith("Squared error (MSE) → ")
    assert words.endswith(" and 1 more")
    assert words.count(", ") == 2


def test_a_typed_parameter_is_named_with_its_numbers_and_several_are_counted() -> None:
    before = MAZUR.network.initial_theta()
    network = MAZUR.network.network
    for place, words in (
        ((1, 0, 1), "weight 2→1 of layer 1: 0.2 → 7.5"),
        ((2, 1, None), "bias 2 of layer 2: 0.6 → 7.5"),
    ):
        after = before.copy()
        after[network.index(*place)] = 7.5
        assert what_changed(MAZUR, MAZUR, (before, after)) == words
    assert what_changed(MAZUR, MAZUR, (before, before + 1)) == f"{before.size} parameters typed"
    assert what_changed(MAZUR, MAZUR, (before, before)) == ""


def test_a_learned_slope_is_named() -> None:
    project = edits.set_activation(SPIRAL, 1, Activation.decode({"key": "prelu"})).project
    before = project.network.initial_theta()
    after = before.copy()
    after[project.network.network.index(1, None)] = 0.5
    assert what_changed(project, project, (before, after)) == "slope of layer 1: 0.25 → 0.5"
