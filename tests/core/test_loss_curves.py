"""A loss over one prediction and over the z behind it, and what its edges do."""

import math
from dataclasses import replace

import numpy as np
import pytest

import core.losses  # noqa: F401
from core.activations.sigmoid import logistic
from core.loss_curves import SATURATED, edges, needs_probabilities, over_logits, over_predictions, refusal
from core.losses.base import Loss
from core.losses.bce import BinaryCrossEntropy
from core.losses.cce import CategoricalCrossEntropy
from core.losses.hinge import Hinge
from core.losses.logits import LogitsLoss
from core.losses.mse import MeanSquaredError
from tests.core.golden import golden, name

ALL = [kind() for kind in Loss.members().values()]
LOGITS = [loss for loss in ALL if isinstance(loss, LogitsLoss)]
OVER_Z = [case["over_z"] for case in golden("functions") if "over_z" in case]


def ids(loss):
    return loss.key


def slopes(function, places, step=1e-6):
    return (function(places + step) - function(places - step)) / (2 * step)


@pytest.mark.parametrize("case", OVER_Z, ids=lambda case: name(case["loss"]))
def test_pytorch_gives_the_same_loss_and_slope_over_z(case):
    z, values, deltas = np.array(case["points"]).T
    value, delta = over_logits(Loss.decode(case["loss"]), z, 1.0)
    np.testing.assert_allclose(value, values, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(delta, deltas, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_gradients_are_the_slopes_of_the_curves(loss):
    places = np.array([0.11, 0.42, 0.83])
    value, gradient = over_predictions(loss, places, 1.0)
    assert value.shape == gradient.shape == (3,)
    assert gradient == pytest.approx(slopes(lambda a: over_predictions(loss, a, 1.0)[0], places), rel=1e-7)
    z = np.array([-3.0, 0.2, 1.5])
    _, delta = over_logits(loss, z, 1.0)
    assert delta == pytest.approx(slopes(lambda z: over_logits(loss, z, 1.0)[0], z), rel=1e-6)


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
@pytest.mark.parametrize("edge", ["pytorch", "keras"])
def test_from_logits_or_not_is_the_same_where_nothing_is_saturated(loss, edge):
    z = np.array([-3.0, 0.0, 2.0])
    from_logits, not_so = (
        over_logits(replace(loss, edge=edge, from_logits=choice), z, 1.0) for choice in (True, False)
    )
    np.testing.assert_allclose(from_logits, not_so, rtol=1e-12)


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_as_written_is_the_same_within_the_edges(loss):
    prediction = np.array([[0.2, 0.5, 0.3]])
    target = np.array([[0.1, 0.3, 0.6]])
    loss = replace(loss, edge="pytorch")
    np.testing.assert_allclose(
        loss.elements_as_written(prediction, target), loss.elements(prediction, target), rtol=1e-14
    )
    np.testing.assert_allclose(
        loss.gradient_as_written(prediction, target), loss.element_gradient(prediction, target), rtol=1e-13
    )


def test_the_base_of_such_losses_leaves_it_to_them():
    for method in (LogitsLoss.elements_as_written, LogitsLoss.gradient_as_written):
        with pytest.raises(NotImplementedError):
            method(BinaryCrossEntropy(), np.ones(1), np.ones(1))


def test_mse_learns_slowly_where_it_is_confidently_wrong():
    z = np.array([-6.0])
    (mse,), (bce,) = (over_logits(loss, z, 1.0)[1] for loss in (MeanSquaredError(), BinaryCrossEntropy()))
    a = logistic(z)[0]
    assert mse == pytest.approx(2 * (a - 1) * a * (1 - a), rel=1e-12)
    assert bce == pytest.approx(a - 1, rel=1e-12)
    assert bce / mse == pytest.approx(1 / (2 * a * (1 - a)), rel=1e-12)


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_a_perfect_prediction(loss):
    written, pytorch, keras, logits = edges(loss, 1.0, SATURATED)
    assert [edge.way for edge in (written, pytorch, keras, logits)] == [
        "as written",
        "pytorch",
        "keras",
        "from logits",
    ]
    assert math.isnan(written.value)
    assert (pytorch.value, pytorch.delta) == (0, 0)
    assert keras.value == pytest.approx(1e-7, rel=1e-6)
    assert keras.gradient == keras.delta == 0
    assert (logits.value, logits.delta) == (0, 0)
    assert logits.gradient is None


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_a_hopeless_prediction(loss):
    written, pytorch, keras, logits = edges(loss, 1.0, -SATURATED)
    assert written.value == math.inf
    assert pytorch.value == 100
    assert pytorch.delta == 0
    assert keras.value == pytest.approx(-math.log(1e-7), rel=1e-12)
    assert keras.delta == 0
    assert (logits.value, logits.delta) == (1000, -1)


def test_a_loss_without_edges_has_one_way():
    (edge,) = edges(MeanSquaredError(), 1.0, -SATURATED)
    assert (edge.way, edge.value, edge.gradient, edge.delta) == ("", 1.0, -2.0, 0.0)


@pytest.mark.parametrize(
    ("loss", "target", "reason"),
    [
        (MeanSquaredError(), -7.5, ""),
        (BinaryCrossEntropy(), 0.3, ""),
        (BinaryCrossEntropy(), 1.5, "the target 1.5 is outside [0, 1], which binary cross entropy needs"),
        (CategoricalCrossEntropy(), 0.3, ""),
        (CategoricalCrossEntropy(), 2.0, "the target -1 is negative"),
        (Hinge(), 0.3, "the target 0.3 is none of -1, 0 and 1, which the hinge loss needs"),
    ],
)
def test_a_target_that_a_loss_cannot_have(loss, target, reason):
    assert refusal(loss, target) == reason


def test_which_losses_need_probabilities():
    assert {loss.key for loss in ALL if needs_probabilities(loss)} == {"bce", "cce"}
