"""Scripts as students write them, each with a wrong line: no code of `core` makes the wrong numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.checking.given import Given
from core.checking.situation import Key
from core.checking.verdict import MISTAKE, RIGHT
from core.history import History
from core.task import first_point
from tests.core.cases import make_network, make_task, make_theta
from tests.core.checking.networks import Case

SIGMOID_SCRIPT = """
z1 = x @ W1 + b1
a1 = sigmoid(z1)
z2 = a1 @ W2 + b2
a2 = sigmoid(z2)
loss = ((a2 - y) ** 2).mean()

grad2 = 2 * (a2 - y) / y.size
delta2 = grad2 * a2 * (1 - a2)
dW2 = a1.T @ delta2
db2 = delta2.sum(axis=0)
grad1 = delta2 @ W2.T
delta1 = grad1 * a1 * (1 - a1)
dW1 = x.T @ delta1
db1 = delta1.sum(axis=0)

vW1, vb1 = 0.9 * vW1 + dW1, 0.9 * vb1 + db1
vW2, vb2 = 0.9 * vW2 + dW2, 0.9 * vb2 + db2
W1_after, b1_after = W1 - 0.5 * vW1, b1 - 0.5 * vb1
W2_after, b2_after = W2 - 0.5 * vW2, b2 - 0.5 * vb2
"""

SOFTMAX_SCRIPT = """
z1 = x @ W1 + b1
a1 = np.tanh(z1)
z2 = a1 @ W2 + b2
e = np.exp(z2)
a2 = e / e.sum(axis=1, keepdims=True)
loss = -(y * np.log(a2)).sum() / N

delta2 = (a2 - y) / N
dW2 = a1.T @ delta2
db2 = delta2.sum(axis=0)
grad1 = delta2 @ W2.T
delta1 = grad1 * (1 - a1**2)
dW1 = x.T @ delta1
db1 = delta1.sum(axis=0)

after = []
for p, g, m, v in ((W1, dW1, mW1, vW1), (b1, db1, mb1, vb1), (W2, dW2, mW2, vW2), (b2, db2, mb2, vb2)):
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    m_hat = m / (1 - 0.9**2)
    v_hat = v / (1 - 0.999**2)
    after.append(p - 0.01 * m_hat / (np.sqrt(v_hat) + 1e-8))
