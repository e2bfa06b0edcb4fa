"""What holds for every loss, and the golden values."""

import itertools

import numpy as np
import pytest

import core.activations
import core.losses  # noqa: F401
from core.activations.base import Activation
from core.activations.identity import Identity
from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.formula import Term, fill
from core.hyper import HyperError
from core.losses.base import Loss
from core.losses.bce import BinaryCrossEntropy
from core.losses.cce import CategoricalCrossEntropy
from core.losses.hinge import Hinge
from core.losses.mse import MeanSquaredError
from tests.core.golden import golden, name
from tests.core.latex_value import latex_value


def configurations():
    """Every loss in each of its reductions and, where it has edges, with each of their conventions."""
    for kind in Loss.members().values():
        choices = {hyper.name: hyper.choices for hyper in kind.hypers() if hyper.choices}
        for values in itertools.product(*choices.values()):
            yield kind(**dict(zip(choices, values, strict=True)))


ALL = list(configurations())
LOGITS = [loss for loss in ALL if loss.logits_of]
PREDICTION = np.array([[0.21, 0.68, 0.11], [0.35, 0.05, 0.6]])
TARGET = np.array([[0.0, 1.0, 0.0], [0.3, 0.5, 0.2]])
Z = np.array([[1.3, -0.4, 0.2], [-2.0, 0.7, 3.1]])


def ids(loss):
    return "-".join(word for word in (loss.key, loss.reduction, getattr(loss, "edge", "")) if word)


