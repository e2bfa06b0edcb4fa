"""The complementary error function against the standard library's."""

import math

import numpy as np

from core.error_function import erfc


def test_every_range_agrees_with_the_standard_library():
    x = np.concatenate((np.linspace(-6, 26, 4001), np.linspace(-1.01, 1.01, 501), [-1e-300, 0.0, 8.0]))
    np.testing.assert_allclose(erfc(x), [math.erfc(value) for value in x], rtol=1e-13)


def test_far_out_it_is_two_and_nothing():
    np.testing.assert_array_equal(erfc(np.array([-1000.0, 1000.0, np.inf])) > 1, [True, False, False])
    assert erfc(np.array([-1000.0])) == 2
    assert 0 <= erfc(np.array([1000.0])) < 1e-300