W1_after, b1_after, W2_after, b2_after = after
"""

# What stands in the script, what the student wrote instead, and what has to be found.
SIGMOID_SLIPS = [
    ("z1 = x @ W1 + b1", "z1 = x @ W1", "bias_forgotten", 1),
    ("grad2 = 2 * (a2 - y) / y.size", "grad2 = np.ones_like(a2)", "loss_derivative_missing", None),
    ("grad2 = 2 * (a2 - y) / y.size", "grad2 = (a2 - y) ** 2 / y.size", "loss_for_derivative", None),
    ("grad2 = 2 * (a2 - y) / y.size", "grad2 = 4 * (a2 - y) / y.size", "loss_derivative_doubled", None),
    ("grad2 = 2 * (a2 - y) / y.size", "grad2 = (a2 - y) / y.size", "loss_derivative_halved", None),
    ("grad2 = 2 * (a2 - y) / y.size", "grad2 = 2 * (a2 - y) / y.shape[1]", "not_averaged", None),
    ("grad2 = 2 * (a2 - y) / y.size", "grad2 = 2 * (y - a2) / y.size", "error_sign", None),
    ("grad2 * a2 * (1 - a2)", "grad2", "derivative_missing", 2),
    ("grad1 * a1 * (1 - a1)", "grad1", "derivative_missing", 1),
    ("grad1 * a1 * (1 - a1)", "grad1 * sigmoid(a1) * (1 - sigmoid(a1))", "derivative_at_a", 1),
    ("grad2 * a2 * (1 - a2)", "grad2 * z2 * (1 - z2)", "z_in_derivative", 2),
    ("delta2 @ W2.T", "delta2 @ W2", "weights_not_transposed", 1),
    ("delta2 @ W2.T", "delta2 @ (W2 - 0.5 * (0.9 * vW2 + dW2)).T", "updated_weights", None),
    ("dW2 = a1.T @ delta2", "dW2 = delta2.T @ a1", "gradient_transposed", 2),
    ("dW2 = a1.T @ delta2", "dW2 = z1.T @ delta2", "z_in_weights_gradient", 2),
    ("dW2 = a1.T @ delta2", "dW2 = N * a1.T @ delta2", "weights_summed", 2),
    ("dW1 = x.T @ delta1", "dW1 = x.T @ delta1 / N", "weights_averaged", 1),
    ("db2 = delta2.sum(axis=0)", "db2 = N * delta2.sum(axis=0)", "biases_summed", 2),
    ("db1 = delta1.sum(axis=0)", "db1 = delta1.mean(axis=0)", "biases_averaged", 1),
    ("db2 = delta2.sum(axis=0)", "db2 = delta2.sum()", "biases_scalar", 2),
    ("db2 = delta2.sum(axis=0)", "db2 = np.full(3, delta2.sum())", "biases_scalar", 2),
    ("db1 = delta1.sum(axis=0)", "db1 = delta1.sum(axis=1)", "biases_wrong_axis", 1),
    ("dW1, 0.9 * vb1 + db1", "dW1, 0.9 * vb1 - db1", None, None),
    ("vW2, vb2 = 0.9 * vW2 + dW2, 0.9 * vb2 + db2", "vW2, vb2 = dW2, db2", None, None),
]
SOFTMAX_SLIPS = [
    ("e.sum(axis=1, keepdims=True)", "e.sum()", "softmax_over_batch", 2),
    ("delta2 = (a2 - y) / N", "delta2 = -y / a2 / N * a2 * (1 - a2)", "softmax_elementwise", 2),
    (
        "delta2 = (a2 - y) / N",
        "d = (a2 - y) / N; delta2 = a2 * (d - (d * a2).sum(axis=1, keepdims=True))",
        "derivative_twice",
        None,
    ),
    ("grad1 * (1 - a1**2)", "grad1 * (1 - np.tanh(a1) ** 2)", "derivative_at_a", 1),
    ("m / (1 - 0.9**2)\n    v_hat = v / (1 - 0.999**2)", "m\n    v_hat = v", "bias_correction_missing", None),
    ("np.sqrt(v_hat) + 1e-8", "np.sqrt(v_hat + 1e-8)", "epsilon_place", None),
    ("p - 0.01 *", "p + 0.01 *", "update_sign", None),
    ("p - 0.01 *", "p -", "learning_rate_missing", None),
    ("m = 0.9 * m + 0.1 * g\n    v = 0.999 * v + 0.001", "m = 0.1 * g\n    v = 0.001", "state_reset", None),
]


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def case(script: str) -> Case:
    """Return the second update of a 3-3-3 network, with a batch of three."""
    if script == SIGMOID_SCRIPT:
        network = make_network(3, (3, "sigmoid"), (3, "sigmoid"))
        optimizer = {"key": "sgd", "learning_rate": 0.5, "momentum": 0.9}
        task = make_task(network, "mse", optimizer, samples=6, batch_size=3)
    else:
        network = make_network(3, (3, "tanh"), (3, "softmax"))
        task = make_task(network, "cce", {"key": "adam", "learning_rate": 0.01}, samples=6, batch_size=3)
    history = History(task, first_point(task, make_theta(network)))
    return Case(task, history.update(1), history.update(0))


def run(script: str, case: Case) -> dict[Key, Given]:
    """Run a script on an update's data and return what it computed."""
    at, network = case.at, case.task.network
    names: dict[str, Any] = {"x": at.inputs, "y": at.targets, "N": at.samples, "np": np, "sigmoid": sigmoid}
    gradient = network.split(case.previous.recording.gradient)
    for layer in (1, 2):
        for kind, letter in (("weights", "W"), ("biases", "b")):
            name = f"{letter}{layer}"
            names[name] = getattr(at.parameters[layer - 1], kind)
            names[f"d{name}"] = getattr(gradient[layer - 1], kind).copy()
            for slot, parts in at.state.items():
                names[f"{slot[0]}{name}"] = getattr(parts[layer - 1], kind)
    exec(script, names)
    return {key: Given(np.asarray(names[name], dtype=float), name) for name, key in saved() if name in names}


def saved() -> Iterator[tuple[str, Key]]:
    yield "loss", Key("loss", 0)
    for layer in (1, 2):
        for name in ("z", "a", "delta"):
            yield f"{name}{layer}", Key(name, layer)
        for letter, kind in (("W", "weights"), ("b", "biases")):
            yield f"d{letter}{layer}", Key(f"{kind}_gradient", layer)
            yield f"{letter}{layer}_after", Key(f"{kind}_after", layer)


