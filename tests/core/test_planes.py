"""Planes through the space of all parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.arrays import Array
from core.history import History
from core.planes import PathPlane, Plane, through_parameters, through_path, through_random_directions
from core.training import first_point
from tests.core.cases import make_network, make_task, make_theta
from tests.core.golden import golden

GOLDEN = golden("landscape")
NETWORK = make_network(2, (4, "tanh"), (3, "relu"), (2, "identity"))
THETA = make_theta(NETWORK)


def golden_name(case: dict[str, Any]) -> str:
    return f"{len(case['theta'])}-parameters-{len(case['path']['points'])}-points"


def random_path(points: int, parameters: int, seed: int = 0) -> Array:
    """A path that spreads less and less along the directions of a random basis."""
    generator = np.random.default_rng(seed)
    basis = np.linalg.qr(generator.normal(size=(parameters, parameters)))[0]
    sizes = 10.0 ** -np.arange(parameters)
    return generator.normal(size=(points, parameters)) * sizes @ basis + generator.normal(size=parameters)


def spanned(plane: Plane, coordinates: Array) -> Array:
    """The parameters at points, written as a matrix product."""
    return plane.origin + coordinates @ plane.directions


PLANES = {
    "parameters": through_parameters(THETA, (3, 17)),
    "random": through_random_directions(NETWORK, THETA, 5),
    "path": through_path(random_path(9, NETWORK.parameter_count)).plane,
}


@pytest.mark.parametrize("plane", PLANES.values(), ids=PLANES)
class TestEveryPlane:
    def test_coordinates_come_back(self, plane: Plane) -> None:
        points = np.random.default_rng(1).normal(size=(2, 5, 2))
        thetas = plane.thetas(points)
        assert thetas.shape == (2, 5, NETWORK.parameter_count)
        assert_allclose(thetas, spanned(plane, points), rtol=1e-14, atol=1e-15)
        assert_allclose(plane.coordinates(thetas), points, rtol=1e-12, atol=1e-14)
        assert_allclose(plane.distances(thetas), np.zeros((2, 5)), atol=1e-14)

    def test_a_theta_off_the_plane_goes_to_the_nearest_point(self, plane: Plane) -> None:
        theta = make_theta(NETWORK, seed=8)
        nearest = np.linalg.lstsq(plane.directions.T, theta - plane.origin, rcond=None)[0]
        assert_allclose(plane.coordinates(theta), nearest, rtol=1e-12)
        off = np.linalg.norm(theta - spanned(plane, nearest))
        assert plane.distances(theta) == pytest.approx(off, rel=1e-12)
        assert off > 0.1

    def test_slopes_are_those_along_the_directions(self, plane: Plane) -> None:
        gradients = np.random.default_rng(2).normal(size=(3, NETWORK.parameter_count))
        slopes = plane.slopes(gradients)
        h = np.array([[1e-3, 0], [0, 1e-3]])
        moved = plane.thetas(h) - plane.thetas(-h)  # a linear loss has exact differences
        assert_allclose(slopes, gradients @ moved.T / 2e-3, rtol=1e-10)

    def test_the_start_is_drawn(self, plane: Plane) -> None:
        for place, (low, high) in zip(plane.start, plane.domain, strict=True):
            assert low < place < high


def test_the_start_of_each_plane_is_the_theta_that_it_goes_through() -> None:
    assert_array_equal(PLANES["parameters"].thetas(np.array(PLANES["parameters"].start)), THETA)
    assert_array_equal(PLANES["random"].thetas(np.zeros(2)), THETA)
    path = random_path(9, 4)
    assert_array_equal(through_path(path).plane.thetas(np.zeros(2)), path[-1])


def test_directions_that_are_one_are_refused() -> None:
    ahead = np.arange(1.0, 4.0)
    square = ((-1.0, 1.0), (-1.0, 1.0))
    for other in (-2 * ahead, np.zeros(3)):
        with pytest.raises(ValueError, match="parallel"):
            Plane(np.zeros(3), np.stack([ahead, other]), square)
    with pytest.raises(ValueError, match="parallel"):
        through_parameters(THETA, (3, 3))


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_how_parallel_directions_are_does_not_depend_on_their_length(scale: float) -> None:
    square = ((-1.0, 1.0), (-1.0, 1.0))
    Plane(np.zeros(2), scale * np.array([[1.0, 0.0], [2.0, 1e-5]]), square)
    with pytest.raises(ValueError, match="parallel"):
        Plane(np.zeros(2), scale * np.array([[1.0, 0.0], [2.0, 1e-7]]), square)


class TestTwoParameters:
    def test_four_to_each_side_are_drawn(self) -> None:
        plane = through_parameters(np.array([0.5, 7.0, -1.0]), (2, 0))
        assert plane.domain == ((-5, 3), (-3.5, 4.5))

    def test_x_and_y_are_the_values_of_the_parameters_to_the_bit(self) -> None:
        plane = through_parameters(THETA, (17, 3))
        assert plane.start == (THETA[17], THETA[3])
        expected = THETA.copy()
        expected[[17, 3]] = 0.1, -1 / 3
        assert_array_equal(plane.thetas(np.array([0.1, -1 / 3])), expected)
        assert_array_equal(plane.coordinates(expected), [0.1, -1 / 3])

    def test_theta_is_not_written_to(self) -> None:
        before = THETA.copy()
        through_parameters(THETA, (0, 1))
        assert_array_equal(THETA, before)


class TestRandomDirections:
    @pytest.mark.parametrize("case", GOLDEN, ids=golden_name)
    def test_they_agree_with_pytorch(self, case: dict[str, Any]) -> None:
        network = make_network(case["inputs"], *case["layers"])
        theta = np.array(case["theta"])
        plane = through_random_directions(network, theta, case["random"]["seed"])
        assert_allclose(plane.directions, case["random"]["directions"], rtol=1e-12, atol=1e-15)

    def test_every_filter_is_as_long_as_in_theta_and_biases_stay(self) -> None:
        parts = zip(NETWORK.split(THETA), NETWORK.split(PLANES["random"].directions), strict=True)
        for own, drawn in parts:
            lengths = np.linalg.norm(own.weights, axis=0)
            assert_allclose(np.linalg.norm(drawn.weights, axis=1), [lengths, lengths], rtol=1e-14)
            assert not drawn.biases.any()

    def test_a_seed_draws_the_same_and_another_one_others(self) -> None:
        again, other = (through_random_directions(NETWORK, THETA, seed) for seed in (5, 6))
        assert_array_equal(again.directions, PLANES["random"].directions)
        assert np.abs(other.directions - again.directions).max() > 0.1

    def test_one_length_of_the_filters_to_each_side_is_drawn(self) -> None:
        assert PLANES["random"].domain == ((-1, 1), (-1, 1))

    def test_weights_that_are_all_0_have_no_directions(self) -> None:
        theta = np.zeros(NETWORK.parameter_count)
        with pytest.raises(ValueError, match="all weights are 0"):
            through_random_directions(NETWORK, theta, 0)

    def test_one_weight_spans_no_plane(self) -> None:
        with pytest.raises(ValueError, match="seed 7 are parallel"):
            through_random_directions(make_network(1, (1, "tanh")), np.array([0.4, 0.1]), 7)


class TestPath:
    @pytest.mark.parametrize("case", GOLDEN, ids=golden_name)
    def test_it_agrees_with_pytorch(self, case: dict[str, Any]) -> None:
        expected = case["path"]
        found = through_path(np.array(expected["points"]))
        assert_allclose(found.plane.directions, expected["directions"], rtol=1e-12, atol=1e-13)
        assert_allclose(found.shares, expected["shares"], rtol=1e-12)
        assert_allclose(found.coordinates, expected["coordinates"], rtol=1e-12, atol=1e-13)
        assert_allclose(found.distances, expected["distances"], rtol=1e-12, atol=1e-13)

    @pytest.mark.parametrize(("points", "parameters"), [(3, 8), (8, 3), (4, 4), (200, 2), (2, 30)])
    def test_directions_are_orthonormal_and_explain_what_lies_along_them(
        self, points: int, parameters: int
    ) -> None:
        path = random_path(points, parameters)
        found = through_path(path)
        assert_allclose(found.plane.directions @ found.plane.directions.T, np.eye(2), atol=1e-14)
        variances = np.var(found.coordinates, axis=0) / np.var(path, axis=0).sum()
        assert_allclose(found.shares, variances, rtol=1e-10, atol=1e-14)
        assert found.shares[0] >= found.shares[1] >= 0
        assert sum(found.shares) <= 1 + 1e-14
        largest = np.abs(found.plane.directions).argmax(axis=1)
        assert (found.plane.directions[[0, 1], largest] > 0).all()

    @given(st.integers(0, 10_000))
    def test_pythagoras(self, seed: int) -> None:
        path = random_path(6, 5, seed)
        found = through_path(path)
        to_the_end = np.linalg.norm(path - path[-1], axis=1)
        assert_allclose(
            np.hypot(np.linalg.norm(found.coordinates, axis=1), found.distances), to_the_end, rtol=1e-12
        )

    def test_no_other_direction_explains_more(self) -> None:
        path = random_path(40, 6)
        found = through_path(path)
        others = np.random.default_rng(4).normal(size=(500, 6))
        along = np.var(path @ others.T, axis=0) / np.square(others).sum(axis=1)
        assert along.max() <= found.shares[0] * np.var(path, axis=0).sum()

    def test_scale_changes_nothing_but_the_scale(self) -> None:
        path = random_path(7, 5)
        found = through_path(path)
        for factor in (1e-150, 1e150):
            scaled = through_path(path * factor)
            assert_allclose(scaled.plane.directions, found.plane.directions, atol=1e-9)
            assert_allclose(scaled.shares, found.shares, rtol=1e-9)

    def test_all_of_the_path_is_drawn_with_room_around_it(self) -> None:
        path = np.array([[0.0, 0.0, 5.0], [8.0, 0.0, 5.0], [8.0, 2.0, 5.0], [0.0, 2.0, 5.0]])
        across, up = through_path(path).plane.domain
        assert across == pytest.approx((4 - 0.65 * 8, 4 + 0.65 * 8))
        assert up == pytest.approx((-1 - 0.65 * 4, -1 + 0.65 * 4))  # at least half as high as wide

    @pytest.mark.parametrize("points", [2, 3, 50])
    def test_a_straight_path_gets_a_second_direction_beside_it(self, points: int) -> None:
        ahead = np.array([3.0, 0.0, -4.0])
        found = through_path(np.linspace(-1, 1, points)[:, None] * ahead)
        assert_allclose(found.plane.directions[0], [-0.6, 0, 0.8], atol=1e-15)
        assert_allclose(found.plane.directions @ found.plane.directions.T, np.eye(2), atol=1e-15)
        assert found.shares == pytest.approx((1, 0), abs=1e-14)
        assert_allclose(found.coordinates[0], [10, 0], atol=1e-14)
        assert_allclose(found.distances, 0, atol=1e-14)
        (left, right), (low, high) = found.plane.domain
        assert left < 0 < 10 < right
        assert low < 0 < high

    def test_a_path_of_another_length_back_and_forth_is_found_again(self) -> None:
        path = random_path(5, 4)
        twice = through_path(np.concatenate([path, path[::-1], path]))
        assert_allclose(twice.plane.directions, through_path(path).plane.directions, atol=1e-9)

    @pytest.mark.parametrize(
        ("path", "message"),
        [
            ([[0.1, 0.2]], "does not move"),
            ([[0.1, 0.2]] * 3, "does not move"),
            ([[0.1], [0.2]], "needs two parameters"),
            ([[0.1, 0.2], [np.nan, 0.3]], "not finite"),
        ],
    )
    def test_what_spans_no_plane_is_refused(self, path: Any, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            through_path(np.array(path))

    def test_a_million_parameters_take_no_square_matrix(self) -> None:
        path = np.random.default_rng(0).normal(size=(4, 1_000_000))
        found: PathPlane = through_path(path)
        assert_allclose(found.plane.directions @ found.plane.directions.T, np.eye(2), atol=1e-12)

    def test_the_path_of_a_training(self) -> None:
        task = make_task(NETWORK, samples=6, optimizer={"key": "adam", "learning_rate": 0.05})
        history = History(task, first_point(task, THETA))
        path = np.stack([history.point(update).theta for update in range(0, 60, 10)])
        found = through_path(path)
        assert_array_equal(found.plane.origin, history.point(50).theta)
        assert found.shares[0] > 0.5
        assert found.distances.max() < np.linalg.norm(path[0] - path[-1])
        assert_allclose(found.coordinates[-1], 0, atol=1e-15)
