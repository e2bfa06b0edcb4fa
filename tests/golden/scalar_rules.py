"""Update rules in plain Python, a number at a time, independent of the program's own.

Those of Keras follow the source of Keras 3.15, in its order of operations; those of the text its formulas;
Lion follows algorithm 2 of Chen et al. 2023. Each function takes a parameter's slots,
the parameter, its gradient and the number of the update, and returns the new parameter.
"""

import math
from functools import partial


class Rule:
    """State of one parameter; ``s`` gets a slot's value, or what it starts with."""

    def __init__(self, step, **values):
        self.step, self.values, self.slots = step, values, {}

    def __call__(self, w, g, t):
        return self.step(self.slots, w, g, t, **self.values)


def keras_sgd(s, w, g, t, learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=0.0):
    w = w - w * weight_decay * learning_rate
    if momentum == 0:
        return w - learning_rate * g
    s["m"] = momentum * s.get("m", 0.0) - learning_rate * g
    return w + (momentum * s["m"] - learning_rate * g if nesterov else s["m"])


def keras_adagrad(s, w, g, t, learning_rate=0.001, initial_accumulator=0.1, epsilon=1e-7):
    s["a"] = s.get("a", initial_accumulator) + g * g
    return w - learning_rate * g / math.sqrt(s["a"] + epsilon)


def keras_rmsprop(s, w, g, t, learning_rate=0.001, rho=0.9, epsilon=1e-7, momentum=0.0, centered=False):
    s["v"] = rho * s.get("v", 0.0) + (1 - rho) * g * g
    denominator = s["v"] + epsilon
    if centered:
        s["g"] = rho * s.get("g", 0.0) + (1 - rho) * g
        denominator = s["v"] - s["g"] ** 2 + epsilon
    increment = learning_rate * g / math.sqrt(denominator)
    if momentum > 0:
        s["m"] = increment = momentum * s.get("m", 0.0) + increment
    return w - increment


def keras_adadelta(s, w, g, t, learning_rate=0.001, rho=0.95, epsilon=1e-7):
    s["v"] = rho * s.get("v", 0.0) + (1 - rho) * g * g
    delta = -math.sqrt(s.get("d", 0.0) + epsilon) * g / math.sqrt(s["v"] + epsilon)
    s["d"] = rho * s.get("d", 0.0) + (1 - rho) * delta * delta
    return w + learning_rate * delta


def keras_adam(
    s, w, g, t, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7, amsgrad=False, weight_decay=0.0
):
    w = w - w * weight_decay * learning_rate
    alpha = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    s["m"] = s.get("m", 0.0) + (g - s.get("m", 0.0)) * (1 - beta1)
    s["v"] = s.get("v", 0.0) + (g * g - s.get("v", 0.0)) * (1 - beta2)
    s["x"] = max(s.get("x", 0.0), s["v"])
    return w - s["m"] * alpha / (math.sqrt(s["x"] if amsgrad else s["v"]) + epsilon)


def keras_nadam(s, w, g, t, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
    u_t = beta1 * (1 - 0.5 * 0.96**t)
    u_next = beta1 * (1 - 0.5 * 0.96 ** (t + 1))
    s["u"] = product = s.get("u", 1.0) * u_t
    s["m"] = s.get("m", 0.0) + (g - s.get("m", 0.0)) * (1 - beta1)
    s["v"] = s.get("v", 0.0) + (g * g - s.get("v", 0.0)) * (1 - beta2)
    m_hat = u_next * s["m"] / (1 - product * u_next) + (1 - u_t) * g / (1 - product)
    return w - m_hat * learning_rate / (math.sqrt(s["v"] / (1 - beta2**t)) + epsilon)


def lion(s, w, g, t, learning_rate, beta1=0.9, beta2=0.99, weight_decay=0.0):
    c = beta1 * s.get("m", 0.0) + (1 - beta1) * g
    w = w - learning_rate * ((c > 0) - (c < 0) + weight_decay * w)
    s["m"] = beta2 * s.get("m", 0.0) + (1 - beta2) * g
    return w


def text_sgd(s, w, g, t, alpha=0.01):
    return w - alpha * g


def text_adam(s, w, g, t, alpha=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
    s["m"] = beta1 * s.get("m", 0.0) + (1 - beta1) * g
    s["v"] = beta2 * s.get("v", 0.0) + (1 - beta2) * g**2
    m_hat, v_hat = s["m"] / (1 - beta1**t), s["v"] / (1 - beta2**t)
    return w - alpha * m_hat / (math.sqrt(v_hat) + epsilon)


def text_rmsprop(s, w, g, t, alpha=0.001, rho=0.9, epsilon=1e-7):
    s["v"] = rho * s.get("v", 0.0) + (1 - rho) * g**2
    return w - alpha * g / (math.sqrt(s["v"]) + epsilon)


def text_adagrad(s, w, g, t, alpha=0.01, epsilon=1e-7):
    s["v"] = s.get("v", 0.0) + g**2
    return w - alpha * g / (math.sqrt(s["v"]) + epsilon)


def text_adadelta(s, w, g, t, rho=0.95, epsilon=1e-7):
    s["v"] = rho * s.get("v", 0.0) + (1 - rho) * g**2
    delta = -math.sqrt(s.get("s", 0.0)) / math.sqrt(s["v"] + epsilon) * g
    s["s"] = rho * s.get("s", 0.0) + (1 - rho) * delta**2
    return w + delta


text_nadam = partial(text_adam, alpha=1.0)


def keras(key, step, **values):
    """Return a case whose hyperparameters have the same names on both sides."""
    declared = {name: value for name, value in values.items() if name != "amsgrad"}
    return {"key": key, "framework": "keras"} | declared, lambda: Rule(step, **values)


def text(key, step):
    """Return a case of the text with its defaults."""
    return {"key": key, "framework": "text"}, lambda: Rule(step)


CASES = [
    keras("sgd", keras_sgd, learning_rate=0.001),
    keras("sgd", keras_sgd, learning_rate=0.001, momentum=0.9),
    keras("sgd", keras_sgd, learning_rate=0.001, momentum=0.9, nesterov=True, weight_decay=0.1),
    keras("sgd", keras_sgd, learning_rate=0.001, weight_decay=0.3),
    keras("adagrad", keras_adagrad, learning_rate=0.1),
    keras("rmsprop", keras_rmsprop),
    keras("rmsprop", keras_rmsprop, momentum=0.5, centered=True),
    keras("adadelta", keras_adadelta),
    keras("adam", keras_adam, learning_rate=0.05),
    keras("adam", keras_adam, learning_rate=0.05, weight_decay=0.2),
    keras("amsgrad", keras_adam, learning_rate=0.05, amsgrad=True),
    keras("adamw", keras_adam, learning_rate=0.05, weight_decay=0.004),
    keras("nadam", keras_nadam, learning_rate=0.05),
    keras("lion", lion, learning_rate=0.01),
    ({"key": "lion"}, lambda: Rule(lion, learning_rate=1e-4)),
    ({"key": "lion", "learning_rate": 0.02, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.3},
     lambda: Rule(lion, learning_rate=0.02, beta1=0.8, beta2=0.9, weight_decay=0.3)),
    # Its learning rate of 0.01 leaves Rosenbrock's valley at once: a smaller one.
    ({"key": "sgd", "framework": "text", "learning_rate": 0.0005}, lambda: Rule(text_sgd, alpha=0.0005)),
    text("adam", text_adam),
    text("rmsprop", text_rmsprop),
    text("adagrad", text_adagrad),
    text("adadelta", text_adadelta),
    text("nadam", text_nadam),
]  # fmt: skip
