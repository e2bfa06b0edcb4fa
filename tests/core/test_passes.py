from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core.activations.base import Activation
from core.gradient_check import numerical_gradient
from core.history import train
from core.losses.base import Loss
from core.losses.logits import within_clip
from core.network import Layer, Network
from core.passes import forward, forward_from, gradient, loss_value, run, sample_gradients
from core.training import Task, first_point
from tests.core.cases import make_network, make_task, make_theta, outputs_for, trace_of
from tests.core.golden import golden

# Derivatives that jump: central differences are right on either side, not across.
KINKED = {"relu", "leaky_relu", "prelu", "hard_sigmoid", "step", "mae", "hinge", "huber", "selu", "elu"}
GOLDEN = golden("networks")


def golden_name(case: dict[str, Any]) -> str:
    layers = "-".join(str(units) for units, _ in case["layers"])
    return f"{case['inputs']}-{layers}-{case['loss']['key']}-{len(case['x'])}"


def golden_task(case: dict[str, Any], optimizer: Any = "sgd") -> Task:
    network = make_network(case["inputs"], *case["layers"])
    task = make_task(network, case["loss"], optimizer)
    return Task(
        network,
        task.loss,
        task.optimizer,
        np.array(case["x"]),
        np.array(case["y"]),
        batch_size=len(case["x"]),
    )


@pytest.mark.parametrize("case", GOLDEN, ids=golden_name)
def test_forward_and_gradients_agree_with_pytorch(case: dict[str, Any]) -> None:
    task = golden_task(case)
    recording = run(task.network, task.loss, np.array(case["theta"]), task.inputs, task.targets)
    for layer, (z, a) in enumerate(zip(case["z"], case["a"], strict=True), start=1):
        assert_allclose(recording.z[layer], z, rtol=1e-12, atol=1e-13)
        assert_allclose(recording.a[layer], a, rtol=1e-12, atol=1e-13)
    assert recording.loss == pytest.approx(case["value"], rel=1e-12, abs=1e-14)
    assert_allclose(recording.gradient, case["gradient"], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("case", GOLDEN, ids=golden_name)
def test_ten_updates_agree_with_pytorch(case: dict[str, Any]) -> None:
    for trained in case["trained"]:
        task = golden_task(case, trained["optimizer"])
        progress = train(task, first_point(task, np.array(case["theta"])))
        done = [next(progress) for _ in trained["losses"]]
        assert_allclose([loss for loss, _ in done], trained["losses"], rtol=1e-11, atol=1e-12)
        assert_allclose(done[-1][1].theta, trained["theta"], rtol=1e-11, atol=1e-12)


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Task, int]:
    """Any network under any loss that goes with it, and a seed for its parameters."""
    loss = draw(st.sampled_from(sorted(Loss.members())))
    values: dict[str, Any] = {"key": loss}
    for hyper in Loss.find(loss).hypers():
        if hyper.choices:
            values[hyper.name] = draw(st.sampled_from(hyper.choices))
        elif isinstance(hyper.default, bool):
            values[hyper.name] = draw(st.booleans())
    hidden = st.tuples(st.integers(1, 4), st.sampled_from(sorted(Activation.members())))
    layers = draw(st.lists(hidden, max_size=3))
    layers.append((draw(st.integers(1, 4)), draw(st.sampled_from(outputs_for(loss)))))
    network = make_network(draw(st.integers(1, 4)), *layers)
    seed = draw(st.integers(0, 2**20))
    return make_task(network, values, samples=draw(st.integers(1, 5)), seed=seed), seed


def near_a_kink(task: Task, seed: int) -> bool:
    """Whether some number lies where a derivative jumps, closer than the differences reach."""
    ran = forward(task.network, make_theta(task.network, seed), task.inputs)
    for layer, declared in enumerate(task.network.layers, start=1):
        if declared.activation.key in KINKED:
            edges = np.abs(ran.z[layer][..., None] - [0.0, -3.0, 3.0])
            if edges.min() < 1e-3:
                return True
    logarithms = task.loss.key in ("bce", "cce") and not task.loss.meets(task.network.layers[-1].activation)
    if logarithms and (np.minimum(ran.a[-1], 1 - ran.a[-1]) < 0.01).any():
        return task.network.sizes[-1] > 1  # steep where an output is nearly 0; one softmax unit is always 1
    error = ran.a[-1] - task.targets
    if task.loss.key == "hinge":
        return bool((np.abs(np.abs(ran.a[-1]) - 1) < 1e-3).any())
    edges = np.abs(np.abs(error)[..., None] - [0.0, getattr(task.loss, "beta", 1.0)])
    return task.loss.key in KINKED and bool((edges < 1e-3).any())


