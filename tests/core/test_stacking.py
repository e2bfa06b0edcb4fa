"""Signals through many layers and gradients back: PyTorch's numbers, and what the formulas promise."""

import numpy as np
import pytest

import core.activations
import core.initializers  # noqa: F401
from core.activations.base import Activation
from core.activations.identity import Identity
from core.activations.relu import ReLU
from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.initializers.base import Initializer
from core.initializers.glorot_normal import GlorotNormal
from core.initializers.he_normal import HeNormal
from core.initializers.normal import Normal
from core.initializers.orthogonal import Orthogonal
from core.initializers.zeros import Zeros
from core.stacking import draw, passage
from tests.core.golden import golden

STACKS = [case["stack"] for case in golden("functions") if "stack" in case]
TOLD = ("signal_mean", "signal_spread", "gradient_mean", "gradient_spread")


@pytest.mark.parametrize("case", STACKS, ids=lambda case: case["activation"])
def test_pytorch_gives_the_same_means_and_spreads(case):
    activation, initializer = Activation.find(case["activation"])(), Initializer.find(case["initializer"])()
    found = passage(activation, draw(initializer, case["width"], case["depth"], case["seed"]))
    assert found.depth == case["depth"]
    for name in TOLD:
        np.testing.assert_allclose(getattr(found, name), case[name], rtol=1e-11, atol=1e-15, err_msg=name)


@pytest.mark.parametrize("key", Activation.members())
@pytest.mark.parametrize(
    "initializer", [kind() for kind in Initializer.members().values()], ids=lambda i: i.key
)
def test_every_activation_with_every_initializer(key, initializer):
    found = passage(Activation.find(key)(), draw(initializer, 6, 4, 0))
    for name in TOLD:
        assert getattr(found, name).shape == (5,)
        assert np.isfinite(getattr(found, name)).all()
    again = passage(Activation.find(key)(), draw(initializer, 6, 4, 0))
    np.testing.assert_array_equal(found.signal_spread, again.signal_spread)
    other = passage(Activation.find(key)(), draw(initializer, 6, 4, 1))
    assert found.signal_spread[0] != other.signal_spread[0]


def test_he_keeps_what_relu_halves():
    kept = passage(ReLU(), draw(HeNormal(), 200, 10, 0))
    lost = passage(ReLU(), draw(GlorotNormal(), 200, 10, 0))
    assert kept.signal_gain == pytest.approx(1, abs=0.6)
    assert lost.signal_gain == pytest.approx(kept.signal_gain / 2**5, rel=1e-9)
    assert lost.gradient_gain == pytest.approx(kept.gradient_gain / 2**5, rel=1e-9)


def test_a_sigmoid_takes_a_quarter_of_the_gradient_at_best():
    found = passage(Sigmoid(), draw(GlorotNormal(), 100, 10, 0))
    assert found.gradient_gain < 0.25**10 * 1.5
    assert found.signal_mean[-1] == pytest.approx(0.5, abs=0.1)
    assert passage(Tanh(), draw(GlorotNormal(), 100, 10, 0)).gradient_gain > 0.1


def test_what_is_orthogonal_keeps_every_length():
    found = passage(Identity(), draw(Orthogonal(), 30, 20, 0))
    assert found.weight_spread == pytest.approx(30**-0.5, rel=0.01)
    squares = found.signal_mean**2 + found.signal_spread**2
    np.testing.assert_allclose(squares, squares[0], rtol=1e-12)


def test_nothing_passes_zeros():
    found = passage(Tanh(), draw(Zeros(), 10, 3, 0))
    assert found.signal_gain == found.gradient_gain == found.weight_spread == 0


def test_what_explodes_beyond_all_numbers_is_said_to():
    found = passage(Identity(), draw(Normal(std=1000.0), 100, 80, 0))
    assert np.isfinite(found.signal_spread[:10]).all()
    assert not np.isfinite(found.signal_spread[-1])
    assert not np.isfinite(found.gradient_spread[0])