@pytest.mark.parametrize("script", [SIGMOID_SCRIPT, SOFTMAX_SCRIPT], ids=["sigmoid", "softmax"])
def test_the_right_script_is_right(script: str) -> None:
    here = case(script)
    verdict = here.check(run(script, here))
    assert verdict.outcome == RIGHT
    assert len(verdict.comparisons) == 15


@pytest.mark.parametrize(
    ("script", "right", "wrong", "key", "layer"),
    [(SIGMOID_SCRIPT, *slip) for slip in SIGMOID_SLIPS] + [(SOFTMAX_SCRIPT, *slip) for slip in SOFTMAX_SLIPS],
)
def test_the_wrong_line_is_named(
    script: str, right: str, wrong: str, key: str | None, layer: int | None
) -> None:
    assert script.count(right) == 1
    here = case(script)
    verdict = here.check(run(script.replace(right, wrong), here))
    assert not verdict.is_right
    if key is None:  # not in the catalogue: nobody is accused of another mistake
        return
    assert verdict.outcome == MISTAKE
    named = [
        [(one.key, getattr(one, "layer", None)) for one in found.mistakes] for found in verdict.explanations
    ]
    assert [(key, layer)] in named
    assert verdict.explanations[0].deviation < 1e-12


def test_gradients_that_are_not_set_to_zero() -> None:
    here, script = case(SIGMOID_SCRIPT), SIGMOID_SCRIPT
    for line in ("dW1 = x.T", "db1 = delta1", "dW2 = a1.T", "db2 = delta2"):
        name, _, rest = line.partition(" = ")
        script = script.replace(line, f"{name} = {name} + {rest}")
    found = here.check(run(script, here)).explanations
    assert [[one.key for one in explanation.mistakes] for explanation in found] == [["gradients_accumulated"]]


def test_momentum_that_takes_the_last_step_back() -> None:
    here = case(SIGMOID_SCRIPT)
    found = here.check(
        run(SIGMOID_SCRIPT.replace("= 0.9 * v", "= -0.9 * v").replace(", 0.9 *", ", -0.9 *"), here)
    )
    assert [[one.key for one in explanation.mistakes] for explanation in found.explanations] == [
        ["momentum_sign"]
    ]


def test_a_loop_over_the_samples_that_overwrites() -> None:
    here, script = case(SIGMOID_SCRIPT), SIGMOID_SCRIPT
    for layer, before in ((1, "x"), (2, "a1")):
        loop = f"for n in range(N):\n    dW{layer} = np.outer({before}[n], delta{layer}[n])\n"
        right = f"dW{layer} = {before}.T @ delta{layer}\ndb{layer} = delta{layer}.sum(axis=0)"
        script = script.replace(right, f"{loop}    db{layer} = delta{layer}[n]")
    found = here.check(run(script, here)).explanations
    assert [[one.key for one in explanation.mistakes] for explanation in found] == [["last_sample_only"]]


def test_three_mistakes_at_once() -> None:
    here, script = case(SIGMOID_SCRIPT), SIGMOID_SCRIPT
    for right, wrong in (
        ("grad1 * a1 * (1 - a1)", "grad1"),
        ("delta2 @ W2.T", "delta2 @ W2"),
        ("delta2.sum(axis=0)", "delta2.sum()"),
    ):
        script = script.replace(right, wrong)
    (found,) = here.check(run(script, here)).explanations
    assert {one.key for one in found.mistakes} == {
        "derivative_missing",
        "weights_not_transposed",
        "biases_scalar",
    }


def test_what_no_mistake_explains_is_told_as_far_as_it_goes() -> None:
    here = case(SIGMOID_SCRIPT)
    script = SIGMOID_SCRIPT.replace("grad2 * a2 * (1 - a2)", "grad2").replace(
        "x.T @ delta1", "x.T @ delta1 + 1"
    )
    verdict = here.check(run(script, here))
    assert verdict.outcome == "unknown"
    assert [[one.key for one in beginning.mistakes] for beginning in verdict.beginnings] == [
        ["derivative_missing"]
    ]
    assert verdict.beyond == Key("weights_gradient", 1)
