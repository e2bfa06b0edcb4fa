from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.activations.base import Activation
from core.arrays import Array
from core.formula import Source
from core.gradient_check import measure
from core.losses.base import Loss
from core.network_check import HELD, KINK, NOT_FINITE, RIGHT, ROUNDED, WRONG, NetworkCheck
from core.parameter_check import RIGHT_BELOW
from core.passes import loss_value, penalty
from core.regularizers.base import Regularizer
from core.trace import Trace
from core.training import Task, first_point, run_update
from tests.core.cases import (
    EXTRAS,
    make_network,
    make_targets,
    make_task,
    make_theta,
    outputs_for,
    trace_of,
    with_extras,
)

KINKED = [key for key, member in Activation.members().items() if member.kinks]


def at(task: Task, theta: Array) -> Trace:
    return Trace(task, run_update(task, first_point(task, theta)))


def check_of(task: Task, theta: Array) -> NetworkCheck:
    return NetworkCheck(at(task, theta)).complete()


def random_task(seed: int) -> Task:
    """A network of any kind on inputs of any size, with any penalty and perhaps dropout."""
    generator = np.random.default_rng([seed, 7])
    loss = str(generator.choice(list(Loss.members())))
    hidden = [
        (int(generator.integers(1, 6)), str(generator.choice(list(Activation.members()))))
        for _ in range(generator.integers(1, 4))
    ]
    output = int(generator.integers(1, 4)), str(generator.choice(outputs_for(loss)))
    network = make_network(int(generator.integers(1, 4)), *hidden, output)
    if seed % 3 == 0:
        dropped = [replace(layer, dropout=0.3) for layer in network.layers[:-1]]
        network = replace(network, layers=(*dropped, network.layers[-1]))
    task = make_task(network, loss, samples=int(generator.integers(1, 9)), seed=seed)
    regularizer = Regularizer.find(str(generator.choice(list(Regularizer.members()))))()
    return replace(task, inputs=task.inputs * 10 ** generator.uniform(-1, 2), regularizer=regularizer)


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_is_measured_is_what_moving_the_parameter_does_to_the_whole_loss(extra: str) -> None:
    """The short way through the changed unit alone, against running the whole network twice."""
    trace = trace_of(with_extras(extra))
    task, theta, recording = trace.task, trace.update.before.theta, trace.update.recording
    check = NetworkCheck(trace).complete()
    for index, step in enumerate(check.steps):
        assert (theta[index] + step) - theta[index] == step
        ends = np.stack([theta, theta])
        ends[:, index] += (-step, step)
        low, high = loss_value(
            task.network, task.loss, ends, recording.inputs, recording.targets, recording.masks
        ) + penalty(task.network, task.regularizer, ends)
        assert check.measured[index] == pytest.approx((high - low) / (2 * step), rel=1e-7, abs=1e-9)
    assert np.isin(check.verdicts, (RIGHT, ROUNDED)).all()


@pytest.mark.parametrize("seed", range(60))
def test_right_gradients_of_any_network_are_never_called_wrong(seed: int) -> None:
    task = random_task(seed)
    size = 10 ** np.random.default_rng(seed).uniform(-1, 0.6)
    verdicts = check_of(task, make_theta(task.network, seed, size)).verdicts
    assert np.isin(verdicts, (RIGHT, ROUNDED, KINK, HELD)).all()


@pytest.mark.parametrize("factor", [1 + 1e-5, 0.5, -1.0, 0.0])
def test_a_wrong_gradient_is_wrong_with_any_step(factor: float) -> None:
    network = make_network(2, (4, "tanh"), (1, "sigmoid"))
    check = NetworkCheck(trace_of(make_task(network, samples=3)))
    check.recorded = check.recorded.copy()
    check.recorded[9] *= factor
    check.complete()
    assert np.flatnonzero(check.verdicts == WRONG).tolist() == [9]
    largest = max(abs(factor), 1.0)
    assert check.relative_errors[9] == pytest.approx(abs(1 - factor) / largest, rel=0.02)
    others = np.delete(check.relative_errors, 9)
    assert others.max() < RIGHT_BELOW


