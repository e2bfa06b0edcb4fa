"""Every edit, from a project to a project."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations.identity import Identity
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.datasets.circles import Circles
from core.datasets.iris import Iris
from core.datasets.table import Table
from core.datasets.xor import Xor
from core.initializers.glorot_uniform import GlorotUniform
from core.initializers.zeros import Zeros
from core.losses.bce import BinaryCrossEntropy
from core.losses.cce import CategoricalCrossEntropy
from core.losses.mse import MeanSquaredError
from core.network import Layer
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from nnviz.project import edits
from nnviz.project.check import check
from nnviz.project.errors import ProjectError
from nnviz.project.model import NetworkSpec, Project, StateSpec, TrainingSpec, Vector
from nnviz.project.race_spec import PlaneSpec, RaceSpec

# Mazur's numbers: every parameter is another, so that a mistaken one shows.
THETA = Vector([0.15, 0.25, 0.2, 0.3, 0.35, 0.36, 0.4, 0.5, 0.45, 0.55, 0.6, 0.61])


@pytest.fixture
def mazur() -> Project:
    layers = (Layer(2, Sigmoid()), Layer(2, Sigmoid()))
    network = NetworkSpec(2, layers, initializer=GlorotUniform(), seed=3, theta=THETA)
    return Project(network, MeanSquaredError("half_sum"), SGD(learning_rate=0.5), Table())


@pytest.fixture
def xor() -> Project:
    layers = (Layer(4, Tanh()), Layer(1, Sigmoid()))
    training = TrainingSpec(batch_size=4)
    return Project(
        NetworkSpec(2, layers, GlorotUniform()), BinaryCrossEntropy(), SGD(learning_rate=0.5), Xor(), training
    )


def parts(project: Project):
    return project.network.network.split(project.network.initial_theta())


def with_state(project: Project, theta: Vector) -> Project:
    slots = tuple((name, Vector(np.zeros(theta.array.size))) for name in project.optimizer.slots())
    return replace(project, state=StateSpec(7, theta, slots, 7, 0, 7))


# Shape


def test_a_new_unit_leaves_all_other_parameters_alone(mazur: Project) -> None:
    first, second = parts(edits.add_unit(mazur, 1))
    np.testing.assert_array_equal(first.weights[:, :2], [[0.15, 0.25], [0.2, 0.3]])
    np.testing.assert_array_equal(first.biases, [0.35, 0.36, 0])
    np.testing.assert_array_equal(second.weights[:2], [[0.4, 0.5], [0.45, 0.55]])
    np.testing.assert_array_equal(second.biases, [0.6, 0.61])
    assert (first.weights[:, 2] != 0).all()
    assert (second.weights[2] != 0).all()


def test_new_weights_come_from_the_initializer(mazur: Project) -> None:
    first, second = parts(edits.add_unit(edits.set_initializer(mazur, Zeros()), 1))
    assert not first.weights.any()
    assert not second.weights.any()


def test_a_unit_can_be_removed_from_the_middle(mazur: Project) -> None:
    first, second = parts(edits.remove_unit(mazur, 1, 0))
    np.testing.assert_array_equal(first.weights, [[0.25], [0.3]])
    np.testing.assert_array_equal(first.biases, [0.36])
    np.testing.assert_array_equal(second.weights, [[0.45, 0.55]])


def test_removing_what_was_added_gives_the_same_project_back(mazur: Project) -> None:
    assert edits.remove_unit(edits.add_unit(mazur, 1), 1) == mazur
    assert edits.remove_layer(edits.add_layer(mazur, 1), 2).network.layers == mazur.network.layers


def test_inputs_are_added_at_the_end(mazur: Project) -> None:
    for project in (edits.set_inputs(mazur, 3), edits.add_unit(mazur, 0)):
        first, second = parts(project)
        np.testing.assert_array_equal(first.weights[:2], [[0.15, 0.25], [0.2, 0.3]])
        np.testing.assert_array_equal(second.weights, [[0.4, 0.5], [0.45, 0.55]])
    assert edits.set_inputs(project, 2) == mazur


def test_a_new_layer_is_like_the_nearest_hidden_one(xor: Project) -> None:
    project = edits.add_layer(xor, 1)
    assert [layer.units for layer in project.network.layers] == [4, 4, 1]
    assert project.network.layers[1].activation == Tanh()
    check(project)


def test_a_new_layer_parts_the_weights_that_it_comes_between(mazur: Project) -> None:
    first, new, last = parts(edits.add_layer(mazur, 1))
    np.testing.assert_array_equal(first.weights, [[0.15, 0.25], [0.2, 0.3]])
    assert not new.biases.any()
    assert not np.isin(last.weights, THETA.array).any()
    np.testing.assert_array_equal(last.biases, [0.6, 0.61])


def test_a_layer_behind_the_last_keeps_outputs_and_loss(xor: Project) -> None:
    project = edits.add_layer(xor, 2)
    assert project.network.layers[1:] == (xor.network.layers[1],) * 2
    check(project)


def test_a_first_hidden_layer_is_made_from_nothing(xor: Project) -> None:
    project = edits.remove_layer(xor, 1)
    assert [layer.units for layer in project.network.layers] == [1]
    assert len(edits.add_layer(project, 0).network.layers) == 2


def test_the_output_layer_stays(xor: Project) -> None:
    with pytest.raises(ProjectError, match="output layer cannot be removed"):
        edits.remove_layer(xor, 2)


@pytest.mark.parametrize("layer", [-1, 3])
def test_a_layer_that_is_not_there_is_named(xor: Project, layer: int) -> None:
    with pytest.raises(ProjectError, match=f"no layer {layer}"):
        edits.add_unit(xor, layer)


def test_the_last_unit_stays(xor: Project) -> None:
    with pytest.raises(ProjectError, match=r"layers\[1\].units: expected a whole number from 1"):
        edits.remove_unit(xor, 2)
    with pytest.raises(ProjectError, match="no unit 9"):
        edits.remove_unit(xor, 1, 8)


@pytest.mark.parametrize("units", [10**6, 10**15])
def test_a_million_units_are_refused_before_anything_is_made(xor: Project, units: int) -> None:
    with pytest.raises(ProjectError, match=r"network.layers\[0\].units: expected .* to 10000"):
        edits.set_units(xor, 1, units)
    with pytest.raises(ProjectError, match=r"network.inputs"):
        edits.set_inputs(xor, units)


def test_too_many_parameters_are_refused_by_their_memory(xor: Project) -> None:
    with pytest.raises(ProjectError, match="GB"):
        edits.set_units(edits.add_layer(edits.set_units(xor, 1, 3000), 1), 2, 9000)


def test_the_axes_of_the_race_stay_within_the_parameters(xor: Project) -> None:
    xor = replace(xor, race=RaceSpec(None, plane=PlaneSpec(axes=(16, 15))))
    small = edits.set_units(xor, 1, 1)
    assert small.race.plane.axes == (4, 3)
    check(small)
    check(edits.set_units(replace(xor, race=RaceSpec(None, plane=PlaneSpec(axes=(0, 1)))), 1, 1))


# Parameters


def test_a_parameter_is_written_into_the_parameters_at_the_cursor(mazur: Project) -> None:
    now = THETA.array + 1
    project = edits.set_parameter(mazur, now, 2, 1, 0, -3.5)
    changed = np.flatnonzero(project.network.theta.array != now)
    assert mazur.network.network.place(int(changed[0])) == (2, 1, 0)
    assert project.network.theta.array[changed] == [-3.5]
    assert len(changed) == 1
    assert edits.set_parameter(mazur, now, 1, 0, None, 9.0).network.theta.array[4] == 9.0


def test_initializer_and_seed_replace_given_parameters(mazur: Project) -> None:
    for project in (
        edits.set_initializer(mazur, Zeros()),
        edits.set_seed(mazur, 8),
        edits.reinitialise(mazur),
        edits.reinitialise(mazur, 8),
    ):
        assert project.network.theta is None
    assert edits.reinitialise(mazur).network.seed == 3
    assert project.network.seed == 8


# A saved point in training


def test_edits_that_begin_anew_drop_the_saved_state(mazur: Project) -> None:
    saved = with_state(mazur, Vector(THETA.array * 2))
    for project in (
        edits.add_unit(saved, 1),
        edits.set_data(saved, Table(((0.0, 1.0),), ((1.0, 0.0),))).project,
        edits.set_parameter(saved, THETA.array, 1, 0, 0, 1.0),
        edits.set_initializer(saved, Zeros()),
        edits.set_seed(saved, 4),
    ):
        assert project.state is None
        check(project)


def test_a_new_unit_keeps_the_parameters_of_the_saved_state(mazur: Project) -> None:
    first, _ = parts(edits.add_unit(with_state(mazur, Vector(THETA.array * 2)), 1))
    np.testing.assert_array_equal(first.weights[:, :2], [[0.3, 0.5], [0.4, 0.6]])


def test_an_optimizer_with_the_same_slots_keeps_the_saved_state(mazur: Project) -> None:
    saved = with_state(mazur, THETA)
    assert edits.set_optimizer(saved, SGD(learning_rate=0.1)).state == saved.state


def test_an_optimizer_with_other_slots_goes_on_from_the_saved_parameters(mazur: Project) -> None:
    saved = with_state(mazur, Vector(THETA.array * 2))
    for optimizer in (Adam(), SGD(momentum=0.9)):
        project = edits.set_optimizer(saved, optimizer)
        assert project.state is None
        assert project.network.theta == saved.state.theta
        check(project)


def test_training_edits_keep_the_saved_state(mazur: Project) -> None:
    saved = with_state(mazur, THETA)
    project = edits.set_training_seed(edits.set_shuffle(edits.set_batch_size(saved, 2), True), 5)
    assert project.training == TrainingSpec(2, True, 5)
    assert project.state == saved.state


# Pairs of output activation and loss


def test_a_loss_brings_the_activation_that_it_needs(mazur: Project) -> None:
    project, notes = edits.set_loss(mazur, CategoricalCrossEntropy())
    assert project.network.layers[-1].activation == Softmax()
    assert notes == (
        "The output layer is now Softmax: Categorical cross entropy (CCE) does not go with Sigmoid.",
    )
    tanh = edits.set_activation(mazur, 2, Tanh()).project
    assert edits.set_loss(tanh, BinaryCrossEntropy()).project.network.layers[-1].activation == Sigmoid()


def test_a_loss_that_fits_changes_nothing_else(mazur: Project) -> None:
    project, notes = edits.set_loss(mazur, BinaryCrossEntropy())
    assert project == replace(mazur, loss=BinaryCrossEntropy())
    assert notes == ()


def test_an_activation_that_leaves_its_loss_brings_the_squared_error(mazur: Project) -> None:
    classes = edits.set_data(mazur, Iris()).project
    project, notes = edits.set_activation(classes, 2, ReLU())
    assert project.loss == MeanSquaredError()
    assert "does not go with ReLU" in notes[0]
    check(project)


def test_hidden_activations_leave_the_loss_alone(xor: Project) -> None:
    project, notes = edits.set_activation(xor, 1, ReLU())
    assert project.loss == xor.loss
    assert notes == ()


# Data


def test_classes_bring_softmax_and_cross_entropy(xor: Project) -> None:
    project, notes = edits.set_data(xor, Iris())
    assert project.network.network.sizes == (4, 4, 3)
    assert project.network.layers[-1].activation == Softmax()
    assert project.loss == CategoricalCrossEntropy()
    assert [note.split(":")[0] for note in notes] == [
        "The network now has 4 inputs, as the data has.",
        "The output layer now has 3 units, one per target column.",
        "The output layer is now Softmax and the loss Categorical cross entropy (CCE)",
    ]
    check(project)


def test_two_classes_in_one_column_bring_sigmoid_and_its_loss(xor: Project) -> None:
    project, _ = edits.set_data(edits.set_data(xor, Iris()).project, Xor())
    assert project.network.layers[-1] == Layer(1, Sigmoid())
    assert project.loss == BinaryCrossEntropy()
    check(project)


def test_quantities_out_of_reach_bring_identity_and_squared_error(xor: Project) -> None:
    project, notes = edits.set_data(xor, Table(((0.0, 1.0), (1.0, 1.0)), ((20.0,), (-3.0,))))
    assert project.network.layers[-1] == Layer(1, Identity())
    assert project.loss == MeanSquaredError()
    assert "quantities" in notes[0]
    check(project)


def test_a_pair_that_still_fits_stays(xor: Project, mazur: Project) -> None:
    project, notes = edits.set_data(xor, Circles(samples=20))
    assert replace(project, data=xor.data) == xor
    assert notes == ()
    assert edits.set_data(mazur, Table(((1.0, 1.0),), ((0.5, 1.0),))).project.loss == mazur.loss
    squared = edits.set_loss(xor, MeanSquaredError("sample_mean")).project
    assert edits.set_data(squared, Circles()).project.loss == MeanSquaredError("sample_mean")


def test_the_reduction_moves_on_to_the_new_loss(xor: Project) -> None:
    project = replace(xor, loss=BinaryCrossEntropy(reduction="sample_mean", from_logits=False))
    assert edits.set_data(project, Iris()).project.loss == CategoricalCrossEntropy("sample_mean", False)


def test_the_batch_is_never_larger_than_the_data(xor: Project) -> None:
    project, notes = edits.set_data(xor, Table(((0.0, 1.0),), ((1.0,),)))
    assert project.training.batch_size == 1
    assert notes == ("The batch size is now 1: there are no more samples.",)


def test_given_parameters_stay_where_they_belong_under_other_data(mazur: Project) -> None:
    first, second = parts(edits.set_data(mazur, Iris()).project)
    np.testing.assert_array_equal(first.weights[:2], [[0.15, 0.25], [0.2, 0.3]])
    np.testing.assert_array_equal(second.weights[:, :2], [[0.4, 0.5], [0.45, 0.55]])


def test_drawn_parameters_are_drawn_for_the_new_data(xor: Project) -> None:
    assert edits.set_data(xor, Iris()).project.network.theta is None


def test_data_that_cannot_be_made_is_refused(xor: Project) -> None:
    class Broken(Table):
        def make(self):
            raise ValueError("row 3, column 'width': there is no number")

    with pytest.raises(ProjectError, match="data: row 3, column 'width'"):
        edits.set_data(xor, Broken())
