"""What holds for every regularizer."""

import numpy as np
import pytest

import core.regularizers  # noqa: F401
from core.formula import Term, fill
from core.regularizers.base import Regularizer
from tests.core.latex_value import latex_value

WEIGHTS = np.array([[-2.0, -0.3, 1e-3], [0.4, 1.0, 7.0]])
ALL = [
    kind.from_values({"framework": framework} if framework else {})
    for kind in Regularizer.members().values()
    for framework in next((hyper.choices for hyper in kind.hypers() if hyper.choices), ("",))
]
BY_HAND = {  # penalty and gradient of a weight of -3, with a strength of 0.5 for L1 and of 0.25 for L2
    ("none", None): (0, 0),
    ("l1", None): (1.5, -0.5),
    ("l2", "pytorch"): (1.125, -0.75),
    ("l2", "keras"): (2.25, -1.5),
    ("elastic", "pytorch"): (2.625, -1.25),
    ("elastic", "keras"): (3.75, -2),
}


def ids(regularizer):
    return "-".join(str(value) for value in regularizer.encode().values() if isinstance(value, str))


@pytest.mark.parametrize("regularizer", ALL, ids=ids)
def test_the_numbers_are_those_done_by_hand(regularizer):
    strengths = {"lambda1": 0.5, "lambda2": 0.25}
    values = {k: strengths.get(k, v) for k, v in regularizer.encode().items()}
    penalty, gradient = BY_HAND[(regularizer.key, values.get("framework"))]
    made = Regularizer.decode(values)
    assert made.penalty(np.array([-3.0])) == penalty
    assert made.gradient(np.array([-3.0])) == gradient
    assert made.gradient(np.array([3.0])) == -gradient


@pytest.mark.parametrize("regularizer", ALL, ids=ids)
def test_gradient_is_the_slope_of_penalty(regularizer):
    step = 1e-6
    rise = regularizer.penalty(WEIGHTS + step) - regularizer.penalty(WEIGHTS - step)
    np.testing.assert_allclose(regularizer.gradient(WEIGHTS), rise / (2 * step), rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("regularizer", ALL, ids=ids)
def test_a_weight_of_zero_costs_nothing_and_is_not_pulled(regularizer):
    assert regularizer.penalty(np.zeros(2)).tolist() == [0, 0]
    assert regularizer.gradient(np.zeros(2)).tolist() == [0, 0]


@pytest.mark.parametrize("regularizer", ALL, ids=ids)
def test_leading_axes_change_nothing_and_arrays_stay_as_they_are(regularizer):
    weights = np.stack((WEIGHTS, 2 * WEIGHTS))
    weights.flags.writeable = False
    for function in (regularizer.penalty, regularizer.gradient):
        assert function(weights).shape == weights.shape
        assert not np.shares_memory(function(weights), weights)
        np.testing.assert_array_equal(function(weights)[1], function(2 * WEIGHTS))


@pytest.mark.parametrize("regularizer", ALL, ids=ids)
def test_formulas_with_numbers_give_the_recorded_numbers(regularizer):
    terms = {
        hyper.name: Term(hyper.symbol, getattr(regularizer, hyper.name))
        for hyper in regularizer.hypers()
        if hyper.symbol
    }
    for weight in (*WEIGHTS.ravel(), 0.0):
        known = terms | {"w": Term("w", weight)}
        penalty = latex_value(fill((regularizer.penalty_rule,), known, 17).latex)
        gradient = latex_value(fill((regularizer.gradient_rule,), known, 17).latex)
        assert penalty == pytest.approx(regularizer.penalty(np.array(weight)).item(), rel=1e-12)
        assert gradient == pytest.approx(regularizer.gradient(np.array(weight)).item(), rel=1e-12)


@pytest.mark.parametrize("regularizer", ALL, ids=ids)
def test_declarations_are_complete(regularizer):
    assert regularizer.label
    assert regularizer.formula.startswith("R = ")
    assert regularizer.reference
    assert Regularizer.decode(regularizer.encode()) == regularizer
    assert all(hyper.help for hyper in regularizer.hypers())
    for name in ("lambda1", "lambda2"):
        assert getattr(regularizer, name, 0.01) == 0.01


def test_the_factor_of_the_squares_is_named():
    words = {regularizer.framework: regularizer.convention for regularizer in ALL if regularizer.key == "l2"}
    assert words["pytorch"].startswith("Half the squares")
    assert words["keras"].startswith("The whole squares")