@given(tasks())
def test_every_gradient_agrees_with_central_differences(drawn: tuple[Task, int]) -> None:
    task, seed = drawn
    assume(not near_a_kink(task, seed))
    trace = trace_of(task, seed=seed)
    assert_allclose(trace.update.recording.gradient, numerical_gradient(trace), rtol=1e-6, atol=1e-7)


@given(tasks())
def test_the_shortcut_and_the_chain_rule_give_the_same_delta(drawn: tuple[Task, int]) -> None:
    task, seed = drawn
    recording = trace_of(task, seed=seed).update.recording
    beyond_clip = ~within_clip(recording.prediction).all(axis=1)
    if recording.chain_delta is not None:
        # There Keras' clip lets no gradient through the chain, and the short formula needs no clip.
        kept = ~beyond_clip if getattr(task.loss, "clips", False) else np.ones_like(beyond_clip)
        assert_allclose(recording.chain_delta[kept], recording.delta[-1][kept], rtol=1e-9, atol=1e-12)
    else:
        assert not task.loss.meets(task.network.layers[-1].activation)


@given(tasks())
def test_a_batch_of_thetas_gives_what_each_gives_alone(drawn: tuple[Task, int]) -> None:
    task, seed = drawn
    thetas = np.stack([make_theta(task.network, seed + k) for k in range(6)]).reshape(2, 3, -1)
    values = loss_value(task.network, task.loss, thetas, task.inputs, task.targets)
    together = forward(task.network, thetas, task.inputs)
    assert values.shape == (2, 3)
    for place in np.ndindex(2, 3):
        alone = forward(task.network, thetas[place], task.inputs)
        single = loss_value(task.network, task.loss, thetas[place], task.inputs, task.targets)
        assert_allclose(together.a[-1][place], alone.a[-1], rtol=1e-12, atol=1e-14)
        assert_allclose(values[place], single, rtol=1e-12, atol=1e-14)


def larger_than_noise(gradients: np.ndarray) -> float:
    """What rounding is relative to: of a single softmax unit all gradients are 0 but for it."""
    return max(1.0, float(np.abs(gradients).max()))


@given(tasks())
def test_gradients_of_a_batch_of_thetas_are_those_of_each_alone(drawn: tuple[Task, int]) -> None:
    task, seed = drawn
    thetas = np.stack([make_theta(task.network, seed + k) for k in range(6)]).reshape(2, 3, -1)
    together = gradient(task.network, task.loss, thetas, task.inputs, task.targets)
    assert together.shape == thetas.shape
    for place in np.ndindex(2, 3):
        alone = run(task.network, task.loss, thetas[place], task.inputs, task.targets).gradient
        assert_allclose(together[place], alone, rtol=1e-12, atol=1e-13 * larger_than_noise(alone))


@given(tasks())
def test_the_shares_of_the_samples_sum_to_the_gradient(drawn: tuple[Task, int]) -> None:
    task, seed = drawn
    thetas = np.stack([make_theta(task.network, seed + k) for k in range(2)])
    shares = sample_gradients(task.network, task.loss, thetas, task.inputs, task.targets)
    assert shares.shape == (2, len(task.inputs), task.network.parameter_count)
    whole = gradient(task.network, task.loss, thetas, task.inputs, task.targets)
    noise = 1e-13 * larger_than_noise(shares)
    assert_allclose(shares.sum(axis=1), whole, rtol=1e-12, atol=noise)
    scale = task.loss.scale(*task.targets.shape) / task.loss.scale(1, task.targets.shape[1])
    for sample in range(len(task.inputs)):
        one = task.inputs[[sample]], task.targets[[sample]]
        alone = gradient(task.network, task.loss, thetas, *one)
        assert_allclose(shares[:, sample], scale * alone, rtol=1e-12, atol=noise)


def test_dropout_is_in_the_shares_of_the_samples_too() -> None:
    network = Network(
        2, (Layer(5, Activation.find("prelu")(), dropout=0.5), *make_network(5, (2, "tanh")).layers)
    )
    task, theta = make_task(network, samples=6), make_theta(network)
    masks = {1: np.random.default_rng(0).choice([0.0, 2.0], (6, 5))}
    plain = (network, task.loss, theta, task.inputs, task.targets, masks)
    whole = run(*plain).gradient
    assert_allclose(gradient(*plain), whole, rtol=1e-13)
    assert_allclose(sample_gradients(*plain).sum(axis=0), whole, rtol=1e-12, atol=1e-15)
    assert np.abs(whole - gradient(*plain[:-1])).max() > 0.01