@pytest.mark.parametrize("key", KINKED)
def test_a_unit_at_its_kink_has_no_slope_to_compare_with(key: str) -> None:
    """One sample puts every z of the layer on a kink: a bias moves across it, a weight does not."""
    network = make_network(2, (3, key), (1, "identity"))
    task = make_task(network, samples=4)
    inputs = task.inputs.copy()
    inputs[0] = 0
    task = replace(task, inputs=inputs)
    theta = make_theta(network)
    network.split(theta)[0].biases[...] = Activation.find(key).kinks[-1]
    parts = network.split(check_of(task, theta).verdicts.astype(float))
    assert (parts[0].biases == KINK).all()
    assert (parts[0].weights == RIGHT).all()
    assert (parts[1].biases == RIGHT).all()
    network.split(theta)[0].biases[...] += 1e-3
    assert (check_of(task, theta).verdicts == RIGHT).all()


def test_a_kink_close_by_is_left_behind_by_a_shorter_step() -> None:
    network = make_network(1, (1, "relu"))
    task = replace(make_task(network), inputs=np.array([[1.0]]), targets=np.array([[1.0]]))
    check = check_of(task, np.array([1.0, -1.0 + 1e-6]))
    assert not check.has_kink.any()
    assert (check.steps < 1e-6).all()
    assert (check.verdicts == RIGHT).all()


def test_a_kink_of_a_unit_that_dropout_left_out_is_none() -> None:
    layers = make_network(1, (6, "relu"), (1, "identity"))
    network = replace(layers, layers=(replace(layers.layers[0], dropout=0.5), layers.layers[1]))
    task = replace(make_task(network), inputs=np.array([[0.0]]))
    theta = make_theta(network)
    network.split(theta)[0].biases[...] = 0.0
    check = check_of(task, theta)
    stays = check.trace.update.recording.masks[1][0] > 0
    assert 0 < stays.sum() < 6
    assert (network.split(check.verdicts.astype(float))[0].biases == np.where(stays, KINK, RIGHT)).all()


@pytest.mark.parametrize(
    ("loss", "target", "prediction"),
    [
        ("mae", 0.3, 0.3 + 1e-9),
        ("huber", 0.3, 1.3),
        ("huber", 0.3, -0.7),
        ("hinge", 1.0, 1.0),
        ("hinge", -1.0, -1.0),
    ],
)
def test_a_prediction_at_a_corner_of_the_loss(loss: str, target: float, prediction: float) -> None:
    network = make_network(1, (1, "identity"))
    task = replace(make_task(network, loss), inputs=np.array([[0.0]]), targets=np.array([[target]]))
    at_corner = check_of(task, np.array([2.0, prediction])).verdicts
    assert at_corner.tolist() == [RIGHT, KINK]  # the input is 0: moving the weight moves nothing
    assert check_of(task, np.array([2.0, prediction + 0.01])).verdicts.tolist() == [RIGHT, RIGHT]


def unsure(target: float, z: float, **loss: object) -> Trace:
    """One sigmoid unit, its loss of a probability: z is its bias."""
    network = make_network(1, (1, "sigmoid"))
    task = make_task(network, {"key": "bce", "from_logits": False} | loss)
    task = replace(task, inputs=np.array([[1.0]]), targets=np.array([[target]]))
    return at(task, np.array([0.5, z - 0.5]))


