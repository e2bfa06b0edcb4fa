"""A network from elsewhere in the place of the present one."""

from __future__ import annotations

import numpy as np
import pytest

from core.activations.base import Activation
from core.activations.prelu import PReLU
from core.activations.tanh import Tanh
from nnviz.project import edits, file
from nnviz.project.check import MOST_PARAMETERS, check
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.resources import resource

R = np.random.default_rng(1)


def layer(fan_in: int, units: int, key: str = "", slope: float | None = None) -> edits.GivenLayer:
    activation = Activation.find(key)() if key else None
    return edits.GivenLayer(R.normal(size=(fan_in, units)), R.normal(size=units), activation, slope)


@pytest.fixture
def xor() -> Project:
    return file.load(resource("samples", "xor-2-4-1.nnviz"))


def test_its_shapes_and_numbers_are_taken_over(xor: Project) -> None:
    layers = [layer(2, 5, "prelu", 0.1), layer(5, 3, "tanh"), layer(3, 1, "sigmoid")]
    project, notes = edits.set_network(xor, layers)
    check(project)
    assert project.network.network.sizes == (2, 5, 3, 1)
    parts = project.network.network.split(project.network.initial_theta())
    for part, given in zip(parts, layers, strict=True):
        np.testing.assert_array_equal(part.weights, given.weights)
        np.testing.assert_array_equal(part.biases, given.biases)
    assert parts[0].slope.tolist() == [0.1]
    assert (project.data, project.loss, notes) == (xor.data, xor.loss, ())


def test_a_slope_that_is_not_given_begins_as_declared(xor: Project) -> None:
    project, _ = edits.set_network(xor, [layer(2, 4, "prelu"), layer(4, 1, "sigmoid")])
    slope = project.network.network.split(project.network.initial_theta())[0].slope
    assert slope.tolist() == [PReLU().slope]


def test_activations_that_are_not_named_are_those_of_the_network(xor: Project) -> None:
    project, notes = edits.set_network(xor, [layer(2, 3), layer(3, 3), layer(3, 1)])
    assert [one.activation.key for one in project.network.layers] == ["tanh", "tanh", "sigmoid"]
    assert notes == (
        "No activations are named; assumed: Tanh in layer 1, Tanh in layer 2, Sigmoid in layer 3.",
    )


def test_data_of_another_size_give_way_to_one_sample(xor: Project) -> None:
    project, notes = edits.set_network(xor, [layer(3, 2, "softmax")])
    check(project)
    assert project.samples.inputs.tolist() == [[1.0, 1.0, 1.0]]
    assert project.samples.targets.tolist() == [[1.0, 0.0]]
    assert project.training.batch_size == 1
    assert notes[0].startswith("The data had 2 inputs and 1 output: one sample of ones stands in its place")


def test_the_loss_follows_an_output_that_cannot_feed_it(xor: Project) -> None:
    project, notes = edits.set_network(xor, [layer(2, 1, "tanh")])
    check(project)
    assert (xor.loss.key, project.loss.key) == ("bce", "mse")
    assert any("does not go with the output layer" in note for note in notes)


def test_training_begins_anew_and_dropout_stays_where_layers_do(xor: Project) -> None:
    dropping = edits.set_dropout(xor, 1, 0.25)
    trained = dropping.at_point(dropping.first_point())
    project, _ = edits.set_network(trained, [layer(2, 6, "tanh"), layer(6, 1, "sigmoid")])
    assert project.state is None
    assert project.network.layers[0].dropout == 0.25
    other, _ = edits.set_network(trained, [layer(2, 6), layer(6, 6), layer(6, 1)])
    assert not any(one.dropout for one in other.network.layers)


def test_a_network_that_is_too_large_is_refused_before_anything_is_made(xor: Project) -> None:
    side = 2240
    large = edits.GivenLayer(np.broadcast_to(0.0, (side, side)), np.zeros(side), Tanh())
    assert side * side > MOST_PARAMETERS
    with pytest.raises(ProjectError, match="parameters would take"):
        edits.set_network(xor, [large])
