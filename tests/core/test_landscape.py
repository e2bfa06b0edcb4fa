"""A network's loss over a plane through its parameters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.arrays import Array
from core.landscape import Slice, Terrain, grid
from core.losses.base import Loss
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.passes import gradient, loss_value
from core.planes import Plane, through_parameters, through_path, through_random_directions
from core.regularizers.l2 import L2
from core.surfaces.rosenbrock import Rosenbrock
from tests.core.cases import declared, make_network
from tests.core.golden import golden

GOLDEN = golden("landscape")
NETWORK = Network(2, (Layer(3, Tanh()), Layer(2, Sigmoid())))
THETA = np.random.default_rng(3).normal(size=NETWORK.parameter_count)
PLANES = {
    "parameters": through_parameters(THETA, (6, 9)),
    "random": through_random_directions(NETWORK, THETA, 1),
    "path": through_path(np.random.default_rng(2).normal(size=(5, THETA.size))).plane,
}


def slice_of(plane: Plane) -> Slice:
    generator = np.random.default_rng(3)
    inputs, targets = generator.normal(size=(7, 2)), generator.uniform(size=(7, 2))
    return Slice(NETWORK, MeanSquaredError(), plane, inputs, targets)


def slice_at(axes: tuple[int, int]) -> Slice:
    return slice_of(through_parameters(THETA, axes))


def test_at_its_start_a_slice_is_the_loss_of_the_network() -> None:
    cut = slice_at((0, 5))
    x, y = cut.start
    whole = loss_value(NETWORK, cut.loss, THETA, cut.inputs, cut.targets)
    assert cut.value(np.array(x), np.array(y)) == pytest.approx(float(whole), rel=1e-15)


def test_only_the_two_chosen_parameters_move() -> None:
    cut = slice_at((4, 16))
    moved = THETA.copy()
    moved[4], moved[16] = 1.5, -2.5
    expected = loss_value(NETWORK, cut.loss, moved, cut.inputs, cut.targets)
    assert cut.value(np.array([1.5]), np.array([-2.5])) == pytest.approx([float(expected)], rel=1e-15)


def test_two_parameters_are_drawn_four_to_each_side() -> None:
    cut = slice_at((4, 16))
    (left, right), (low, high) = cut.domain
    assert (right - left, high - low) == pytest.approx((8, 8))
    assert ((left + right) / 2, (low + high) / 2) == pytest.approx((THETA[4], THETA[16]))


def golden_slice(case: dict[str, Any]) -> tuple[Slice, Array, Array]:
    network, loss = make_network(case["inputs"], *case["layers"]), Loss.decode(declared(case["loss"]))
    theta, drawn = np.array(case["theta"]), case["random"]
    plane = Plane(theta, np.array(drawn["directions"]), ((-1, 1), (-1, 1)))
    cut = Slice(network, loss, plane, np.array(case["x"]), np.array(case["y"]))
    x, y = np.array(drawn["coordinates"]).T
    return cut, x, y


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["loss"]["key"])
def test_heights_and_slopes_agree_with_pytorch(case: dict[str, Any]) -> None:
    cut, x, y = golden_slice(case)
    assert_allclose(cut.value(x, y), case["random"]["heights"], rtol=1e-12)
    assert_allclose(np.stack(cut.gradient(x, y), axis=-1), case["random"]["slopes"], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("plane", PLANES.values(), ids=PLANES)
def test_the_gradient_agrees_with_central_differences(plane: Plane) -> None:
    cut = slice_of(plane)
    x, y = np.array([[0.3, -1.0]]), np.array([[0.2], [1.4]])
    along_x, along_y = cut.gradient(x, y)
    h = 1e-5
    assert_allclose(along_x, (cut.value(x + h, y) - cut.value(x - h, y)) / (2 * h), atol=1e-9)
    assert_allclose(along_y, (cut.value(x, y + h) - cut.value(x, y - h)) / (2 * h), atol=1e-9)


@pytest.mark.parametrize("plane", PLANES.values(), ids=PLANES)
def test_many_points_give_what_each_gives_alone(plane: Plane) -> None:
    cut = slice_of(plane)
    at_once = cut.whole._thetas_at_once
    x, y = np.random.default_rng(5).normal(size=(2, 2, at_once // 2 + 3))  # a part and a bit
    heights, slopes = cut.value(x, y), cut.gradient(x, y)
    assert heights.shape == slopes[0].shape == slopes[1].shape == x.shape
    for place in ((0, 0), (1, -1), (1, -4), (0, -1)):
        theta = plane.thetas(np.array([x[place], y[place]]))
        alone = loss_value(NETWORK, cut.loss, theta, cut.inputs, cut.targets)
        assert heights[place] == pytest.approx(float(alone), rel=1e-12)
        by_theta = gradient(NETWORK, cut.loss, theta, cut.inputs, cut.targets)
        assert_allclose([slope[place] for slope in slopes], plane.slopes(by_theta), rtol=1e-12, atol=1e-15)


def test_two_threads_may_ask_at_once() -> None:
    cut = slice_at((0, 9))
    points = np.random.default_rng(6).normal(size=(4, 2, 20_000))
    alone = [cut.value(x, y) for x, y in points]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda place: cut.value(*place), points))
    for one, other in zip(alone, together, strict=True):
        assert_array_equal(one, other)


def test_a_penalty_is_part_of_the_loss() -> None:
    plain, penalised = slice_at((0, 9)), replace(slice_at((0, 9)), regularizer=L2(lambda2=0.2))
    x, y = np.array([0.5, -1.5]), np.array([2.0, 1.0])
    weights = [part.weights for part in NETWORK.split(plain.plane.thetas(np.stack([x, y], axis=-1)))]
    extra = sum(penalised.regularizer.penalty(own).sum(axis=(-2, -1)) for own in weights)
    assert_allclose(penalised.value(x, y) - plain.value(x, y), extra, rtol=1e-12)
    h = 1e-5
    for axis, step in enumerate(((h, 0), (0, h))):
        ahead, back = (penalised.value(x + sign * step[0], y + sign * step[1]) for sign in (1, -1))
        assert_allclose(penalised.gradient(x, y)[axis], (ahead - back) / (2 * h), atol=1e-8)


def test_no_points_are_no_heights() -> None:
    cut, nothing = slice_at((0, 1)), np.empty((0, 3))
    assert cut.value(nothing, nothing).shape == (0, 3)
    assert [slope.shape for slope in cut.gradient(nothing, nothing)] == [(0, 3), (0, 3)]


@pytest.mark.parametrize("terrain", [Rosenbrock(), slice_at((0, 9))], ids=["surface", "network"])
def test_a_grid_has_a_row_per_y_and_a_column_per_x(terrain: Terrain) -> None:
    made = grid(terrain, (-2, 2), (-1, 3), 11)
    xs, ys, heights = made.xs, made.ys, made.heights
    assert heights.shape == (11, 11)
    assert (xs[0], xs[-1], ys[0], ys[-1]) == (-2, 2, -1, 3)
    # 121 points do not fill whole chunks: the last of them must be there too.
    for row, column in ((0, 10), (10, 0), (10, 10), (3, 7)):
        alone: Array = terrain.value(xs[column], ys[row])
        assert heights[row, column] == pytest.approx(float(alone), rel=1e-14)


def test_a_slice_names_its_two_parameters() -> None:
    assert slice_at((1, 8)).formula == r"L\left(w_{1,2}^{(1)}, b_{3}^{(1)}\right)"


@pytest.mark.parametrize("plane", ["random", "path"])
def test_other_slices_name_their_directions(plane: str) -> None:
    assert slice_of(PLANES[plane]).formula == r"L\left(\theta + x\, d_1 + y\, d_2\right)"


def test_points_far_away_are_infinite_and_nothing_warns() -> None:
    far = grid(Rosenbrock(), (-1e200, 1e200), (0, 1), 3)
    assert np.isinf(far.heights[0, 0])
