"""Edits of what a project has beside layers, loss and optimizer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations.prelu import PReLU
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.clipping.value import ByValue
from core.datasets.circles import Circles
from core.datasets.iris import Iris
from core.datasets.split import Split
from core.datasets.table import Table
from core.datasets.xor import Xor
from core.initializers.glorot_uniform import GlorotUniform
from core.losses.bce import BinaryCrossEntropy
from core.losses.cce import CategoricalCrossEntropy
from core.losses.mse import MeanSquaredError
from core.network import Layer
from core.optimizers.sgd import SGD
from core.regularizers.l1 import L1
from core.schedules.exponential import Exponential
from core.stops.early_stopping import EarlyStopping
from core.stops.none import Never
from core.stops.plateau import Plateau
from nnviz.project import edits
from nnviz.project.check import check
from nnviz.project.errors import ProjectError
from nnviz.project.model import NetworkSpec, Project, TrainingSpec, Vector


@pytest.fixture
def xor() -> Project:
    layers = (Layer(4, Tanh()), Layer(1, Sigmoid()))
    network = NetworkSpec(2, layers, GlorotUniform())
    return Project(network, BinaryCrossEntropy(), SGD(learning_rate=0.5), Xor(), TrainingSpec(batch_size=4))


@pytest.fixture
def circles(xor: Project) -> Project:
    return replace(xor, data=Circles(samples=40)).with_training(batch_size=30)


def given(project: Project) -> Project:
    """Return the project with parameters of which each is another."""
    count = project.network.network.parameter_count
    return project.with_network(theta=Vector(np.arange(1.0, count + 1)))


def saved(project: Project) -> Project:
    """Return the project with a point in training."""
    return project.at_point(project.first_point())


def parts(project: Project):
    return project.network.network.split(project.network.initial_theta())


# What keeps a saved point


@pytest.mark.parametrize(
    ("edit", "name", "value"),
    [
        (edits.set_regularizer, "regularizer", L1(0.5)),
        (edits.set_schedule, "schedule", Exponential()),
        (edits.set_clipping, "clipping", ByValue()),
    ],
)
def test_penalty_schedule_and_clipping_are_replaced(xor: Project, edit, name: str, value: object) -> None:
    project = edit(saved(xor), value)
    assert project == replace(saved(xor), **{name: value})
    check(project)


def test_dropout_is_a_hidden_layers(xor: Project) -> None:
    project = edits.set_dropout(saved(xor), 1, 0.25)
    assert project.network.layers[0] == Layer(4, Tanh(), 0.25)
    assert project.state == saved(xor).state
    check(project)
    with pytest.raises(ProjectError, match=r"layers\[1\].dropout: the output layer has none"):
        edits.set_dropout(xor, 2, 0.25)
    with pytest.raises(ProjectError, match=r"layers\[0\].dropout: 1.5 is outside \[0, 1\)"):
        edits.set_dropout(xor, 1, 1.5)
    with pytest.raises(ProjectError, match="no layer 3"):
        edits.set_dropout(xor, 3, 0.25)


def test_the_stop_condition_is_replaced(xor: Project) -> None:
    assert edits.set_stop(xor, Plateau()).training == TrainingSpec(4, stop=Plateau())


def test_dropout_stays_with_its_layer(xor: Project) -> None:
    project = edits.set_dropout(xor, 1, 0.25)
    assert edits.set_units(project, 1, 7).network.layers[0] == Layer(7, Tanh(), 0.25)
    assert edits.set_activation(project, 1, ReLU()).project.network.layers[0].dropout == 0.25
    assert [layer.dropout for layer in edits.add_layer(project, 2).network.layers] == [0.25, 0, 0]


# Learned slopes


def test_an_activation_that_learns_its_slope_keeps_all_other_parameters(xor: Project) -> None:
    before = given(xor)
    project = edits.set_activation(before, 1, PReLU(0.125)).project
    first, second = parts(project)
    np.testing.assert_array_equal(first.weights, parts(before)[0].weights)
    np.testing.assert_array_equal(second.biases, parts(before)[1].biases)
    assert first.slope == [0.125]
    assert second.slope.size == 0
    back = edits.set_activation(project, 1, Tanh()).project
    assert back == before


def test_drawn_parameters_stay_drawn(xor: Project) -> None:
    project = edits.set_activation(xor, 1, PReLU(0.125)).project
    assert project.network.theta is None
    np.testing.assert_array_equal(parts(project)[0].weights, parts(xor)[0].weights)


def test_a_saved_point_is_left_for_its_parameters(xor: Project) -> None:
    theta = Vector(np.arange(17.0))
    before = replace(saved(xor), state=replace(saved(xor).state, theta=theta))
    project = edits.set_activation(before, 1, PReLU()).project
    assert project.state is None
    np.testing.assert_array_equal(parts(project)[0].biases, theta.array[8:12])
    check(project)


def test_a_slope_that_was_learned_stays_with_its_layer(xor: Project) -> None:
    project = given(edits.set_activation(xor, 1, PReLU()).project)
    slope = parts(project)[0].slope
    for after in (
        edits.add_unit(project, 1),
        edits.add_layer(project, 0),
        edits.set_inputs(project, 3),
        edits.set_activation(project, 2, PReLU()).project,
    ):
        layer = 1 if len(after.network.layers) == 3 else 0
        assert parts(after)[layer].slope == slope


def test_another_declared_slope_begins_with_it(xor: Project) -> None:
    before = given(edits.set_activation(xor, 1, PReLU()).project)
    after = edits.set_activation(before, 1, PReLU(0.5)).project
    assert parts(after)[0].slope == [0.5]
    np.testing.assert_array_equal(parts(after)[0].weights, parts(before)[0].weights)


def test_a_loss_that_takes_the_slope_away_keeps_the_rest(xor: Project) -> None:
    project = edits.set_activation(given(xor), 2, PReLU()).project
    assert project.loss == MeanSquaredError()
    after = edits.set_loss(project, BinaryCrossEntropy()).project
    assert after.network.layers[1].activation == Sigmoid()
    np.testing.assert_array_equal(after.network.initial_theta(), given(xor).network.initial_theta())
    check(after)


def test_data_that_take_the_slope_away(xor: Project) -> None:
    project = edits.set_activation(xor, 2, PReLU()).project
    after = edits.set_data(project, Iris()).project
    assert after.loss == CategoricalCrossEntropy()
    check(after)


# Test samples


def test_a_split_begins_anew_and_the_batch_is_no_larger_than_its_samples(circles: Project) -> None:
    project, notes = edits.set_split(saved(circles), Split(0.5))
    assert project.state is None
    assert len(project.test_samples) == 20
    assert project.training.batch_size == 20
    assert notes == ("The batch size is now 20: there are no more samples.",)
    check(project)


def test_without_test_samples_nothing_looks_at_them(circles: Project) -> None:
    project = edits.set_split(circles, Split(0.25)).project
    project = edits.set_stop(project, EarlyStopping())
    check(project)
    without, notes = edits.set_split(project, Split())
    assert without.training.stop == Never()
    assert "does not stop by itself any more" in notes[0]
    small, notes = edits.set_data(project, Table(((0.0, 1.0),), ((1.0,),)))
    assert small.training.stop == Never()
    assert len(notes) == 2
    for after in (without, small):
        check(after)
    with pytest.raises(ProjectError, match=r"training.stop: .* keep a share of the data"):
        check(edits.set_stop(without, EarlyStopping()))


def test_other_data_are_split_by_the_same_share(circles: Project) -> None:
    project = edits.set_split(circles, Split(0.2)).project
    assert len(edits.set_data(project, Iris()).project.test_samples) == 30


# Features


def test_weights_of_features_that_stay_are_kept_by_their_name(circles: Project) -> None:
    before = given(circles)
    weights = parts(before)[0].weights
    project = edits.set_features(saved(before), ("x2", "x1_x2", "x1"))
    check(project)
    assert project.network.inputs == 3
    assert project.state is None
    np.testing.assert_array_equal(parts(project)[0].weights[[2, 0]], weights)
    np.testing.assert_array_equal(parts(project)[0].biases, parts(before)[0].biases)
    again = edits.set_features(project, ("x1_squared", "x2"))
    np.testing.assert_array_equal(parts(again)[0].weights[1], weights[1])
    assert not np.isin(parts(again)[0].weights[0], weights).any()
    assert edits.set_features(project, ("x1", "x2")) == before


def test_the_plain_inputs_are_no_features(circles: Project) -> None:
    assert edits.set_features(circles, ("x1", "x2")).features == ()


def test_features_need_two_inputs(xor: Project) -> None:
    project = edits.set_data(xor, Iris()).project
    with pytest.raises(ProjectError, match=r"data.features: .* two inputs, the data have 4"):
        edits.set_features(project, ("x1", "sin_x1"))


def test_features_stay_where_the_data_have_two_inputs_and_go_where_not(circles: Project) -> None:
    project = edits.set_features(circles, ("x1", "x2", "sin_x1"))
    other, notes = edits.set_data(project, Xor())
    assert other.features == project.features
    assert other.network.inputs == 3
    check(other)
    without, notes = edits.set_data(given(project), Iris())
    assert without.features == ()
    assert notes[0] == "There are no features any more: they are made of two inputs, the data have 4."
    check(without)
    kept, former = parts(without)[0].weights, parts(given(project))[0].weights
    np.testing.assert_array_equal(kept[:2], former[:2])
    assert not np.isin(kept[2:], former).any()