@pytest.mark.parametrize("case", golden("landscape"), ids=lambda case: case["loss"]["key"])
def test_gradients_of_samples_agree_with_pytorch(case: dict[str, Any]) -> None:
    network, loss = make_network(case["inputs"], *case["layers"]), Loss.decode(case["loss"])
    batch = np.array(case["x"]), np.array(case["y"])
    shares = sample_gradients(network, loss, np.array(case["theta"]), *batch)
    assert_allclose(shares, case["sample_gradients"], rtol=1e-12, atol=1e-14)


@given(tasks())
def test_loss_value_and_run_agree(drawn: tuple[Task, int]) -> None:
    task, seed = drawn
    theta = make_theta(task.network, seed)
    recording = run(task.network, task.loss, theta, task.inputs, task.targets)
    value = loss_value(task.network, task.loss, theta, task.inputs, task.targets)
    assert recording.loss == pytest.approx(float(value), rel=1e-14)
    assert (recording.prediction == forward(task.network, theta, task.inputs).a[-1]).all()


def test_forward_from_a_layer_goes_on_where_forward_was() -> None:
    network = make_network(3, (4, "tanh"), (3, "softmax"), (2, "sigmoid"))
    theta, inputs = make_theta(network), np.random.default_rng(3).normal(size=(5, 3))
    whole = forward(network, theta, inputs)
    for layer in range(network.depth + 1):
        rest = forward_from(network, network.split(theta), layer, whole.a[layer])
        assert len(rest.a) == network.depth + 1 - layer
        for offset, a in enumerate(rest.a):
            assert (a == whole.a[layer + offset]).all()
        for offset, z in enumerate(rest.z[1:], start=1):
            assert (z == whole.z[layer + offset]).all()


def test_mazur() -> None:
    """Matt Mazur's worked example, to all the digits that he could have shown."""
    network = make_network(2, (2, "sigmoid"), (2, "sigmoid"))
    theta = np.array([0.15, 0.25, 0.2, 0.3, 0.35, 0.35, 0.4, 0.5, 0.45, 0.55, 0.6, 0.6])
    loss = Loss.decode({"key": "mse", "reduction": "half_sum"})
    recording = run(network, loss, theta, np.array([[0.05, 0.1]]), np.array([[0.01, 0.99]]))
    assert_allclose(recording.a[1], [[0.593269992107, 0.596884378260]], rtol=1e-11)
    assert_allclose(recording.a[2], [[0.751365069552, 0.772928465321]], rtol=1e-11)
    assert recording.loss == pytest.approx(0.298371108760, rel=1e-11)
    first, second = network.split(recording.gradient)
    rows = [[4.38567734474e-4, 4.97712735261e-4], [8.77135468949e-4, 9.95425470522e-4]]
    assert_allclose(first.weights, rows, rtol=1e-11)
    rows = [[0.0821670405642, -0.0226025404775], [0.0826676278475, -0.022740242216]]
    assert_allclose(second.weights, rows, rtol=1e-11)
    assert theta[6] - 0.5 * recording.gradient[6] == pytest.approx(0.358916479718, rel=1e-11)


def test_far_away_logits_stay_finite() -> None:
    inputs, theta = np.array([[1.0], [-1.0]]), np.array([800.0, -800.0, 0.0, 0.0])
    targets = np.array([[0.0, 1.0], [1.0, 0.0]])
    for loss, output in (("bce", "sigmoid"), ("cce", "softmax")):
        network = make_network(1, (2, output))
        recording = run(network, Loss.find(loss)(), theta, inputs, targets)
        assert np.isfinite(recording.loss)
        assert np.isfinite(recording.gradient).all()
        assert recording.loss > 700


def test_the_gradient_of_a_parameter_is_summed_over_the_samples() -> None:
    network = make_network(2, (3, "tanh"), (1, "identity"))
    loss, theta = Loss.decode({"key": "mse", "reduction": "half_sum"}), make_theta(network)
    task = make_task(network, samples=4)
    whole = run(network, loss, theta, task.inputs, task.targets).gradient
    alone = [run(network, loss, theta, task.inputs[[n]], task.targets[[n]]).gradient for n in range(4)]
    assert_allclose(whole, np.sum(alone, axis=0), rtol=1e-12)


def test_theta_is_not_written_to() -> None:
    network: Network = make_network(2, (3, "tanh"), (1, "identity"))
    task, theta = make_task(network, samples=3), make_theta(network)
    before = theta.copy()
    run(network, task.loss, theta, task.inputs, task.targets)
    assert (theta == before).all()
