"""Sensitivity: each run is the one with its two values, and the edge is where descent stops to descend."""

from __future__ import annotations

import numpy as np
import pytest

from core.hyper import HyperError
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.race import run_race
from core.rival import Rival
from core.schedules.exponential import Exponential
from core.sensitivity import (
    AT_MINIMUM,
    curvature_at_minimum,
    edge_of_stability,
    final_heights,
    sensitivity_in_parts,
)
from core.surfaces.himmelblau import Himmelblau
from core.surfaces.monkey_saddle import MonkeySaddle
from core.surfaces.quadratic_bowl import QuadraticBowl
from core.surfaces.rosenbrock import Rosenbrock

RATES = np.geomspace(1e-4, 1e-1, 4)


@pytest.mark.parametrize("key", Optimizer.members())
@pytest.mark.parametrize("framework", ["pytorch", "keras"])
def test_all_rates_at_once_are_as_each_alone(key: str, framework: str) -> None:
    optimizer = Optimizer.decode({"key": key, "framework": framework})
    heights = final_heights(Rosenbrock(), optimizer, RATES, (-1.2, 1.0), 20)
    for rate, height in zip(RATES, heights, strict=True):
        alone = Optimizer.decode({**optimizer.encode(), "learning_rate": rate})
        expected = run_race(Rosenbrock(), [alone], (-1.2, 1.0), 20).heights[0, -1]
        np.testing.assert_allclose(height, np.nan_to_num(expected, nan=np.inf), rtol=1e-12)


def test_a_schedule_is_that_of_the_race() -> None:
    rival = Rival(SGD(momentum=0.5), Exponential(gamma=0.98))
    heights = final_heights(Rosenbrock(), rival, RATES, (-1.2, 1.0), 50)
    for rate, height in zip(RATES, heights, strict=True):
        alone = Rival(SGD(learning_rate=rate, momentum=0.5), rival.schedule)
        expected = run_race(Rosenbrock(), [alone], (-1.2, 1.0), 50).heights[0, -1]
        np.testing.assert_allclose(height, np.nan_to_num(expected, nan=np.inf), rtol=1e-12)


def test_the_map_grows_from_coarse_to_fine() -> None:
    grid = (RATES, "beta1", (0.0, 0.5, 0.9))
    stages = list(sensitivity_in_parts(Himmelblau(), Adam(), (0.0, 0.0), 30, grid))
    assert [stage.known for stage in stages] == pytest.approx([1 / 3, 2 / 3, 1])
    last = stages[-1]
    assert last.name == "beta1"
    np.testing.assert_array_equal(last.others, [0.0, 0.5, 0.9])
    np.testing.assert_array_equal(
        last.heights[1], final_heights(Himmelblau(), Adam(beta1=0.5), RATES, (0.0, 0.0), 30)
    )
    assert last.edges == ()  # no formula for Adam's
    rows = sensitivity_in_parts(Himmelblau(), SGD(), (0.0, 0.0), 3, (RATES, "momentum", (0.0,) * 9))
    assert [row.spacing for row in rows] == [0, 8, 4, 4, 2, 2, 2, 2, 1]


@pytest.mark.parametrize(("name", "value"), [("beta1", 2.0), ("rho", 0.5)])
def test_a_value_that_is_not_allowed_is_refused(name: str, value: float) -> None:
    with pytest.raises(HyperError, match=name):
        next(sensitivity_in_parts(Himmelblau(), Adam(), (0.0, 0.0), 3, (RATES, name, (value,))))


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("nesterov", [False, True])
def test_descent_is_stable_up_to_the_edge_and_not_beyond(momentum: float, nesterov: bool) -> None:
    bowl = QuadraticBowl(condition=10.0)
    sgd = SGD(momentum=momentum, nesterov=nesterov)
    edge = edge_of_stability(sgd, 10.0)
    below, above = final_heights(bowl, sgd, np.array([0.98, 1.02]) * edge, (1.0, 1.0), 2000)
    assert below < 1e-3
    assert above > 1e3


def test_the_edge_lies_at_two_over_the_largest_curvature() -> None:
    bowl = QuadraticBowl(condition=25.0)
    grid = (RATES, "momentum", (0.0, 0.5))
    *_, found = sensitivity_in_parts(bowl, SGD(), (-4.0, 1.5), 5, grid)
    (edge,) = found.edges
    assert edge.where == AT_MINIMUM
    assert edge.curvature == pytest.approx(25, rel=1e-9)
    np.testing.assert_allclose(edge.rates, [2 / 25, 3 / 25], rtol=1e-9)


def test_a_run_to_infinity_is_as_high() -> None:
    heights = final_heights(Himmelblau(), SGD(), np.array([0.001, 5.0]), (4.0, 4.0), 100)
    assert heights[0] < 1
    assert heights[1] == np.inf


def test_without_a_formula_or_a_minimum_there_is_no_edge() -> None:
    assert np.isnan(edge_of_stability(Adam(), 1.0))
    assert np.isnan(edge_of_stability(SGD(weight_decay=0.1), 1.0))
    assert np.isnan(edge_of_stability(SGD(), -1.0))
    assert np.isnan(curvature_at_minimum(MonkeySaddle(), (1.0, 1.0)))
