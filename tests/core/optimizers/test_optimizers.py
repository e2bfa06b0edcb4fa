"""What holds for every optimizer, and the golden values."""

import itertools

import numpy as np
import pytest

import core.optimizers  # noqa: F401
from core.formula import Term, fill
from core.hyper import HyperError
from core.optimizers.base import Optimizer
from tests.core.golden import golden, name
from tests.core.latex_value import latex_value


def configurations():
    """Every optimizer in each framework, with its switches and optional terms off and on."""
    for kind in Optimizer.members().values():
        optional = {
            hyper.name: (hyper.default, not hyper.default if isinstance(hyper.default, bool) else 0.3)
            for hyper in kind.hypers()
            if hyper.default is False or hyper.name in ("momentum", "weight_decay")
        }
        for framework in kind.hypers()[0].choices:
            for values in itertools.product(*optional.values()):
                chosen = dict(zip(optional, values, strict=True))
                yield kind.from_values({"framework": framework} | chosen)


ALL = list(configurations())
THETA = np.array([0.5, -1.5, 2.0, 1e-3])


def ids(optimizer):
    return "-".join(str(value) for value in optimizer.encode().values() if not isinstance(value, float))


def gradient_at(theta, t):
    """Return the gradient that the golden paths were made with."""
    return 2 * theta + 0.3 * np.cos(t * np.array([1.0, 2.0, 3.0, 4.0]))


def run(optimizer, theta, updates):
    """Yield theta after every update."""
    state = optimizer.init(theta)
    for t in range(1, updates + 1):
        theta, state = optimizer.update(gradient_at(theta, t), state, theta, t)
        yield theta