@pytest.mark.parametrize("z", [-28.0, -45.0, -99.0, -120.0])
@pytest.mark.parametrize("target", [1.0, 0.3])
def test_where_pytorch_holds_the_gradient_of_the_loss_that_is_said(z: float, target: float) -> None:
    """PyTorch divides by a (1 - a), but by 1e-12 at least: what it hands back is not the loss's slope."""
    trace = unsure(target, z)
    check = NetworkCheck(trace).complete()
    assert check.verdicts.tolist() == [HELD, HELD]
    assert check.relative_errors == pytest.approx([0, 0], abs=RIGHT_BELOW)
    own = -target if z > -100 else 0.0  # a - y; below e^-100 the logarithm, and so the loss, is level
    assert check.measured == pytest.approx([own, own], abs=1e-9)
    assert check.recorded == pytest.approx([-target * np.exp(z) / float(np.float32(1e-12))] * 2, rel=1e-9)
    for quantity in ("grad_a", "delta", "bias_gradient"):
        source = Source(quantity, 1, 0)
        recorded = (
            float(trace.update.recording.grad_a[1][0, 0]) if quantity == "grad_a" else check.recorded[1]
        )
        one = measure(trace, source, 0, float(recorded))
        assert one.held == pytest.approx(recorded, rel=1e-6)
        assert one.measured != pytest.approx(recorded, rel=0.1, abs=0)
        assert one.relative_error < 1e-6


@pytest.mark.parametrize("z", [-28.0, -45.0, -120.0])
def test_a_wrong_gradient_stays_wrong_where_that_of_the_loss_is_held(z: float) -> None:
    check = NetworkCheck(unsure(1.0, z)).complete()
    for wrong in (1.01, -1.0, 2.0):
        check.recorded = check.held * wrong
        small = np.abs(check.held * (wrong - 1)) <= check.rounding
        assert (check.verdicts == np.where(small, HELD, WRONG)).all()
    assert NetworkCheck(unsure(1.0, -28.0)).complete().rounding.max() < 1e-7  # so that 1 % is seen


@pytest.mark.parametrize("z", [27.0, 28.0, 30.0, 33.0, 36.0, 45.0])
@pytest.mark.parametrize("target", [0.0, 1.0, 0.3])
def test_next_to_1_the_last_digit_of_the_probability_is_felt(z: float, target: float) -> None:
    trace = unsure(target, z)
    check = NetworkCheck(trace).complete()
    assert np.isin(check.verdicts, (RIGHT, ROUNDED, HELD)).all()
    one = measure(trace, Source("delta", 1, 0), 0, float(check.recorded[1]))
    assert abs(one.recorded - one.expected) <= max(one.rounding, 1e-6 * abs(one.recorded))


@pytest.mark.parametrize("z", [-25.0, -20.0, -2.0])
def test_where_nothing_is_held_nothing_is_said_of_it(z: float) -> None:
    for trace in (unsure(1.0, z), unsure(1.0, 2 * z, from_logits=True), unsure(1.0, 2 * z, edge="keras")):
        check = NetworkCheck(trace).complete()
        assert np.isin(check.verdicts, (RIGHT, ROUNDED)).all()
        assert np.array_equal(check.held, check.measured)
        assert measure(trace, Source("delta", 1, 0), 0, float(check.recorded[1])).held is None


def test_a_class_beyond_what_a_logarithm_goes_down_to() -> None:
    network = make_network(1, (2, "softmax"))
    task = make_task(network, {"key": "cce", "from_logits": False})
    task = replace(task, inputs=np.array([[1.0]]), targets=np.array([[1.0, 0.0]]))
    check = check_of(task, np.array([0.0, 0.0, -60.0, 50.0]))
    assert check.verdicts.tolist() == [HELD] * 4
    assert check.measured == pytest.approx(np.zeros(4), abs=1e-12)  # the loss is level there
    assert check.recorded[2] == pytest.approx(-np.exp(-110) / np.exp(-100), rel=1e-9)


@pytest.mark.parametrize("key", ["l1", "elastic"])
def test_a_weight_next_to_0_under_a_penalty_on_its_size(key: str) -> None:
    network = make_network(2, (2, "tanh"))
    task = replace(make_task(network, samples=3), regularizer=Regularizer.find(key)())
    theta = make_theta(network)
    theta[[1, 4]] = 1e-9  # a weight, a bias: no penalty on that
    assert np.flatnonzero(check_of(task, theta).verdicts == KINK).tolist() == [1]


