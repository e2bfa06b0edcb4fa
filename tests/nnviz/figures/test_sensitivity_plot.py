"""The map of sensitivity: contours over both hyperparameters, holes where runs overflow, the edge."""

from __future__ import annotations

import numpy as np
import pytest

from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.sensitivity import Edge, Sensitivity, sensitivity_in_parts
from core.surfaces.quadratic_bowl import QuadraticBowl
from nnviz.figures.plot import Contours, Line, Marker, Plot
from nnviz.figures.sensitivity_plot import sensitivity_plot
from nnviz.figures.style import LIGHT
from nnviz.sensitivity_grid import POINTS, rates_around, second_hypers, values_of

pytestmark = pytest.mark.usefixtures("qapp")


def found_for(optimizer: Optimizer, name: str, others: tuple[float, ...]) -> Sensitivity:
    grid = (np.geomspace(1e-3, 10, 9), name, others)
    *_, found = sensitivity_in_parts(QuadraticBowl(condition=10), optimizer, (-4.0, 1.5), 600, grid)
    return found


def layers(plot: Plot, kind: type) -> list:
    return [layer for layer in plot.layers if isinstance(layer, kind)]


def test_the_map_of_descent_has_holes_beyond_its_edge() -> None:
    found = found_for(SGD(learning_rate=0.1), "momentum", (0.0, 0.5))
    plot = sensitivity_plot(found, (0.1, 0.0), LIGHT, log=False, title="Bowl")
    (contours,) = layers(plot, Contours)
    np.testing.assert_array_equal(contours.xs, found.rates)
    assert np.isnan(contours.z[0, found.rates > 0.3]).all()
    assert np.isfinite(contours.z[0, found.rates < 0.19]).all()
    (edge,) = layers(plot, Line)
    np.testing.assert_allclose(edge.x, [0.2, 0.3], rtol=1e-9)
    (marker,) = layers(plot, Marker)
    assert (marker.x, marker.y) == (0.1, 0.0)
    assert plot.x.log
    assert not plot.y.log
    assert "come to no number" in plot.description


def test_two_edges_are_told_apart_and_a_coarse_map_is_drawn_as_coarse_as_it_is() -> None:
    heights = np.full((9, 9), np.nan)
    heights[::4, ::4] = np.arange(9.0).reshape(3, 3)
    others = np.linspace(0.0, 0.8, 9)
    edges = (Edge("at the start", 2.0, 1 + others), Edge("at the end", 1.0, 2 + others))
    found = Sensitivity("momentum", np.geomspace(0.1, 10, 9), others, heights, edges)
    plot = sensitivity_plot(found, (1.0, 0.5), LIGHT, log=False)
    (contours,) = layers(plot, Contours)
    np.testing.assert_array_equal(contours.z, heights[::4, ::4])
    np.testing.assert_array_equal(contours.xs, found.rates[::4])
    start, end = layers(plot, Line)
    assert (start.label, end.label) == ("edge of stability at the start", "edge of stability at the end")
    assert start.dash != end.dash


def test_a_few_runs_far_below_all_others_leave_levels_to_these() -> None:
    heights = np.linspace(1.0, 2.0, 100).reshape(10, 10)
    heights[0, 0] = 1e-30
    found = Sensitivity("momentum", np.geomspace(0.1, 10, 10), np.linspace(0, 0.9, 10), heights, ())
    (contours,) = layers(sensitivity_plot(found, (1.0, 0.5), LIGHT, log=False), Contours)
    assert sum(1 < level < 2 for level in contours.levels) > 10


def test_another_rule_has_no_edge() -> None:
    plot = sensitivity_plot(found_for(Adam(), "beta1", (0.0, 0.9)), (0.1, 0.9), LIGHT, log=False)
    assert not layers(plot, Line)


def test_a_map_of_overflows_alone_says_so() -> None:
    nothing = Sensitivity("beta1", np.array([1.0, 2.0]), np.array([0.0, 1.0]), np.full((2, 2), np.inf), ())
    plot = sensitivity_plot(nothing, (1.0, 0.5), LIGHT, log=False)
    assert not layers(plot, Contours)
    assert plot.description.startswith("No run")


@pytest.mark.parametrize("key", Optimizer.members())
def test_every_value_of_every_grid_is_allowed(key: str) -> None:
    optimizer = Optimizer.find(key)()
    rates = rates_around(optimizer)
    assert rates[POINTS // 2] == pytest.approx(optimizer.learning_rate)
    hypers = second_hypers(optimizer)
    assert hypers
    for hyper in hypers:
        values = values_of(hyper)
        assert len(values) >= POINTS - 1
        for value in (values[0], values[-1]):
            Optimizer.decode({**optimizer.encode(), hyper.name: value, "learning_rate": float(rates[0])})


def test_a_learning_rate_of_nothing_has_neighbours() -> None:
    assert (rates_around(SGD(learning_rate=0.0)) > 0).all()