@pytest.mark.parametrize("case", golden("optimizers"), ids=lambda case: name(case["optimizer"]))
def test_pytorch_takes_the_same_path(case):
    optimizer = Optimizer.decode(case["optimizer"])
    start, *expected = np.array(case["path"])
    path = np.array(list(run(optimizer, start, len(expected))))
    np.testing.assert_allclose(path, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_leading_axes_change_nothing(optimizer):
    starts = np.stack((THETA, 2 * THETA, -THETA))
    together = list(run(optimizer, starts, 8))[-1]
    for i, start in enumerate(starts):
        np.testing.assert_array_equal(together[i], list(run(optimizer, start, 8))[-1])


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_arrays_that_are_passed_in_stay_as_they_are(optimizer):
    theta, gradient = THETA.copy(), gradient_at(THETA, 1)
    state = optimizer.init(theta)
    given = [theta, gradient, *state.values()]
    for array in given:
        array.flags.writeable = False
    values = optimizer.rule(gradient, state, theta, 1)
    assert not any(np.shares_memory(value, array) for value in values.values() for array in given)
    assert all(value.shape == theta.shape and value.dtype == np.float64 for value in values.values())


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_rule_and_quantities_name_the_same_things_in_the_same_order(optimizer):
    values = optimizer.rule(gradient_at(THETA, 1), optimizer.init(THETA), THETA, 1)
    names = [quantity.name for quantity in optimizer.quantities()]
    assert list(values) == names
    assert names[-2:] == ["change", "theta"]
    assert set(optimizer.slots()) <= set(names)
    np.testing.assert_array_equal(values["theta"], THETA + values["change"])


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_formulas_with_numbers_give_the_recorded_numbers(optimizer):
    theta, state = THETA, optimizer.init(THETA)
    for t in range(1, 10):
        gradient = gradient_at(theta, t)
        values = optimizer.rule(gradient, state, theta, t)
        for i in range(len(theta)):
            check_formulas(optimizer, known_before(optimizer, gradient, state, theta, t, i), values, i)
        theta, state = values["theta"], {slot: values[slot] for slot in optimizer.slots()}


def known_before(optimizer, gradient, state, theta, t, i):
    known = {hyper.name: getattr(optimizer, hyper.name) for hyper in optimizer.hypers() if hyper.symbol}
    known |= {"g": gradient[i], "t": t, "theta_old": theta[i]}
    return known | {f"{slot}_old": array[i] for slot, array in state.items()}


def check_formulas(optimizer, known, values, i):
    """Each quantity's formula, filled with what is known by then, gives its recorded value."""
    for quantity in optimizer.quantities():
        terms = {key: Term(key, value) for key, value in known.items()}
        shown = latex_value(fill((quantity.rule,), terms, 17).latex)
        # A difference of nearly equal numbers keeps their rounding: compare on the scale of its terms.
        assert shown == pytest.approx(values[quantity.name][i], rel=1e-11, abs=1e-15), quantity.name
        known[quantity.name] = values[quantity.name][i]


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_every_placeholder_has_a_symbol(optimizer):
    terms = {key: Term(symbol, 0.0) for key, symbol in optimizer.symbols().items()}
    for quantity in optimizer.quantities():
        assert fill((quantity.rule,), terms, None).latex
        assert quantity.why
        assert quantity.symbol


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_a_gradient_of_zero_stays_finite(optimizer):
    theta, state = np.zeros(3), optimizer.init(np.zeros(3))
    for t in range(1, 8):
        theta, state = optimizer.update(np.zeros(3), state, theta, t)
    np.testing.assert_array_equal(theta, 0)


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_large_and_tiny_gradients_and_late_updates_stay_finite(optimizer):
    theta = np.array([1e-200, 1.0, -1e6])
    state = optimizer.init(theta)
    for t in (1, 2, 10, 10_000_000):
        theta, state = optimizer.update(np.array([1e-200, 1e8, -1e8]), state, theta, t)
        assert np.all(np.isfinite(theta))


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_declarations_are_complete(optimizer):
    assert optimizer.label
    assert optimizer.formula
    assert optimizer.reference
    assert Optimizer.decode(optimizer.encode()) == optimizer


# What the two frameworks' constructors and the text's snippets say; epsilon of the text is Keras'.
DEFAULTS = {
    ("sgd", "pytorch"): {"learning_rate": 1e-3, "momentum": 0, "nesterov": False, "weight_decay": 0},
    ("sgd", "keras"): {"learning_rate": 0.01, "momentum": 0, "nesterov": False, "weight_decay": 0},
    ("sgd", "text"): {"learning_rate": 0.01, "momentum": 0, "nesterov": False, "weight_decay": 0},
    ("adagrad", "pytorch"): {"learning_rate": 0.01, "epsilon": 1e-10, "initial_accumulator": 0},
    ("adagrad", "keras"): {"learning_rate": 0.001, "epsilon": 1e-7, "initial_accumulator": 0.1},
    ("adagrad", "text"): {"learning_rate": 0.01, "epsilon": 1e-7, "initial_accumulator": 0},
    ("rmsprop", "pytorch"): {
        "learning_rate": 0.01, "rho": 0.99, "epsilon": 1e-8, "momentum": 0, "centered": False
    },
    ("rmsprop", "keras"): {
        "learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-7, "momentum": 0, "centered": False
    },
    ("rmsprop", "text"): {
        "learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-7, "momentum": 0, "centered": False
    },
    ("adadelta", "pytorch"): {"learning_rate": 1, "rho": 0.9, "epsilon": 1e-6},
    ("adadelta", "keras"): {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
    ("adadelta", "text"): {"learning_rate": 1, "rho": 0.95, "epsilon": 1e-7},
    ("nadam", "pytorch"): {
        "learning_rate": 0.002, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentum_decay": 0.004
    },
    ("nadam", "keras"): {
        "learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7, "momentum_decay": 1
    },
    ("nadam", "text"): {
        "learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7, "momentum_decay": 0.004
    },
    ("lion", "pytorch"): {"learning_rate": 1e-4, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0},
    ("lion", "keras"): {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0},
    ("radam", "pytorch"): {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    ("radam", "keras"): {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
} | {
    (key, framework): {
        "learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": epsilon, "weight_decay": decay
    }
    for key, framework, epsilon, decay in (
        ("adam", "pytorch", 1e-8, 0), ("adam", "keras", 1e-7, 0), ("adam", "text", 1e-7, 0),
        ("amsgrad", "pytorch", 1e-8, 0), ("amsgrad", "keras", 1e-7, 0),
        ("adamw", "pytorch", 1e-8, 0.01), ("adamw", "keras", 1e-7, 0.004),
    )
}  # fmt: skip


def test_frameworks_have_their_own_defaults():
    offered = {(key, f) for key, kind in Optimizer.members().items() for f in kind.hypers()[0].choices}
    assert offered == set(DEFAULTS)
    for (key, framework), values in DEFAULTS.items():
        made = Optimizer.decode({"key": key, "framework": framework})
        assert made.encode() == {"key": key, "framework": framework} | values


@pytest.mark.parametrize("optimizer", ALL, ids=ids)
def test_each_framework_says_what_is_its_own(optimizer):
    assert set(optimizer.conventions) == set(optimizer.hypers()[0].choices)
    assert optimizer.convention.endswith(".")


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, r"{-}<learning_rate>"),
        ({"momentum": 0.9}, r"{-}<learning_rate>"),
        ({"momentum": 0.9, "framework": "keras"}, "<(velocity)>"),
        ({"momentum": 0.9, "framework": "keras", "nesterov": True}, "<momentum>"),
        ({"weight_decay": 0.1, "framework": "keras"}, "<decay> - <learning_rate>"),
    ],
)
def test_the_step_of_sgd_begins_with_no_stray_sign(values, start):
    change = Optimizer.decode({"key": "sgd"} | values).quantities()[-2]
    assert change.rule.startswith(start)


@pytest.mark.parametrize(("key", "memory"), [("rmsprop", "rho"), ("adam", "beta1"), ("radam", "beta2")])
def test_a_memory_that_never_forgets_its_start_is_refused(key, memory):
    with pytest.raises(HyperError, match="outside"):
        Optimizer.decode({"key": key, memory: 1})


@pytest.mark.parametrize("centered", [False, True])
def test_a_steady_gradient_never_takes_the_root_of_a_negative_number(centered):
    optimizer = Optimizer.decode({"key": "rmsprop", "rho": 0.5, "centered": centered})
    theta, state = np.ones(3), optimizer.init(np.ones(3))
    for t in range(1, 200):
        theta, state = optimizer.update(np.array([0.1, 1 / 3, 1e5 / 7]), state, theta, t)
    assert np.all(np.isfinite(theta))
