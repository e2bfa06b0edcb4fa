"""What holds for every way to clip, and what each one does."""

import numpy as np
import pytest

import core.clipping  # noqa: F401
from core.clipping.base import Clipping

ALL = [kind() for kind in Clipping.members().values()]
GRADIENT = np.array([[3.0, -4.0, 0.0], [0.3, -0.4, 0.0]])


def ids(clipping):
    return clipping.key


@pytest.mark.parametrize("clipping", ALL, ids=ids)
def test_leading_axes_change_nothing_and_arrays_stay_as_they_are(clipping):
    gradient = GRADIENT.copy()
    gradient.flags.writeable = False
    clipped = clipping.clip(gradient)
    assert not np.shares_memory(clipped, gradient)
    for row, alone in zip(clipped, GRADIENT, strict=True):
        np.testing.assert_array_equal(row, clipping.clip(alone))


@pytest.mark.parametrize("clipping", ALL, ids=ids)
def test_small_gradients_stay_as_they_are(clipping):
    np.testing.assert_array_equal(clipping.clip(GRADIENT[1]), GRADIENT[1])
    np.testing.assert_array_equal(clipping.clip(np.zeros(3)), 0)


@pytest.mark.parametrize("clipping", ALL, ids=ids)
def test_declarations_are_complete(clipping):
    assert clipping.label
    assert clipping.formula
    assert clipping.reference
    assert Clipping.decode(clipping.encode()) == clipping
    assert all(hyper.symbol and hyper.help for hyper in clipping.hypers())


def test_nothing_is_clipped_by_none():
    np.testing.assert_array_equal(Clipping.decode({"key": "none"}).clip(GRADIENT), GRADIENT)


def test_by_norm_the_direction_stays():
    clipping = Clipping.decode({"key": "norm", "longest": 2.5})
    np.testing.assert_allclose(clipping.clip(GRADIENT[0]), [1.5, -2, 0], rtol=1e-15)
    np.testing.assert_allclose(Clipping.decode({"key": "norm"}).clip(GRADIENT[0]), [0.6, -0.8, 0], rtol=1e-15)


def test_by_norm_a_gradient_whose_square_is_no_number_is_clipped_too():
    clipped = Clipping.decode({"key": "norm"}).clip(np.array([3e200, -4e200]))
    np.testing.assert_allclose(clipped, [0.6, -0.8], rtol=1e-15)


def test_by_value_every_number_is_clipped_alone():
    clipping = Clipping.decode({"key": "value", "largest": 3.5})
    assert clipping.clip(GRADIENT[0]).tolist() == [3, -3.5, 0]
    assert Clipping.decode({"key": "value"}).clip(GRADIENT[0]).tolist() == [1, -1, 0]
