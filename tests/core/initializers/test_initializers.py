"""What holds for every initializer, and how far each one spreads."""

import math

import numpy as np
import pytest

import core.initializers  # noqa: F401
from core.hyper import HyperError
from core.initializers.base import Initializer

ALL = [kind() for kind in Initializer.members().values()]
# Standard deviations for fan_in 300 and fan_out 200; a uniform one's is its width over sqrt(12).
DEVIATIONS = {
    "zeros": 0.0,
    "constant": 0.0,
    "uniform": 1 / math.sqrt(12),
    "normal": 0.5,
    "glorot_uniform": math.sqrt(2 / 500),
    "glorot_normal": math.sqrt(2 / 500),
    "he_uniform": math.sqrt(2 / 300),
    "he_normal": math.sqrt(2 / 300),
    "lecun_uniform": math.sqrt(1 / 300),
    "lecun_normal": math.sqrt(1 / 300),
    "orthogonal": math.sqrt(1 / 300),
}
MEANS = {"constant": 0.5}
BOUNDS = {
    "uniform": 0.5,
    "glorot_uniform": math.sqrt(6 / 500),
    "he_uniform": math.sqrt(6 / 300),
    "lecun_uniform": math.sqrt(3 / 300),
}


def ids(initializer):
    return initializer.key


def draw(initializer, seed=0, shape=(300, 200)):
    return initializer.sample(np.random.default_rng(seed), *shape)


@pytest.mark.parametrize("initializer", ALL, ids=ids)
def test_the_same_seed_draws_the_same_weights(initializer):
    weights = draw(initializer, shape=(3, 5))
    assert weights.shape == (3, 5)
    assert weights.dtype == np.float64
    np.testing.assert_array_equal(weights, draw(initializer, shape=(3, 5)))
    if initializer.key not in ("zeros", "constant"):
        assert np.any(weights != draw(initializer, seed=1, shape=(3, 5)))


@pytest.mark.parametrize("initializer", ALL, ids=ids)
def test_spread(initializer):
    weights = draw(initializer)
    assert weights.mean() == pytest.approx(MEANS.get(initializer.key, 0), abs=0.01)
    assert weights.std() == pytest.approx(DEVIATIONS[initializer.key], rel=0.01)
    if initializer.key in BOUNDS:
        bound = BOUNDS[initializer.key]
        assert 0.99 * bound < np.abs(weights).max() <= bound


@pytest.mark.parametrize("initializer", ALL, ids=ids)
def test_declarations_are_complete(initializer):
    assert initializer.label
    assert initializer.formula
    assert initializer.spread_formula
    assert initializer.reference
    assert Initializer.decode(initializer.encode()) == initializer


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (1, 3), (3, 1)])
def test_orthogonal_weights_turn_without_stretching(shape):
    weights = draw(Initializer.decode({"key": "orthogonal", "gain": 1.5}), shape=shape)
    assert weights.shape == shape
    product = weights.T @ weights if shape[0] >= shape[1] else weights @ weights.T
    np.testing.assert_allclose(product, 2.25 * np.eye(min(shape)), atol=1e-14)


def test_orthogonal_weights_favour_no_direction():
    initializer = Initializer.decode({"key": "orthogonal"})
    corners = [draw(initializer, seed, (2, 2))[0, 0] for seed in range(400)]
    assert np.mean(corners) == pytest.approx(0, abs=0.1)
    assert 0.4 < np.mean(np.array(corners) > 0) < 0.6


def test_the_number_of_constant_weights_is_chosen():
    weights = draw(Initializer.decode({"key": "constant", "number": -2}), shape=(2, 3))
    assert weights.tolist() == [[-2, -2, -2], [-2, -2, -2]]


def test_an_interval_upside_down_is_refused():
    with pytest.raises(HyperError, match=r"^network\.initializer\.high: -1 is below low, which is 0$"):
        Initializer.decode({"key": "uniform", "low": 0, "high": -1}, "network.initializer")
