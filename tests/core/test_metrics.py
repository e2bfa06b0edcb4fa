"""Accuracy, confusion matrix and R2."""

import numpy as np
import pytest

import core.losses  # noqa: F401
from core.datasets.base import Samples
from core.losses.base import Loss
from core.metrics import RULES, confusion, decide, decision_rule, evaluate, measure, r_squared
from core.network import Layer, Network
from core.passes import run
from tests.core.cases import make_network, make_theta, with_extras

BCE, CCE, HINGE, MSE = (Loss.decode({"key": key}) for key in ("bce", "cce", "hinge", "mse"))


@pytest.mark.parametrize(
    ("loss", "target", "rule"),
    [
        (BCE, [0.0], "threshold"), (MSE, [1.0], "threshold"), (HINGE, [1.0], "sign"), (MSE, [-1.0], "sign"),
        (CCE, [0.0, 1.0, 0.0], "argmax"), (HINGE, [1.0, 0.0], "argmax"), (CCE, [1.0], "threshold"),
    ],
)  # fmt: skip
def test_loss_and_targets_decide_on_the_rule(loss, target, rule):
    assert decision_rule(loss, np.array([target])) == rule
    assert RULES[rule].endswith(".")


def test_each_rule_decides_as_it_says():
    outputs = np.array([[-1.0], [0.0], [1e-9], [0.4999], [0.5], [2.0]])
    assert decide(outputs, "threshold").tolist() == [0, 0, 0, 0, 1, 1]
    assert decide(outputs, "sign").tolist() == [0, 0, 1, 1, 1, 1]
    assert decide(np.array([[0.2, 0.5, 0.3], [0.4, 0.2, 0.4]]), "argmax").tolist() == [1, 0]


def test_rows_of_the_confusion_matrix_are_the_truth():
    table = confusion(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 2, 0, 0]), 4)
    assert table.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [2, 0, 1, 0], [0, 0, 0, 0]]


def test_two_classes_in_one_output():
    metrics = measure(BCE, 0.7, np.array([[0.9], [0.2], [0.6]]), np.array([[1.0], [0.0], [0.0]]), 2)
    assert (metrics.loss, metrics.rule, metrics.r_squared) == (0.7, "threshold", None)
    assert metrics.accuracy == pytest.approx(2 / 3)
    assert metrics.confusion.tolist() == [[1, 1], [0, 1]]


@pytest.mark.parametrize("negative", [-1.0, 0.0])
def test_the_hinge_loss_decides_by_sign(negative):
    target = np.array([[1.0], [negative], [negative]])
    metrics = measure(HINGE, 0.5, np.array([[0.1], [-0.2], [0.3]]), target, 2)
    assert metrics.rule == "sign"
    assert metrics.confusion.tolist() == [[1, 1], [0, 1]]


def test_many_classes_have_an_output_each():
    prediction = np.array([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3], [0.0, 1.0, 0.0]])
    metrics = measure(CCE, 1.5, prediction, np.eye(3)[[0, 1, 1, 1]], 3)
    assert metrics.rule == "argmax"
    assert metrics.accuracy == 0.75
    assert metrics.confusion.tolist() == [[1, 0, 0], [0, 2, 1], [0, 0, 0]]


def test_quantities_have_r_squared_alone():
    target = np.array([[1.0], [2.0], [3.0]])
    metrics = measure(MSE, 0.1, np.array([[1.0], [2.0], [4.0]]), target, 0)
    assert (metrics.loss, metrics.rule, metrics.accuracy, metrics.confusion) == (0.1, "", None, None)
    assert metrics.r_squared == 0.5


def test_r_squared_of_the_mean_is_zero_and_worse_is_below():
    target = np.array([[1.0, 5.0], [2.0, 7.0], [3.0, 3.0]])
    assert r_squared(target, target) == 1
    assert r_squared(np.broadcast_to(target.mean(axis=0), target.shape), target) == 0
    assert r_squared(-target, target) < 0
    half_right = np.column_stack((target[:, 0], np.full(3, 5.0)))
    assert r_squared(half_right, target) == 0.5


def test_r_squared_of_targets_that_do_not_vary():
    target = np.full((4, 1), 2.0)
    assert r_squared(target, target) == 1
    assert r_squared(target + 1e-9, target) == 0


@pytest.mark.parametrize(
    ("targets", "names", "count"),
    [
        ([[0], [1], [1]], (), 2), ([[1]], (), 2), ([[-1], [1]], (), 2), ([[-1], [0]], (), 0),
        ([[0.5]], (), 0),
        ([[3], [7]], (), 0), ([[0, 1], [1, 0]], (), 2), ([[0, 1, 0]], (), 3), ([[0, 0]], (), 0),
        ([[0.2, 0.8]], (), 0), ([[0], [1]], ("no", "yes"), 2), ([[1, 0, 0]], ("a", "b", "c"), 3),
    ],
)  # fmt: skip
def test_classes_are_told_by_their_names_or_their_targets(targets, names, count):
    targets = np.array(targets, dtype=float)
    inputs = np.zeros((len(targets), 1))
    samples = Samples(inputs, targets, ("x",), ("y",) * targets.shape[1], names)
    assert samples.class_count == count


def test_targets_of_minus_one_and_one_have_zero_between_them():
    metrics = measure(MSE, 0.1, np.array([[0.2], [-0.2]]), np.array([[1.0], [-1.0]]), 2)
    assert metrics.rule == "sign"
    assert metrics.confusion.tolist() == [[1, 0], [0, 1]]


def test_one_quantity_alone_explains_no_variance():
    assert measure(MSE, 0.1, np.array([[1.0]]), np.array([[2.0]]), 0).r_squared is None


def test_a_network_is_measured_as_it_is_used():
    """Neither dropout nor the penalty takes part."""
    task = with_extras("all", samples=12)
    theta = make_theta(task.network)
    samples = Samples(task.inputs, task.targets, ("a", "b"), ("y1", "y2"))
    metrics = evaluate(task.network, task.loss, theta, samples)
    bare = Network(2, tuple(Layer(layer.units, layer.activation) for layer in task.network.layers))
    recording = run(bare, task.loss, theta, task.inputs, task.targets)
    assert metrics.loss == pytest.approx(recording.loss, rel=1e-14)
    right = recording.prediction.argmax(axis=1) == task.targets.argmax(axis=1)
    assert metrics.accuracy == right.mean()
    assert metrics.confusion.sum() == 12


def test_numbers_beyond_all_bounds_are_measured_without_a_warning():
    network = make_network(1, (1, "identity"))
    samples = Samples(np.array([[1e200], [1.0]]), np.array([[5.0], [2.0]]), ("x",), ("y",))
    assert evaluate(network, MSE, np.array([1e200, 0.0]), samples).loss == np.inf
