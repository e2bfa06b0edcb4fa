import numpy as np
from PySide6.QtCore import QRectF

from nnviz.figures.polyline import dashed_segments, envelope, visible_runs

PAPER = QRectF(0, 0, 100, 100)


def test_a_visible_line_is_left_as_it_is() -> None:
    x, y = np.array([1.0, 50.0, 20.0]), np.array([5.0, 80.0, 90.0])
    [(px, py)] = visible_runs(x, y, PAPER)
    assert px.tolist() == x.tolist()
    assert py.tolist() == y.tolist()


def test_a_line_is_cut_exactly_where_it_leaves_and_comes_back() -> None:
    x, y = np.array([0.0, 100.0, 200.0, 0.0]), np.array([50.0, 50.0, 50.0, 100.0])
    first, second = visible_runs(x, y, PAPER)
    assert first[0].tolist() == [0, 100]
    assert second[0].tolist() == [100, 0]
    assert second[1].tolist() == [75, 100]


def test_a_line_that_only_crosses_is_visible() -> None:
    [(x, y)] = visible_runs(np.array([-1e9, 1e9]), np.array([-1e9, 1e9]), PAPER)
    np.testing.assert_allclose([x, y], [[0, 100], [0, 100]], atol=1e-5)


def test_nan_interrupts() -> None:
    x = np.arange(5.0)
    runs = visible_runs(x, np.array([1, 2, np.nan, 3, 4]), PAPER)
    assert [run[0].tolist() for run in runs] == [[0, 1], [3, 4]]


def test_a_line_outside_is_nothing() -> None:
    assert visible_runs(np.array([200.0, 300.0]), np.array([0.0, 1.0]), PAPER) == []
    assert visible_runs(np.array([5.0]), np.array([5.0]), PAPER) == []


def test_noise_is_filled_from_its_lowest_to_its_highest_point() -> None:
    x = np.linspace(0, 100, 20_000)
    y = 50 + np.random.default_rng(0).normal(0, 5, 20_000)
    dense = envelope(x, y)
    assert dense is not None
    assert len(dense.x) < 150
    assert dense.low.min() == y.min()
    assert dense.high.max() == y.max()


def test_a_long_smooth_line_stays_a_line() -> None:
    x = np.linspace(0, 100, 20_000)
    dense = envelope(x, x)
    assert dense is not None
    assert (dense.low == dense.high).all()
    np.testing.assert_allclose(dense.middle, dense.x, atol=1)


def test_a_path_in_a_plane_has_no_envelope() -> None:
    turn = np.linspace(0, 50, 5000)
    assert envelope(50 + np.cos(turn), np.sin(turn)) is None


def test_dashes_go_on_around_corners() -> None:
    segments = dashed_segments(np.array([0.0, 5.0, 5.0]), np.array([0.0, 0.0, 5.0]), (3, 1))
    assert segments.tolist() == [[0, 0, 3, 0], [4, 0, 5, 0], [5, 0, 5, 2], [5, 3, 5, 5]]
