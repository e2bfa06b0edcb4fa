from __future__ import annotations

import math

import numpy as np
import pytest

from core.activations.sigmoid import Sigmoid
from core.landscape import Slice
from core.neurons.gates import gate
from core.neurons.notation import parameter
from core.neurons.sigmoid_neuron import SigmoidNeuron
from tests.core.neurons.walks import CLOUD, samples

LOSSES = ("mse", "mse_half_sum", "bce")
THETA = np.array([0.7, -1.1, 0.3])


def given_start(**more: object) -> SigmoidNeuron:
    return SigmoidNeuron(start="given", weights=tuple(THETA[:2]), bias=float(THETA[2]), **more)  # type: ignore[arg-type]


def loss_of(loss: str, theta: np.ndarray, rows: slice = slice(None)) -> float:
    """The loss, written out."""
    inputs, targets = CLOUD.inputs[rows], CLOUD.targets[rows, 0]
    total = 0.0
    for x, y in zip(inputs, targets, strict=True):
        a = 1 / (1 + math.exp(-(theta[:2] @ x + theta[2])))
        total += -y * math.log(a) - (1 - y) * math.log(1 - a) if loss == "bce" else (a - y) ** 2
    return total * (0.5 if loss == "mse_half_sum" else 1 / len(targets))


def central_difference(loss: str, theta: np.ndarray, rows: slice = slice(None)) -> np.ndarray:
    h = 1e-5
    return np.array(
        [
            (loss_of(loss, theta + h * e, rows) - loss_of(loss, theta - h * e, rows)) / (2 * h)
            for e in np.eye(3)
        ]
    )


@pytest.mark.parametrize("loss", LOSSES)
def test_a_batch_epoch_steps_against_the_gradient_of_the_whole_loss(loss: str) -> None:
    learning = given_start(loss=loss, rule="batch", learning_rate=0.5).learn(CLOUD)
    change = learning.path[1] - learning.path[0]
    assert change == pytest.approx(-0.5 * central_difference(loss, THETA), rel=1e-7)
    assert learning.losses[:1] == pytest.approx([loss_of(loss, THETA)], rel=1e-14)


@pytest.mark.parametrize("loss", LOSSES)
def test_an_online_example_steps_against_its_own_gradient(loss: str) -> None:
    learning = given_start(loss=loss, learning_rate=0.5).learn(CLOUD)
    theta = THETA
    for example in range(len(CLOUD)):
        step = (example + 1) * len(learning.pattern) // len(CLOUD) - 1
        after = learning.theta_at(step)
        gradient = central_difference(loss, theta, slice(example, example + 1))
        assert after - theta == pytest.approx(-0.5 * gradient, rel=1e-6, abs=1e-10)
        theta = after
    assert (theta == learning.path[1]).all()


def test_one_example_by_hand() -> None:
    # x = 1, y = 0, from zeros: a = 1/2, dL/da = 1/2, slope 1/4, delta 1/8, change -1/8.
    learning = SigmoidNeuron(learning_rate=1.0, epochs=1).learn(samples([[1]], [0]))
    said = {learning[step].kind: learning.explain(step).result for step in range(len(learning))}
    expected = {"activation": 0.5, "loss": 0.125, "grad_a_term": 0.5, "derivative": 0.25, "delta": 0.125}
    assert said.items() >= expected.items()
    assert learning.path[1].tolist() == [-0.125, -0.125]


@pytest.mark.parametrize("rule", ["online", "batch"])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_loss_falls(rule: str, loss: str) -> None:
    learning = SigmoidNeuron(rule=rule, loss=loss, learning_rate=0.1, epochs=50).learn(gate("or"))
    assert len(learning.losses) == 51
    assert (np.diff(learning.losses) < 0).all()


def test_the_mean_gives_the_direction_of_half_the_sum_in_another_length() -> None:
    half, mean = (
        given_start(loss=loss, rule="batch", epochs=1).learn(CLOUD).path for loss in ("mse_half_sum", "mse")
    )
    assert mean[1] - mean[0] == pytest.approx((half[1] - half[0]) * 2 / len(CLOUD), rel=1e-12)


def test_sure_and_wrong_the_squared_error_hardly_learns() -> None:
    start = {"start": "given", "weights": (8.0,), "bias": 0.0, "learning_rate": 1.0, "epochs": 1}
    squared, cross = (
        SigmoidNeuron(loss=loss, **start).learn(samples([[1]], [0])).path[1]
        for loss in ("mse_half_sum", "bce")
    )
    a = 1 / (1 + math.exp(-8))
    assert 8 - squared[0] == pytest.approx(a * a * (1 - a), rel=1e-9)
    assert 8 - cross[0] == pytest.approx(a, rel=1e-9)
    assert (8 - cross[0]) / (8 - squared[0]) > 2900


@pytest.mark.parametrize("shuffle", [False, True])
def test_both_rules_look_at_every_example_once_an_epoch(shuffle: bool) -> None:
    for rule in ("online", "batch"):
        learning = SigmoidNeuron(rule=rule, shuffle=shuffle, seed=4, epochs=3).learn(CLOUD)
        orders = [[learning.sample_at(epoch, k) for k in range(len(CLOUD))] for epoch in range(3)]
        assert all(sorted(order) == list(range(len(CLOUD))) for order in orders)
        assert (len({tuple(order) for order in orders}) > 1) == shuffle
        step = next(i for i in range(len(learning)) if learning[i].example == 2)
        assert learning.explain(step + 1).terms["a0"].value == CLOUD.inputs[orders[0][2], 0]


