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
    "uniform": 1 / math.sqrt(12),
    "normal": 0.5,
    "glorot_uniform": math.sqrt(2 / 500),
    "glorot_normal": math.sqrt(2 / 500),
    "he_uniform": math.sqrt(2 / 300),
    "he_normal": math.sqrt(2 / 300),
}
BOUNDS = {"uniform": 0.5, "glorot_uniform": math.sqrt(6 / 500), "he_uniform": math.sqrt(6 / 300)}


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
    if initializer.key != "zeros":
        assert np.any(weights != draw(initializer, seed=1, shape=(3, 5)))


@pytest.mark.parametrize("initializer", ALL, ids=ids)
def test_spread(initializer):
    weights = draw(initializer)
    assert weights.mean() == pytest.approx(0, abs=0.01)
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


def test_an_interval_upside_down_is_refused():
    with pytest.raises(HyperError, match=r"^network\.initializer\.high: -1 is below low, which is 0$"):
        Initializer.decode({"key": "uniform", "low": 0, "high": -1}, "network.initializer")
