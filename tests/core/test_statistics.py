from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.arrays import Array
from core.statistics import UNEVEN, Spread, imbalance, layer_norms, norm, spread
from tests.core.cases import make_network, make_theta

FINITE = st.floats(-1e6, 1e6)


def test_the_quartiles_of_a_few_numbers_are_those_of_the_standard_library() -> None:
    values = np.random.default_rng(3).normal(0, 2, 41)
    found = spread(values)
    quartiles = statistics.quantiles(values.tolist(), n=4, method="inclusive")
    assert found is not None
    assert (found.lower, found.median, found.upper) == pytest.approx(tuple(quartiles), rel=1e-12)
    assert (found.low, found.high, found.count) == (values.min(), values.max(), 41)


def test_zeros_are_counted_and_what_is_not_finite_is_left_out() -> None:
    assert spread(np.array([[0.0, np.nan], [-0.0, 3.0], [np.inf, -np.inf]])) == Spread(
        3, 2, 0.0, 0.0, 0.0, 1.5, 3.0
    )


@pytest.mark.parametrize("values", [[], [np.nan, np.inf]])
def test_nothing_finite_has_no_spread(values: list[float]) -> None:
    assert spread(np.array(values)) is None


@given(arrays(float, st.integers(1, 30), elements=FINITE))
def test_quartiles_are_in_their_order_and_within_the_values(values: Array) -> None:
    found = spread(values)
    assert found is not None
    assert (
        values.min() == found.low <= found.lower <= found.median <= found.upper <= found.high == values.max()
    )


@given(arrays(float, st.integers(0, 20), elements=st.floats(-1e300, 1e300)))
def test_a_norm_is_that_of_hypot_whatever_the_size(values: Array) -> None:
    assert norm(values) == pytest.approx(math.hypot(*values), rel=1e-12)


@pytest.mark.parametrize("size", [1e-200, 1e200, 5e-324])
def test_squares_neither_overflow_nor_vanish(size: float) -> None:
    assert norm(np.array([3 * size, 4 * size])) == pytest.approx(5 * size, rel=1e-15)


def test_what_is_not_finite_has_no_finite_norm() -> None:
    assert norm(np.array([1.0, -np.inf])) == math.inf
    assert math.isnan(norm(np.array([1.0, np.nan])))


def test_norms_are_of_the_weights_alone() -> None:
    network = make_network(3, (4, "tanh"), (2, "tanh"))
    gradient = make_theta(network, seed=5)
    norms = layer_norms(network, gradient)
    expected = [np.sqrt((part.weights**2).sum()) for part in network.split(gradient)]
    assert norms == pytest.approx(expected, rel=1e-14)
    for part in network.split(gradient):
        part.biases[...] = 100
    assert layer_norms(network, gradient) == pytest.approx(expected, rel=1e-14)


def test_layers_alike_are_not_uneven() -> None:
    assert imbalance(np.array([1.0, 99.0, 50.0])) is None
    assert imbalance(np.array([2.0])) is None
    assert imbalance(np.zeros(3)) is None
    assert imbalance(np.array([np.nan, np.nan])) is None
    assert imbalance(np.array([np.inf, np.inf])) is None


def test_a_gradient_that_shrinks_on_its_way_back_vanishes() -> None:
    found = imbalance(np.array([0.002, 0.1, 1.7]))
    assert found is not None
    assert (found.smaller, found.larger, found.vanishes) == (1, 3, True)
    assert found.ratio == pytest.approx(850)


def test_a_gradient_that_grows_on_its_way_back_explodes() -> None:
    found = imbalance(np.array([5 * UNEVEN, np.nan, 5.0]))
    assert found is not None
    assert (found.smaller, found.larger, found.vanishes, found.ratio) == (3, 1, False, UNEVEN)


def test_a_layer_without_gradient_is_infinitely_behind() -> None:
    found = imbalance(np.array([0.0, 1e-9]))
    assert found is not None
    assert (found.smaller, found.ratio) == (1, math.inf)
