import numpy as np
import pytest
from PySide6.QtCore import QRectF

from nnviz.figures.plot import Axis, Bars, Contours, HLine, Line, Marker, Plot, Points
from nnviz.figures.plot_frame import Bounds, Frame, on_axis, plot_bounds

UP = np.array([1.0, 2.0, 3.0])


def test_all_layers_are_visible_with_a_little_room() -> None:
    plot = Plot([Line(UP, UP * 10, "#000000"), Marker(5.0, -7.0, "#000000"), HLine(40.0, "#000000")])
    left, right, bottom, top = plot_bounds(plot)
    assert 0.9 < left < 1
    assert 5 < right < 5.1
    assert -10 < bottom < -7
    assert 40 < top < 43


def test_a_plane_reaches_the_frame_exactly_and_bars_stand_on_it() -> None:
    plane = Contours(UP, UP, np.zeros((3, 3)), [0.0], ["#000000", "#ffffff"])
    inside = Points(np.array([1.5]), np.array([1.5]), "#000000")
    assert plot_bounds(Plot([plane, inside])) == (1, 3, 1, 3)
    left, right, bottom, _ = plot_bounds(
        Plot([Bars(np.array([0.0, 1.0, 2.0]), np.array([3.0, 4.0]), "#000000")])
    )
    assert (left, right, bottom) == (0, 2, 0)


def test_wild_numbers_do_not_decide_what_is_visible() -> None:
    wild = np.array([1.0, np.nan, np.inf, -np.inf, 1e300, 2.0])
    left, right, bottom, top = plot_bounds(Plot([Line(wild, wild, "#000000")]))
    assert 0.9 < left < right < 2.1
    assert 0.9 < bottom < top < 2.1


@pytest.mark.parametrize("value", [0.0, 5.0, -1e-9])
def test_a_single_value_stands_in_the_middle(value: float) -> None:
    _, _, bottom, top = plot_bounds(Plot([HLine(value, "#000000")]))
    assert bottom < value < top
    assert np.isclose((bottom + top) / 2, value)


def test_nothing_to_show_is_a_plain_frame() -> None:
    assert plot_bounds(Plot([Line(np.empty(0), np.empty(0), "#000000")])) == (0, 1, 0, 1)


def test_bounds_asked_for_are_kept_and_logarithmic_ones_are_exponents() -> None:
    plot = Plot([Line(UP, UP, "#000000")], Axis(low=-6, high=6), Axis(low=0.01, high=100, log=True))
    assert plot_bounds(plot) == (-6, 6, -2, 2)


def test_a_bound_beyond_all_data_still_leaves_a_range() -> None:
    _, _, bottom, top = plot_bounds(Plot([Line(UP, UP, "#000000")], y=Axis(low=10.0)))
    assert bottom == 10 < top


@pytest.mark.parametrize(
    "wrong", [{"low": 1, "high": 0}, {"low": 1, "high": 1}, {"low": float("nan")}, {"low": 0, "log": True}]
)
def test_an_impossible_axis_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError):
        Axis(**wrong)


def test_logarithmic_axes_drop_what_has_no_logarithm() -> None:
    assert np.isnan(on_axis([0.0, -1.0, np.nan], Axis(log=True))).all()


def test_a_place_on_paper_is_found_again() -> None:
    frame = Frame(QRectF(40, 10, 200, 100), Bounds(-1, 3, -2, 2), Axis(), Axis(log=True))
    x, y = frame.data_at(float(frame.map_x(0.5)), float(frame.map_y(20.0)))
    assert (x, y) == pytest.approx((0.5, 20.0))
    assert frame.map_y(100.0) == 10  # upward is up
