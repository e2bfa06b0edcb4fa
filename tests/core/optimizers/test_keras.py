"""Keras' arithmetic, written here once more from its source, a number at a time."""

import math

import numpy as np
import pytest

from core.optimizers.base import Optimizer

START = [0.5, -1.5, 2.0, 1e-3]


def gradient_at(w, i, t):
    return 2 * w + 0.3 * math.cos(t * (i + 1))


def sgd(learning_rate=0.01, momentum=0.0, nesterov=False):
    def step(s, w, g, t):
        if not momentum:
            return w - learning_rate * g
        s["m"] = momentum * s.get("m", 0.0) - learning_rate * g
        return w + (momentum * s["m"] - learning_rate * g if nesterov else s["m"])

    return step


def adagrad(learning_rate=0.001, initial_accumulator=0.1, epsilon=1e-7):
    def step(s, w, g, t):
        s["a"] = s.get("a", initial_accumulator) + g * g
        return w - learning_rate * g / math.sqrt(s["a"] + epsilon)

    return step


def rmsprop(learning_rate=0.001, rho=0.9, epsilon=1e-7, momentum=0.0, centered=False):
    def step(s, w, g, t):
        s["v"] = rho * s.get("v", 0.0) + (1 - rho) * g * g
        denominator = s["v"] + epsilon
        if centered:
            s["g"] = rho * s.get("g", 0.0) + (1 - rho) * g
            denominator = s["v"] - s["g"] ** 2 + epsilon
        increment = learning_rate * g / math.sqrt(denominator)
        if momentum > 0:
            s["m"] = increment = momentum * s.get("m", 0.0) + increment
        return w - increment

    return step


def adadelta(learning_rate=0.001, rho=0.95, epsilon=1e-7):
    def step(s, w, g, t):
        s["v"] = rho * s.get("v", 0.0) + (1 - rho) * g * g
        delta = -math.sqrt(s.get("d", 0.0) + epsilon) * g / math.sqrt(s["v"] + epsilon)
        s["d"] = rho * s.get("d", 0.0) + (1 - rho) * delta * delta
        return w + learning_rate * delta

    return step


def adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7, amsgrad=False, weight_decay=0.0):
    def step(s, w, g, t):
        w -= w * weight_decay * learning_rate
        alpha = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
        s["m"] = s.get("m", 0.0) + (g - s.get("m", 0.0)) * (1 - beta1)
        s["v"] = s.get("v", 0.0) + (g * g - s.get("v", 0.0)) * (1 - beta2)
        s["x"] = max(s.get("x", 0.0), s["v"])
        return w - s["m"] * alpha / (math.sqrt(s["x"] if amsgrad else s["v"]) + epsilon)

    return step


def nadam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
    def step(s, w, g, t):
        u_t = beta1 * (1 - 0.5 * 0.96**t)
        u_next = beta1 * (1 - 0.5 * 0.96 ** (t + 1))
        s["u"] = product = s.get("u", 1.0) * u_t
        s["m"] = s.get("m", 0.0) + (g - s.get("m", 0.0)) * (1 - beta1)
        s["v"] = s.get("v", 0.0) + (g * g - s.get("v", 0.0)) * (1 - beta2)
        m_hat = u_next * s["m"] / (1 - product * u_next) + (1 - u_t) * g / (1 - product)
        v_hat = s["v"] / (1 - beta2**t)
        return w - m_hat * learning_rate / (math.sqrt(v_hat) + epsilon)

    return step


CASES = [
    ({"key": "sgd"}, sgd()),
    ({"key": "sgd", "momentum": 0.9}, sgd(momentum=0.9)),
    ({"key": "sgd", "momentum": 0.9, "nesterov": True}, sgd(momentum=0.9, nesterov=True)),
    ({"key": "adagrad"}, adagrad()),
    ({"key": "rmsprop"}, rmsprop()),
    ({"key": "rmsprop", "momentum": 0.5, "epsilon": 1e-3}, rmsprop(momentum=0.5, epsilon=1e-3)),
    ({"key": "rmsprop", "centered": True, "momentum": 0.5}, rmsprop(centered=True, momentum=0.5)),
    ({"key": "adadelta"}, adadelta()),
    ({"key": "adam"}, adam()),
    ({"key": "adam", "weight_decay": 0.1, "epsilon": 1e-2}, adam(weight_decay=0.1, epsilon=1e-2)),
    ({"key": "amsgrad", "beta2": 0.7}, adam(amsgrad=True, beta2=0.7)),
    ({"key": "adamw"}, adam(weight_decay=0.004)),
    ({"key": "nadam"}, nadam()),
]


@pytest.mark.parametrize(("values", "step"), CASES, ids=lambda value: str(getattr(value, "__name__", value)))
def test_keras_takes_the_same_path(values, step):
    optimizer = Optimizer.decode(values | {"framework": "keras"})
    theta, state = np.array(START), optimizer.init(np.array(START))
    expected, slots = list(START), [{} for _ in START]
    for t in range(1, 41):
        gradient = np.array([gradient_at(w, i, t) for i, w in enumerate(expected)])
        theta, state = optimizer.update(gradient, state, theta, t)
        expected = [step(slots[i], w, gradient[i], t) for i, w in enumerate(expected)]
        np.testing.assert_allclose(theta, expected, rtol=1e-12, atol=1e-14)
