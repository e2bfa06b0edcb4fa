from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.initializers.base import Initializer
from core.network import Network, ParameterPlace
from tests.core.cases import make_network

SIZES = st.lists(st.integers(1, 5), min_size=2, max_size=5)


def network_of(sizes: list[int]) -> Network:
    return make_network(sizes[0], *((units, "tanh") for units in sizes[1:]))


def test_theta_holds_weights_then_biases_layer_by_layer() -> None:
    network = make_network(2, (3, "tanh"), (1, "identity"))
    theta = np.arange(13.0)
    first, second = network.split(theta)
    assert first.weights.tolist() == [[0, 1, 2], [3, 4, 5]]  # a row per input, a column per unit
    assert first.biases.tolist() == [6, 7, 8]
    assert second.weights.tolist() == [[9], [10], [11]]
    assert second.biases.tolist() == [12]


def test_split_gives_views_so_that_writing_through_them_changes_theta() -> None:
    network = make_network(2, (3, "tanh"), (1, "identity"))
    theta = np.zeros(13)
    parts = network.split(theta)
    parts[0].weights[1, 2] = 5
    parts[1].biases[0] = 7
    assert theta[network.index(1, 2, 1)] == 5
    assert theta[network.index(2, 0)] == 7
    assert np.count_nonzero(theta) == 2


@given(SIZES)
def test_join_is_the_inverse_of_split(sizes: list[int]) -> None:
    network = network_of(sizes)
    theta = np.arange(float(network.parameter_count))
    assert (network.join(network.split(theta)) == theta).all()


@given(SIZES)
def test_place_is_the_inverse_of_index(sizes: list[int]) -> None:
    network = network_of(sizes)
    places = [network.place(index) for index in range(network.parameter_count)]
    assert [network.index(*place) for place in places] == list(range(network.parameter_count))
    assert len(set(places)) == network.parameter_count
    assert all(0 <= p.unit < network.sizes[p.layer] for p in places)
    assert all(p.origin is None or p.origin < network.sizes[p.layer - 1] for p in places)


@given(SIZES)
def test_split_keeps_leading_axes(sizes: list[int]) -> None:
    network = network_of(sizes)
    thetas = np.random.default_rng(0).normal(size=(2, 3, network.parameter_count))
    for layer, part in enumerate(network.split(thetas), start=1):
        assert part.weights.shape == (2, 3, sizes[layer - 1], sizes[layer])
        single = network.split(thetas[1, 2])[layer - 1]
        assert (part.weights[1, 2] == single.weights).all()
        assert (part.biases[1, 2] == single.biases).all()


def test_place_of_a_bias_has_no_origin() -> None:
    network = make_network(2, (3, "tanh"), (1, "identity"))
    assert network.place(7) == ParameterPlace(1, 1, None)
    assert network.place(11) == ParameterPlace(2, 0, 2)


@pytest.mark.parametrize("key", Initializer.members())
def test_initial_theta_depends_on_the_seed_alone_and_starts_with_zero_biases(key: str) -> None:
    network = make_network(3, (4, "tanh"), (2, "identity"))
    initializer = Initializer.find(key)()
    theta = network.initial_theta(initializer, 5)
    assert theta.shape == (network.parameter_count,)
    assert (theta == network.initial_theta(initializer, 5)).all()
    assert all((part.biases == 0).all() for part in network.split(theta))
    if key not in ("zeros", "constant"):
        assert (theta != network.initial_theta(initializer, 6)).any()


def test_a_layer_draws_its_own_weights() -> None:
    network = make_network(3, (3, "tanh"), (3, "tanh"))
    first, second = network.split(network.initial_theta(Initializer.find("normal")(), 0))
    assert (first.weights != second.weights).all()


def test_a_learned_slope_stands_behind_its_layers_biases() -> None:
    network = make_network(2, (3, "tanh"), (2, {"key": "prelu", "slope": 0.125}), (1, "identity"))
    assert network.parameter_count == 9 + 8 + 1 + 3
    theta = network.initial_theta(Initializer.find("normal")(), 0)
    assert network.index(2, None) == 17
    assert theta[17] == 0.125
    assert [part.slope.tolist() for part in network.split(theta)] == [[], [0.125], []]
    assert network.place(17) == ParameterPlace(2, None, None)
    assert [network.index(*network.place(index)) for index in range(21)] == list(range(21))
    assert network.is_weight.sum() == 6 + 6 + 2
    assert network.is_weight[17] == 0
    assert (network.join(network.split(theta)) == theta).all()
    with pytest.raises(KeyError, match="layer 1 learns no slope"):
        network.index(1, None)