def test_a_gradient_too_small_to_be_measured_is_not_called_wrong() -> None:
    network = make_network(1, (1, "sigmoid"), (1, "identity"))
    task = replace(make_task(network), inputs=np.array([[1.0]]), targets=np.array([[0.0]]))
    check = check_of(task, np.array([1.0, 24.0, 3.0, 2.0]))
    assert check.relative_errors[0] > RIGHT_BELOW
    assert check.verdicts.tolist() == [ROUNDED, ROUNDED, RIGHT, RIGHT]


def test_a_network_without_numbers() -> None:
    network = make_network(1, (2, "identity"), (1, "identity"))
    check = check_of(make_task(network), np.full(network.parameter_count, 1e200))
    assert (check.verdicts == NOT_FINITE).all()


def test_measuring_can_be_left_and_taken_up_again() -> None:
    network = make_network(3, (4, "prelu"), (2, "softmax"))
    trace = trace_of(make_task(network, "cce", samples=3))
    check = NetworkCheck(trace)
    first = next(iter(check))
    assert 0 < first < len(check)
    assert not check.is_complete
    assert np.isfinite(check.measured[:first]).all()
    assert (check.verdicts[first:] == NOT_FINITE).all()
    rest = list(check)
    assert rest[-1] == len(check)
    np.testing.assert_array_equal(check.measured, NetworkCheck(trace).complete().measured)


def test_one_parameter_by_itself_gives_the_same_number() -> None:
    trace = trace_of(with_extras("all"))
    check, network = NetworkCheck(trace).complete(), trace.task.network
    for index in range(len(check)):
        layer, unit, origin = network.place(index)
        kind = "slope" if unit is None else "bias" if origin is None else "weight"
        source = Source(f"{kind}_gradient", layer, unit, origin)
        one = measure(trace, source, 0, float(check.recorded[index]))
        assert (one.measured, one.step) == (check.measured[index], check.steps[index])
        assert one.relative_error == check.relative_errors[index]


# What the families declare


def jumps(values: Array, step: float) -> bool:
    """Whether value, slope or curvature jump in the middle of seven values in a row."""
    curvature = np.diff(values, 2) / step**2
    return bool(abs(curvature[-1] - curvature[0]) > 0.1 or np.ptp(curvature) > 0.1)


@pytest.mark.parametrize("key", list(Activation.members()))
def test_an_activation_declares_every_kink_and_no_other(key: str) -> None:
    activation = Activation.find(key)()
    if not activation.elementwise:
        assert not activation.kinks
        return
    step = 1e-3
    around = step * np.arange(-3, 4)
    found = [z for z in np.arange(-8, 8.25, 0.25) if jumps(activation.value(z + around), step)]
    assert tuple(found) == activation.kinks


@pytest.mark.parametrize("key", list(Loss.members()))
def test_a_loss_declares_every_corner_and_no_other(key: str) -> None:
    loss = Loss.find(key)()
    target = make_targets(loss, np.random.default_rng(5), 1, 3)[:, :1]
    step = 1e-4
    around = step * np.arange(-3, 4)
    corners = [float(corner[0, 0]) for corner in loss.corners(target)]
    if loss.logits_of:  # a logarithm's own curvature hides a jump; its corners are where it is held
        assert all(corner < 1e-6 or corner > 1 - 1e-6 for corner in corners)
        return
    candidates = np.sort([*np.arange(-3.05, 3.0, 0.1), *corners])
    assert [p for p in candidates if jumps(loss.elements(p + around, target)[0], step)] == corners


@pytest.mark.parametrize("size", [1e6, 1e12, 1e100])
def test_a_step_is_never_nothing_however_large_the_input(size: float) -> None:
    network = make_network(1, (1, "identity"))
    task = replace(make_task(network), inputs=np.array([[size]]), targets=np.array([[size]]))
    check = check_of(task, np.array([3.0, 0.5]))
    assert (check.steps > 0).all()
    assert (check.verdicts <= ROUNDED).all()
