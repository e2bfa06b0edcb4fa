"""A network's loss over two of its parameters."""

from __future__ import annotations

import numpy as np
import pytest

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.arrays import Array
from core.landscape import Slice, Terrain, grid
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.passes import loss_value
from core.surfaces.rosenbrock import Rosenbrock

NETWORK = Network(2, (Layer(3, Tanh()), Layer(2, Sigmoid())))


def slice_at(axes: tuple[int, int]) -> Slice:
    generator = np.random.default_rng(3)
    return Slice(
        network=NETWORK,
        loss=MeanSquaredError(),
        theta=generator.normal(size=NETWORK.parameter_count),
        inputs=generator.normal(size=(7, 2)),
        targets=generator.uniform(size=(7, 2)),
        axes=axes,
    )


def test_at_its_start_a_slice_is_the_loss_of_the_network() -> None:
    cut = slice_at((0, 5))
    x, y = cut.start
    whole = loss_value(NETWORK, cut.loss, cut.theta, cut.inputs, cut.targets)
    assert cut.value(np.array(x), np.array(y)) == pytest.approx(float(whole), rel=1e-15)


def test_only_the_two_chosen_parameters_move() -> None:
    cut = slice_at((4, 16))
    moved = cut.theta.copy()
    moved[4], moved[16] = 1.5, -2.5
    expected = loss_value(NETWORK, cut.loss, moved, cut.inputs, cut.targets)
    assert cut.value(np.array([1.5]), np.array([-2.5])) == pytest.approx([float(expected)], rel=1e-15)


@pytest.mark.parametrize("axes", [(0, 1), (6, 9), (16, 2)])
def test_the_gradient_agrees_with_central_differences(axes: tuple[int, int]) -> None:
    cut = slice_at(axes)
    x, y = np.array([[0.3, -1.0]]), np.array([[0.2], [1.4]])
    along_x, along_y = cut.gradient(x, y)
    h = 1e-5
    np.testing.assert_allclose(along_x, (cut.value(x + h, y) - cut.value(x - h, y)) / (2 * h), atol=1e-9)
    np.testing.assert_allclose(along_y, (cut.value(x, y + h) - cut.value(x, y - h)) / (2 * h), atol=1e-9)


@pytest.mark.parametrize("terrain", [Rosenbrock(), slice_at((0, 9))], ids=["surface", "network"])
def test_a_grid_has_a_row_per_y_and_a_column_per_x(terrain: Terrain) -> None:
    xs, ys, heights = grid(terrain, (-2, 2), (-1, 3), 11)
    assert heights.shape == (11, 11)
    assert (xs[0], xs[-1], ys[0], ys[-1]) == (-2, 2, -1, 3)
    # 121 points do not fill whole chunks: the last of them must be there too.
    for row, column in ((0, 10), (10, 0), (10, 10), (3, 7)):
        alone: Array = terrain.value(xs[column], ys[row])
        assert heights[row, column] == pytest.approx(float(alone), rel=1e-14)


def test_a_slice_names_its_two_parameters() -> None:
    assert slice_at((1, 8)).formula == r"L\left(w_{1,2}^{(1)}, b_{3}^{(1)}\right)"


def test_points_far_away_are_infinite_and_nothing_warns() -> None:
    far = grid(Rosenbrock(), (-1e200, 1e200), (0, 1), 3)
    assert np.isinf(far.heights[0, 0])