def test_the_batch_rule_ends_with_the_loss_and_the_changes() -> None:
    learning = given_start(rule="batch").learn(CLOUD)
    end = learning.block(len(learning.pattern) - 1, "example")
    assert [learning[step].kind for step in end] == ["loss"] + ["change", "theta"] * 3
    assert learning.explain(end.start).result == pytest.approx(learning.losses[0], rel=1e-14)
    assert (learning.theta_at(end.start) == THETA).all()
    assert (learning.theta_at(-1) == THETA).all()
    assert (learning.theta_at(end[-1]) == learning.path[1]).all()
    assert [learning.theta_at(step)[2] == THETA[2] for step in end] == [True] * 6 + [False]


def test_the_surface_is_the_loss_over_two_parameters() -> None:
    learning = given_start(loss="bce").learn(CLOUD)
    terrain = learning.surface((0, 2))
    assert terrain.formula == r"L\left(w_{1}, b\right)"
    assert terrain.start == (THETA[0], THETA[2])
    x, y = np.array([0.7, -2.0]), np.array([0.3, 1.5])
    heights = terrain.value(x, y)
    thetas = [np.array([x[k], THETA[1], y[k]]) for k in range(2)]
    assert heights == pytest.approx([loss_of("bce", theta) for theta in thetas], rel=1e-12)
    slopes = np.transpose(terrain.gradient(x, y))
    assert slopes == pytest.approx(
        np.array([central_difference("bce", theta)[[0, 2]] for theta in thetas]), rel=1e-6
    )
    later = learning.surface((0, 2), len(learning) - 1)
    assert later.start == (learning.path[-1][0], learning.path[-1][2])


def test_the_answer_is_the_sigmoid_of_the_weighted_sum() -> None:
    inputs = np.array([[[0.7, 0.0], [1.0, 2.0]]])
    z = inputs[..., 0] * 1.0 + inputs[..., 1] * 0.5 + 0.4
    answers = SigmoidNeuron().value(inputs, np.array([1.0, 0.5, 0.4]))
    assert answers == pytest.approx(Sigmoid().value(z))
    assert answers.shape == (1, 2)


def test_targets_between_no_and_yes_are_possible_and_others_are_not() -> None:
    SigmoidNeuron().learn(samples([[1]], [0.25]))
    for target in (-0.5, 1.5, math.nan):
        with pytest.raises(ValueError, match=f"^row 1: the target {target:g} is outside"):
            SigmoidNeuron().learn(samples([[1]], [target]))


@pytest.mark.parametrize("rule", ["online", "batch"])
@pytest.mark.parametrize("loss", LOSSES)
def test_nothing_leaves_the_finite_numbers(rule: str, loss: str) -> None:
    huge = samples([[1e100, 1e100], [1e100, -1e100], [-1e-300, 0]], [0, 1, 1])
    start = {"start": "given", "weights": (1e6, 1e6), "bias": -1e6}
    learning = SigmoidNeuron(rule=rule, loss=loss, learning_rate=1e6, **start).learn(huge)
    assert np.isfinite(learning.path).all()
    assert np.isfinite(learning.losses).all()
    assert all(math.isfinite(learning.explain(step).result) for step in range(60))


def test_places_of_parameters() -> None:
    assert (parameter(1).quantity, parameter(1).origin, parameter(None).quantity) == ("weight", 1, "bias")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
def test_delta_is_the_slope_of_one_examples_loss(loss: str, target: float) -> None:
    z, h = np.linspace(-6, 6, 13), 1e-5

    def value(z: float) -> float:
        a = 1 / (1 + math.exp(-z))
        if loss == "bce":
            return -target * math.log(a) - (1 - target) * math.log(1 - a)
        return (a - target) ** 2 * (0.5 if loss == "mse_half_sum" else 1)

    measured = [(value(one + h) - value(one - h)) / (2 * h) for one in z.tolist()]
    made = SigmoidNeuron(loss=loss).delta(z, np.full(13, target))
    assert made == pytest.approx(measured, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_delta_is_what_the_learning_records(loss: str) -> None:
    learning = given_start(loss=loss).learn(CLOUD)
    step = next(k for k in range(len(learning)) if learning[k].kind in ("delta", "shortcut"))
    said = [learning.explain(k) for k in learning.block(step, "example")]
    recorded = [one.result for one in said if one.target.quantity == "delta"][-1]
    z = np.array([CLOUD.inputs[0] @ THETA[:2] + THETA[2]])
    made = SigmoidNeuron(loss=loss).delta(z, CLOUD.targets[0])
    assert made == pytest.approx([recorded], rel=1e-13)


def test_squared_error_asks_for_little_of_a_neuron_that_is_sure_and_wrong() -> None:
    z, target = np.array([0.0, 5.0, 10.0, 800.0]), np.zeros(4)
    squared, entropy = (SigmoidNeuron(loss=name).delta(z, target) for name in ("mse", "bce"))
    assert (np.diff(squared) < 0).all()
    assert (np.diff(entropy) > 0).any()
    assert entropy[-1] == 1.0
    assert squared[-1] == 0.0


@pytest.mark.parametrize("rule", ["online", "batch"])
def test_learning_in_parts_is_the_same_learning(rule: str) -> None:
    neuron = given_start(rule=rule, epochs=7)
    *waits, done = neuron.learn_in_parts(CLOUD)
    assert waits == [None] * 8
    assert done is not None
    assert (done.path == neuron.learn(CLOUD).path).all()


def test_parameters_of_a_neuron_that_stands_alone_have_names_of_their_own() -> None:
    terrain = given_start().learn(CLOUD).surface((0, 2))
    assert [terrain.name(index) for index in range(3)] == ["w1", "w2", "b"]
    assert Slice.name(terrain, 0) == ""  # in a network it goes by the nodes that it joins
