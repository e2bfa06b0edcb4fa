"""What holds for every activation, and the golden values."""

import math
import re

import numpy as np
import pytest

import core.activations  # noqa: F401
from core.activations import selu
from core.activations.base import Activation
from core.activations.softmax import Softmax
from core.formula import Term, fill
from core.hyper import HyperError
from tests.core.golden import golden, name
from tests.core.latex_value import latex_value

ALL = [kind() for kind in Activation.members().values()]
ELEMENTWISE = [activation for activation in ALL if activation.elementwise]
SELU_NUMBERS = {"lambda": selu.SCALE, "alpha": selu.ALPHA}
KINKS = (-3.0, 0.0, 3.0)
GENERIC = np.array([[-4.2, -1.1, -0.31, 0.07], [0.4, 1.3, 2.2, 5.1]])


def ids(activation):
    return activation.key


@pytest.mark.parametrize("case", golden("activations"), ids=lambda case: name(case["activation"]))
def test_pytorch_gives_the_same_values_and_gradients(case):
    activation = Activation.decode(case["activation"])
    z = np.array(case["z"])
    a = activation.value(z)
    np.testing.assert_allclose(a, case["a"], rtol=1e-12, atol=1e-300)
    grad_z = activation.backward(np.array(case["grad_a"]), z, a)
    np.testing.assert_allclose(grad_z, case["grad_z"], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("activation", ALL, ids=ids)
def test_leading_axes_change_nothing(activation):
    z = np.linspace(-3.1, 2.9, 24).reshape(2, 3, 4)
    grad_a = np.cos(z)
    a = activation.value(z)
    grad_z = activation.backward(grad_a, z, a)
    assert a.shape == grad_z.shape == z.shape
    assert a.dtype == grad_z.dtype == np.float64
    for i in range(2):
        for j in range(3):
            np.testing.assert_allclose(a[i, j], activation.value(z[i, j]), rtol=1e-15)
            row = activation.backward(grad_a[i, j], z[i, j], a[i, j])
            np.testing.assert_allclose(grad_z[i, j], row, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("activation", ALL, ids=ids)
def test_arrays_that_are_passed_in_stay_as_they_are(activation):
    z, grad_a = GENERIC.copy(), np.cos(GENERIC)
    z.flags.writeable = grad_a.flags.writeable = False
    a = activation.value(z)
    assert not np.shares_memory(a, z)
    a.flags.writeable = False
    assert not np.shares_memory(activation.backward(grad_a, z, a), grad_a)


@pytest.mark.parametrize("activation", ALL, ids=ids)
def test_backward_is_the_slope_of_value(activation):
    grad_a = np.sin(3 * GENERIC) + 2
    a = activation.value(GENERIC)
    step = 1e-5
    slopes = np.empty_like(GENERIC)
    for place in np.ndindex(GENERIC.shape):
        shift = np.zeros_like(GENERIC)
        shift[place] = step
        rise = activation.value(GENERIC + shift) - activation.value(GENERIC - shift)
        slopes[place] = np.sum(grad_a * rise) / (2 * step)
    np.testing.assert_allclose(activation.backward(grad_a, GENERIC, a), slopes, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("activation", ALL, ids=ids)
def test_extremes_stay_finite_and_in_range(activation):
    z = np.array([-1000.0, -745.0, -40.0, -1e-300, 0.0, 1e-300, 40.0, 710.0, 1000.0])
    a = activation.value(z)
    low, high = activation.output_range
    assert np.all((low <= a) & (a <= high))
    assert np.all(np.isfinite(activation.backward(np.ones_like(z), z, a)))
    if activation.probabilities:
        assert np.sum(a) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("activation", ELEMENTWISE, ids=ids)
def test_formulas_with_numbers_give_the_recorded_numbers(activation):
    z = np.concatenate((GENERIC.ravel(), KINKS))
    a = activation.value(z)
    derivative = activation.derivative(z, a)
    for i in range(len(z)):
        terms = (
            terms_of(activation) | dict(activation.constants) | {"z": Term("z", z[i]), "a": Term("a", a[i])}
        )
        value = latex_value(fill((activation.value_rule,), terms, 17).latex)
        assert value == pytest.approx(a[i], rel=1e-12, abs=1e-15)
        slope = latex_value(fill((activation.derivative_rule,), terms, 17).latex)
        assert slope == pytest.approx(derivative[i], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("activation", ELEMENTWISE, ids=ids)
def test_formula_and_derivative_formula_are_right(activation):
    for z in (-3.7, -0.4, 1.9):
        a = float(activation.value(np.array(z)))
        known = {"z": z, "a": a, **SELU_NUMBERS} | {
            hyper.symbol.strip("\\"): getattr(activation, hyper.name) for hyper in activation.hypers()
        }
        known["w"] = math.tanh(math.log(1 + math.exp(z)))  # Mish's own abbreviation
        slope = float(activation.derivative(np.array(z), np.array(a)))
        assert latex_value(right_side(activation.formula), **known) == pytest.approx(a, rel=1e-12)
        assert latex_value(right_side(activation.derivative_formula), **known) == pytest.approx(
            slope, rel=1e-12
        )


def right_side(formula):
    """Return what stands after the first equals sign, before any other one and any remark."""
    return re.split(r",\s*\\quad", formula.split(" = ", 1)[1])[0].split(" = ")[-1]


def terms_of(member):
    return {hyper.name: Term(hyper.symbol, getattr(member, hyper.name)) for hyper in member.hypers()}


@pytest.mark.parametrize("activation", ALL, ids=ids)
def test_declarations_are_complete(activation):
    for text in (activation.label, activation.formula, activation.derivative_formula, activation.reference):
        assert text
    assert activation.why.endswith(".")
    assert Activation.decode(activation.encode()) == activation
    for hyper in activation.hypers():
        assert hyper.symbol
        assert hyper.help


def test_only_softmax_looks_at_the_whole_layer_and_gives_probabilities():
    assert [activation.key for activation in ALL if not activation.elementwise] == ["softmax"]
    assert [activation.key for activation in ALL if activation.probabilities] == ["softmax"]


def test_the_declared_range_is_reached():
    deepest = Activation.decode({"key": "elu", "alpha": 10})
    assert deepest.value(np.array([-1000.0])) == deepest.output_range[0]
    for key in ("sigmoid", "tanh", "relu", "step", "selu", "softplus", "hard_sigmoid"):
        activation = Activation.find(key)()
        low, high = activation.output_range
        ends = activation.value(np.array([-1000.0, 1000.0]))
        np.testing.assert_allclose(ends, [low, min(high, ends[1])], rtol=1e-12)
        assert ends[1] == high or high == math.inf
    assert tuple(Softmax().value(np.array([-1000.0, 1000.0]))) == Softmax.output_range
    for key in ("identity", "leaky_relu", "gelu", "swish", "mish"):
        assert Activation.find(key).output_range == (-math.inf, math.inf)


def test_leaky_relu_refuses_a_slope_above_one():
    with pytest.raises(HyperError, match=r"^layer\.activation\.slope: 2 is outside \[0, 1\]$"):
        Activation.decode({"key": "leaky_relu", "slope": 2}, "layer.activation")


def test_softmax_backward_is_its_jacobian():
    softmax = Softmax()
    z = np.array([[0.3, -1.2, 2.5], [1.0, 1.0, -2.0]])
    a, grad_a = softmax.value(z), np.array([[1.0, -2.0, 0.5], [0.1, 0.0, 3.0]])
    jacobian = softmax.jacobian(a)
    assert jacobian.shape == (2, 3, 3)
    product = np.einsum("nij,ni->nj", jacobian, grad_a)
    np.testing.assert_allclose(softmax.backward(grad_a, z, a), product, rtol=1e-13)


def test_softmax_formulas_give_its_steps():
    softmax = Softmax()
    z = np.array([0.3, -1.2, 2.5])
    exponentials, a = softmax.exponentials(z), softmax.value(z)
    terms = {
        "z": Term("z", z[1]),
        "z_max": Term("m", z.max()),
        "exponential": Term("e", exponentials[1]),
        "sum": Term("s", exponentials.sum()),
        "a": Term("a_i", a[1]),
        "a_other": Term("a_j", a[2]),
    }

    def evaluated(rule):
        return latex_value(fill((rule,), terms, 17).latex)

    assert evaluated(softmax.exponential_rule) == pytest.approx(exponentials[1], rel=1e-14)
    assert evaluated(softmax.quotient_rule) == pytest.approx(a[1], rel=1e-14)
    assert evaluated(softmax.diagonal_rule) == pytest.approx(softmax.jacobian(a)[1, 1], rel=1e-14)
    assert evaluated(softmax.off_diagonal_rule) == pytest.approx(softmax.jacobian(a)[1, 2], rel=1e-14)
