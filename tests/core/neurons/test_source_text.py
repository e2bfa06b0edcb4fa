"""The source text's own code for these neurons, in other words, and where it is wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.neurons.gates import gate
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.perceptron import Perceptron
from core.neurons.sigmoid_neuron import SigmoidNeuron
from tests.core.neurons.walks import CLOUD


def published_gate(x: np.ndarray, threshold: float) -> int:
    return 1 if np.sum(x) >= threshold else 0


def published_perceptron(
    X: np.ndarray, y: np.ndarray, rate: float = 0.01, rounds: int = 100
) -> tuple[np.ndarray, float]:
    """Features down, examples across; all examples at once; > at zero; no end before the last round."""
    weights, bias = np.zeros(X.shape[0]), 0.0
    for _ in range(rounds):
        answers = np.where(np.dot(weights, X) + bias > 0, 1, 0)
        weights -= rate * np.dot(X, (answers - y).T)
        bias -= rate * np.sum(answers - y)
    return weights, bias


def published_sigmoid(
    X: np.ndarray, y: np.ndarray, theta: np.ndarray, epochs: int = 100, rate: float = 0.1
) -> np.ndarray:
    w, b = theta[:-1].copy(), theta[-1]
    for _ in range(epochs):
        a = 1 / (1 + np.exp(-(X @ w + b)))
        slope = (a - y) * a * (1 - a)
        w, b = w - rate * X.T @ slope, b - rate * np.sum(slope)
    return np.append(w, b)


def test_not_is_beyond_the_published_gate_whatever_the_threshold() -> None:
    for threshold in np.linspace(-3, 3, 601):
        assert [published_gate(np.array([x]), threshold) for x in (0, 1)] != [1, 0]
    assert McCullochPitts(threshold=0, inhibitory=(0,)).value(np.array([[0.0], [1.0]])).tolist() == [1, 0]


@pytest.mark.parametrize("name", ["and", "or", "nand", "nor"])
def test_the_published_perceptron_is_the_batch_rule_with_greater_than(name: str) -> None:
    data = gate(name)
    weights, bias = published_perceptron(data.inputs.T, data.targets[:, 0], 0.25)  # a rate without rounding
    learning = Perceptron(rule="batch", at_zero=">", learning_rate=0.25).learn(data)
    assert learning.outcome == "separated"
    assert np.append(weights, bias).tolist() == learning.path[-1].tolist()
    assert (np.where(data.inputs @ weights + bias > 0, 1, 0) == data.targets[:, 0]).all()


def test_its_published_learning_rate_takes_another_way_by_rounding() -> None:
    data = gate("and")
    published = np.append(*published_perceptron(data.inputs.T, data.targets[:, 0], 0.01))
    exact = Perceptron(rule="batch", at_zero=">", learning_rate=0.01).learn(data).path[-1]
    assert published == pytest.approx([0.01, 0.01, -0.02])
    assert exact == pytest.approx([0.01, 0.01, -0.01])


def test_its_formula_says_something_else_than_its_code() -> None:
    code, formula = (Perceptron(rule="batch", at_zero=zero).learn(gate("and")) for zero in (">", ">="))
    assert code.mistakes[0] == 1  # all answered no: only (1, 1) is wrong
    assert formula.mistakes[0] == 3  # all answered yes
    assert code.path[1].tolist() != formula.path[1].tolist()


def test_its_documented_label_shape_fails() -> None:
    data = gate("and")
    with pytest.raises(ValueError):
        published_perceptron(data.inputs.T, data.targets.T)


def test_its_learning_rate_changes_nothing_but_the_scale() -> None:
    data = gate("and")
    small, large = (published_perceptron(data.inputs.T, data.targets[:, 0], rate) for rate in (0.25, 1.0))
    assert (4 * small[0] == large[0]).all()
    assert 4 * small[1] == large[1]


def test_rounding_would_make_the_learning_rate_matter() -> None:
    """In floating point 0.1 + 0.2 - 0.3 is not 0: AND is learned too early, by luck."""
    data = gate("and")
    theta, counts = np.zeros(3), []
    for _ in range(6):
        wrong = 0
        for row, target in zip(data.inputs, data.targets[:, 0], strict=True):
            error = target - float(row @ theta[:2] + theta[2] >= 0)
            theta = theta + 0.1 * error * np.append(row, 1.0)
            wrong += error != 0
        counts.append(wrong)
    assert counts == [2, 3, 3, 0, 0, 0]
    assert Perceptron(learning_rate=0.1).learn(data).mistakes == (2, 3, 3, 2, 1, 0)


def test_it_never_does_xor_and_never_says_so() -> None:
    data = gate("xor")
    weights, bias = published_perceptron(data.inputs.T, data.targets[:, 0], 0.25, 101)
    assert (np.where(data.inputs @ weights + bias > 0, 1, 0) != data.targets[:, 0]).any()
    assert Perceptron(rule="batch", at_zero=">").learn(data).outcome == "cycle"


def test_there_are_no_local_optima_on_separable_data() -> None:
    for seed in range(30):
        learning = Perceptron(start="seeded", seed=seed, epochs=10_000).learn(gate("and"))
        assert learning.outcome == "separated"


def test_the_sign_in_the_published_sigmoid() -> None:
    total, bias = 0.7, 0.4
    published = 1 / (1 + math.exp(-total + bias))
    answer = SigmoidNeuron().value(np.array([1.0]), np.array([total, bias]))
    assert (round(published, 4), round(float(answer), 4)) == (0.5744, 0.7503)


def test_the_published_gradient_is_that_of_half_the_summed_square() -> None:
    start = np.array([0.7, -1.1, 0.3])
    end = published_sigmoid(CLOUD.inputs, CLOUD.targets[:, 0], start)
    ours = {
        loss: SigmoidNeuron(
            rule="batch", loss=loss, start="given", weights=tuple(start[:2]), bias=start[2], epochs=100
        )
        .learn(CLOUD)
        .path[-1]
        for loss in ("mse_half_sum", "mse")
    }
    assert ours["mse_half_sum"] == pytest.approx(end, rel=1e-12)
    assert np.abs(ours["mse"] - end).max() > 0.1
