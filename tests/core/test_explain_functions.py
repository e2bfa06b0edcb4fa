"""Functions at a point: what is printed is what is computed."""

import math
from dataclasses import replace

import numpy as np
import pytest

import core.activations
import core.losses
import core.schedules  # noqa: F401
from core.activations.base import Activation
from core.explain.functions import explain_activation, explain_loss, explain_schedule, explain_softmax
from core.explain.loss_of_logit import explain_loss_of_logit
from core.loss_curves import over_logits
from core.losses.base import Loss
from core.schedules.base import Schedule
from tests.core.latex_value import latex_value
from tests.core.losses.test_losses import configurations

ELEMENTWISE = [kind for kind in Activation.members().values() if kind.elementwise]


def not_from_logits(loss):
    return replace(loss, from_logits=False) if loss.logits_of else loss


def evaluated(explanation):
    """Return the value of the right-hand side as it is printed, with every digit."""
    text = explanation.numbers(17).latex.removeprefix(f"{explanation.left} = ")
    formula, _, result = text.rpartition("= ")
    return latex_value(formula or result)


@pytest.mark.parametrize("kind", ELEMENTWISE, ids=lambda kind: kind.key)
@pytest.mark.parametrize("z", [-2.3, -0.7, 0.0, 1.9])
def test_an_activation_and_its_slope(kind, z):
    activation = kind()
    value, slope = explain_activation(activation, z)
    assert value.result == activation.value(np.array([z]))[0]
    assert evaluated(value) == pytest.approx(value.result, rel=1e-12, abs=1e-15)
    assert evaluated(slope) == pytest.approx(slope.result, rel=1e-12, abs=1e-15)
    assert value.symbols.latex.startswith("f(z) =")
    assert slope.why == activation.why
    if kind.kinks != (0.0,) or z:
        step = 1e-6
        high, low = (activation.value(np.array([z + d]))[0] for d in (step, -step))
        assert slope.result == pytest.approx((high - low) / (2 * step), abs=1e-8)


@pytest.mark.parametrize("logits", [[1.0, -2.0, 0.25], [1.0, -2.0, 0.25, 4.0, -3.5, 2.0]], ids=len)
@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
@pytest.mark.parametrize(("row", "column"), [(0, 0), (2, 1), (1, 2)])
def test_the_softmax_and_its_jacobian(logits, temperature, row, column):
    logits = np.array(logits)
    probability, slope = explain_softmax(logits, temperature, row, column)
    shares = np.exp(logits / temperature) / np.exp(logits / temperature).sum()
    assert probability.result == pytest.approx(shares[row], rel=1e-13)
    expected = (shares[row] * (row == column) - shares[row] * shares[column]) / temperature
    assert slope.result == pytest.approx(expected, rel=1e-12)
    assert evaluated(probability) == pytest.approx(probability.result, rel=1e-12)
    assert evaluated(slope) == pytest.approx(slope.result, rel=1e-12)


@pytest.mark.parametrize("loss", list(configurations()), ids=repr)
@pytest.mark.parametrize("prediction", [0.3, 0.75])
def test_a_loss_and_its_slope(loss, prediction):
    value, slope = explain_loss(loss, prediction, 1.0)
    one, target = np.array([[prediction]]), np.array([[1.0]])
    assert value.result == loss.value(one, target)
    assert slope.result == loss.gradient(one, target)[0, 0]
    assert evaluated(value) == pytest.approx(value.result, rel=1e-12)
    assert evaluated(slope) == pytest.approx(slope.result, rel=1e-12)
    assert loss.convention in value.why


@pytest.mark.parametrize("kind", Schedule.members().values(), ids=lambda kind: kind.key)
def test_a_schedule(kind):
    factor, rate = explain_schedule(kind(), 137, 0.02)
    assert factor.result == kind().factor(137)
    assert "t" in factor.symbols.latex or not kind.hypers()
    assert "137" in factor.numbers().latex or not kind.hypers()
    if kind.key in (
        "cosine",
        "exponential",
        "warm_up",
        "constant",
    ):  # the others need a floor, or a definition
        assert evaluated(factor) == pytest.approx(factor.result, rel=1e-12)
    assert evaluated(rate) == pytest.approx(rate.result, rel=1e-12)
    assert rate.result == 0.02 * factor.result
    assert "137" in factor.title


def test_the_symbols_of_a_schedule_are_those_of_its_formula():
    factor, _ = explain_schedule(Schedule.find("cosine")(), 137, 0.02)
    assert factor.symbols.latex == Schedule.find("cosine").formula
    assert r"\min(137, 10000)" in factor.numbers().latex
    cycle, _ = explain_schedule(Schedule.find("one_cycle")(), 137, 0.02)
    assert cycle.symbols.latex.startswith(r"P = q T - 1, \quad s_t = \begin{cases}")
    assert r"\frac{1}{25 \cdot 10000}" in cycle.numbers().latex


@pytest.mark.parametrize("loss", [*configurations(), *map(not_from_logits, configurations())], ids=repr)
@pytest.mark.parametrize("z", [-2.5, 0.4])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_loss_behind_a_sigmoid_and_its_slope(loss, z, target):
    value, slope = explain_loss_of_logit(loss, z, target)
    (expected,), (delta,) = over_logits(loss, np.array([z]), target)
    assert (value.result, slope.result) == (expected, delta)
    assert evaluated(value) == pytest.approx(value.result, rel=1e-12)
    assert evaluated(slope) == pytest.approx(slope.result, rel=1e-12, abs=1e-15)
    assert ("cancels" in slope.why) == bool(getattr(loss, "from_logits", False))


def test_from_logits_the_formula_holds_where_a_sigmoid_is_saturated():
    for key in ("bce", "cce"):
        value, slope = explain_loss_of_logit(Loss.find(key)(), -700.0, 1.0)
        assert value.result == pytest.approx(700, rel=1e-15)
        assert evaluated(value) == pytest.approx(700, rel=1e-12)
        assert slope.result == -1


def test_every_loss_is_there():
    assert {type(loss).key for loss in configurations()} == set(Loss.members())
    assert math.isfinite(explain_loss(Loss.find("bce")(), 0.0, 1.0)[0].result)