@pytest.mark.parametrize("case", golden("losses"), ids=lambda case: name(case["loss"]))
def test_the_frameworks_give_the_same_values_and_gradients(case):
    loss = Loss.decode(case["loss"])
    target = np.array(case["target"])
    if "z" in case:
        z = np.array(case["z"])
        value = loss.value_from_logits(z, target)
        gradient = loss.delta(Activation.find(loss.logits_of)().value(z), target)
    else:
        prediction = np.array(case["prediction"])
        value, gradient = loss.value(prediction, target), loss.gradient(prediction, target)
    np.testing.assert_allclose(value, case["value"], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(gradient, case["gradient"], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_gradient_is_the_slope_of_value(loss):
    slopes = central_differences(lambda prediction: loss.value(prediction, TARGET), PREDICTION)
    np.testing.assert_allclose(loss.gradient(PREDICTION, TARGET), slopes, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_delta_is_the_slope_of_the_value_from_logits(loss):
    a = Activation.find(loss.logits_of)().value(Z)
    slopes = central_differences(lambda z: loss.value_from_logits(z, TARGET), Z)
    np.testing.assert_allclose(loss.delta(a, TARGET), slopes, rtol=1e-6, atol=1e-8)


def central_differences(function, point, step=1e-6):
    slopes = np.empty_like(point)
    for place in np.ndindex(point.shape):
        shift = np.zeros_like(point)
        shift[place] = step
        slopes[place] = (function(point + shift) - function(point - shift)) / (2 * step)
    return slopes


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_chain_and_shortcut_agree(loss):
    activation = Activation.find(loss.logits_of)()
    a = activation.value(Z)
    chain = activation.backward(loss.gradient(a, TARGET), Z, a)
    np.testing.assert_allclose(loss.delta(a, TARGET), chain, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(loss.value_from_logits(Z, TARGET), loss.value(a, TARGET), rtol=1e-12)


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_leading_axes_change_nothing(loss):
    prediction = np.stack((PREDICTION, PREDICTION[::-1], TARGET))
    value, gradient = loss.value(prediction, TARGET), loss.gradient(prediction, TARGET)
    assert value.shape == (3,)
    assert gradient.shape == prediction.shape
    for i in range(3):
        assert value[i] == loss.value(prediction[i], TARGET)
        np.testing.assert_array_equal(gradient[i], loss.gradient(prediction[i], TARGET))


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_leading_axes_change_nothing_from_logits_either(loss):
    z = np.stack((Z, Z[::-1], -Z))
    a = Activation.find(loss.logits_of)().value(z)
    value, delta = loss.value_from_logits(z, TARGET), loss.delta(a, TARGET)
    assert value.shape == (3,)
    for i in range(3):
        assert value[i] == loss.value_from_logits(z[i], TARGET)
        np.testing.assert_array_equal(delta[i], loss.delta(a[i], TARGET))


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_arrays_that_are_passed_in_stay_as_they_are(loss):
    prediction, target = PREDICTION.copy(), TARGET.copy()
    prediction.flags.writeable = target.flags.writeable = False
    results = [loss.elements(prediction, target), loss.gradient(prediction, target)]
    if loss.logits_of:
        results += [loss.elements_from_logits(prediction, target), loss.delta(prediction, target)]
    assert not any(np.shares_memory(result, given) for result in results for given in (prediction, target))


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_a_perfect_prediction_costs_nothing_and_the_worst_is_finite(loss):
    target = np.array([[1.0, 0.0], [0.0, 1.0]])
    perfect = 2 * target - 1 if loss.key == "hinge" else target
    worst = perfect[::-1]
    if getattr(loss, "clips", False):
        per_sample = 2 if loss.key == "bce" and loss.reduction == "sample_mean" else 1
        assert loss.value(perfect, target) == pytest.approx(per_sample * 1.00000005e-7, rel=1e-9)
        assert loss.convention.count("1e-7") == 2
    else:
        assert loss.value(perfect, target) == 0
    assert 0 < loss.value(worst, target) < np.inf
    assert np.all(np.isfinite(loss.gradient(worst, target)))


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_sure_logits_cost_nothing_or_stay_finite(loss):
    target = np.array([[1.0, 0.0], [0.0, 1.0]])
    z = np.array([[1000.0, -1000.0], [-1000.0, 1000.0]])
    assert loss.value_from_logits(z, target) == 0
    assert 500 < loss.value_from_logits(-z, target) <= 4000


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_formulas_with_numbers_give_the_recorded_numbers(loss):
    elements = loss.elements(PREDICTION, TARGET)
    gradients = loss.element_gradient(PREDICTION, TARGET)
    for place in np.ndindex(PREDICTION.shape):
        terms = terms_of(loss) | {
            "prediction": Term("a", PREDICTION[place]),
            "target": Term("y", TARGET[place]),
        }
        assert evaluated(loss.element_rule, terms) == pytest.approx(elements[place], rel=1e-12, abs=1e-15)
        assert evaluated(loss.gradient_rule, terms) == pytest.approx(gradients[place], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
@pytest.mark.parametrize("prediction", [0.0, 1e-50, 1e-13, 0.9e-7, 1e-7, 1.1e-7, 1 - 1e-7, 1 - 0.9e-7, 1.0])
@pytest.mark.parametrize("target", [0.0, 0.25, 1.0])
def test_formulas_hold_at_the_edges(loss, prediction, target):
    terms = {"prediction": Term("a", prediction), "target": Term("y", target)}
    p, y = np.array([[prediction]]), np.array([[target]])
    # The formula's 1 - a has lost digits that ln(1 - a) of the code keeps.
    element = pytest.approx(loss.elements(p, y).item(), rel=1e-9, abs=1e-15)
    assert evaluated(loss.element_rule, terms) == element
    # PyTorch's floor of 1e-12 is a float32, 4e-9 away.
    gradient = pytest.approx(loss.element_gradient(p, y).item(), rel=1e-8)
    assert evaluated(loss.gradient_rule, terms) == gradient


@pytest.mark.parametrize("kind", [BinaryCrossEntropy, CategoricalCrossEntropy])
def test_keras_gives_no_gradient_beyond_its_clip(kind):
    prediction, target = np.array([[0.0, 1.0, 0.5e-7, 1 - 0.5e-7, 1e-7]]), np.ones((1, 5))
    gradient = kind(edge="keras", from_logits=False, reduction="sample_mean").gradient(prediction, target)
    np.testing.assert_allclose(gradient, [[0, 0, 0, 0, -1e7]], rtol=1e-12)
    assert np.all(kind(from_logits=False).gradient(prediction[:, 2:], target[:, 2:]) < 0)


@pytest.mark.parametrize("loss", LOGITS, ids=ids)
def test_formulas_from_logits_give_the_recorded_numbers(loss):
    a = Activation.find(loss.logits_of)().value(Z)
    elements, deltas = loss.elements_from_logits(Z, TARGET), loss.element_delta(a, TARGET)
    for place in np.ndindex(Z.shape):
        terms = {"z": Term("z", Z[place]), "a": Term("a", a[place]), "target": Term("y", TARGET[place])}
        if isinstance(loss, CategoricalCrossEntropy):
            terms["log_sum"] = Term("s", loss.log_sum(Z)[place[0], 0])
        value = evaluated(loss.element_rule_from_logits, terms)
        assert value == pytest.approx(elements[place], rel=1e-12, abs=1e-15)
        assert evaluated(loss.delta_rule, terms) == pytest.approx(deltas[place], rel=1e-12, abs=1e-15)


def terms_of(loss):
    return {
        hyper.name: Term(hyper.symbol, getattr(loss, hyper.name)) for hyper in loss.hypers() if hyper.symbol
    }


def evaluated(rule, terms):
    return latex_value(fill((rule,), terms, 17).latex)


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_scale_and_its_latex_agree(loss):
    for samples, outputs in ((1, 1), (4, 1), (3, 2)):
        assert latex_value(loss.scale_latex(samples, outputs)) == loss.scale(samples, outputs)


@pytest.mark.parametrize("loss", ALL, ids=ids)
def test_declarations_are_complete(loss):
    assert loss.label
    assert loss.formula
    assert loss.reference
    assert Loss.decode(loss.encode()) == loss
    assert bool(loss.logits_of) == bool(loss.delta_rule) == bool(loss.element_rule_from_logits)


def test_reductions():
    prediction, target = np.array([[1.0, 2.0], [3.0, 5.0]]), np.zeros((2, 2))
    assert MeanSquaredError().value(prediction, target) == 39 / 4
    assert MeanSquaredError(reduction="sample_mean").value(prediction, target) == 39 / 2
    assert MeanSquaredError(reduction="half_sum").value(prediction, target) == 39 / 2
    assert MeanSquaredError(reduction="half_sum").gradient(prediction, target).tolist() == [[1, 2], [3, 5]]
    with pytest.raises(HyperError, match="half_sum"):
        Loss.decode({"key": "bce", "reduction": "half_sum"})


def test_huber_is_a_line_beyond_an_error_of_one():
    value = Loss.decode({"key": "huber"}).value(np.array([[3.0]]), np.zeros((1, 1)))
    assert value == 2.5
    assert Loss.decode({"key": "huber", "threshold": 2}).value(np.array([[3.0]]), np.zeros((1, 1))) == 4


def test_only_a_loss_from_logits_meets_its_own_activation():
    met = {
        (loss.key, kind.key)
        for loss, kind in itertools.product(ALL, Activation.members().values())
        if loss.meets(kind())
    }
    assert met == {("bce", "sigmoid"), ("cce", "softmax")}
    assert not BinaryCrossEntropy(from_logits=False).meets(Sigmoid())


def test_targets_that_do_not_fit_are_named():
    wrong = np.array([[0.0, 1.0], [0.5, 1.5]])
    with pytest.raises(ValueError, match=r"^row 2, column 2: the target 1\.5 is outside \[0, 1\]"):
        BinaryCrossEntropy().check_target(wrong)
    with pytest.raises(ValueError, match=r"^row 2: the targets sum to 2"):
        CategoricalCrossEntropy().check_target(wrong)
    with pytest.raises(ValueError, match=r"^row 1, column 1: the target -1 is negative"):
        CategoricalCrossEntropy().check_target(np.array([[-1.0, 2.0]]))
    with pytest.raises(ValueError, match=r"^row 2, column 1: the target 0\.5 is none of -1, 0 and 1"):
        Hinge().check_target(wrong)
    MeanSquaredError().check_target(wrong)
    BinaryCrossEntropy().check_target(TARGET)
    Hinge().check_target(np.array([[-1.0, 0.0, 1.0]]))
    CategoricalCrossEntropy().check_target(TARGET)


class Wide(Activation):
    """Gives a little more than probabilities; it has no key, so that no family knows it."""

    label = "Wide"
    output_range = (0.0, 1.5)


def test_delta_counts_the_sum_of_the_targets():
    target = np.array([[2.0, 1.0, 0.5]])
    loss, z = CategoricalCrossEntropy(), Z[:1]
    slopes = central_differences(lambda z: loss.value_from_logits(z, target), z)
    np.testing.assert_allclose(loss.delta(Softmax().value(z), target), slopes, rtol=1e-6)


def test_output_activations_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="which Identity does not give: choose Sigmoid"):
        BinaryCrossEntropy().check_activation(Identity())
    with pytest.raises(ValueError, match="which Tanh does not give"):
        BinaryCrossEntropy().check_activation(Activation.find("tanh")())
    with pytest.raises(ValueError, match="which Wide does not give"):
        BinaryCrossEntropy().check_activation(Wide())
    with pytest.raises(ValueError, match="which Sigmoid does not give: choose Softmax"):
        CategoricalCrossEntropy().check_activation(Sigmoid())
    BinaryCrossEntropy().check_activation(Sigmoid())
    BinaryCrossEntropy().check_activation(Softmax())
    CategoricalCrossEntropy().check_activation(Softmax())
    MeanSquaredError().check_activation(Identity())
