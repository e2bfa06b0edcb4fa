"""Sensitivity of a network: each run is the race with its two values; the edge is 2 over the curvature."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from core.activations.identity import Identity
from core.activations.tanh import Tanh
from core.arrays import Array
from core.hyper import HyperError
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.network_curvature import largest_curvature
from core.network_race import NetworkRuns, loss_of, network_race_in_parts
from core.network_sensitivity import AT_END, AT_START, network_sensitivity_in_parts
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.schedules.exponential import Exponential
from core.sensitivity import Sensitivity
from core.task import Task

NETWORK = Network(2, (Layer(3, Tanh()), Layer(1, Identity())))
RANDOM = np.random.default_rng(3)
INPUTS, TARGETS = RANDOM.normal(size=(12, 2)), RANDOM.normal(size=(12, 1))
THETA = RANDOM.normal(size=NETWORK.parameter_count)
TASK = Task(NETWORK, MeanSquaredError(), SGD(learning_rate=0.05), INPUTS, TARGETS, 12)
GRID = (np.geomspace(0.01, 100.0, 5), "momentum", (0.0, 0.5, 0.9))
STEPS = 300


def race(task: Task, steps: int = STEPS, theta: Array = THETA) -> NetworkRuns:
    return next(runs for runs in network_race_in_parts([task], theta, steps) if runs is not None)


def last(task: Task, executor: ThreadPoolExecutor | None = None) -> Sensitivity:
    *_, found = network_sensitivity_in_parts(task, THETA, STEPS, GRID, executor)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def found() -> Sensitivity:
    return last(TASK)


def test_every_cell_is_the_race_with_its_values_to_the_bit(found: Sensitivity) -> None:
    for row, momentum in enumerate(found.others):
        for column, rate in enumerate(found.rates):
            optimizer = SGD(learning_rate=float(rate), momentum=float(momentum))
            end = race(replace(TASK, optimizer=optimizer)).heights[0, -1]
            assert found.heights[row, column] == (np.inf if np.isnan(end) else end)
    assert np.isinf(found.heights).any()


def test_the_edges_are_those_of_the_start_and_of_the_end(found: Sensitivity) -> None:
    whole, path = loss_of(TASK), race(TASK).thetas[0]
    start, end = found.edges
    assert (start.where, end.where) == (AT_START, AT_END)
    assert start.curvature == largest_curvature(whole, THETA)
    assert end.curvature == largest_curvature(whole, path[-1])
    np.testing.assert_allclose(end.rates, np.array([2.0, 3.0, 3.8]) / end.curvature, rtol=1e-12)


def test_descent_leaves_a_minimum_beyond_the_edge_and_stays_below_it() -> None:
    line = replace(TASK, network=Network(2, (Layer(1, Identity()),)))
    settled = race(line, 2000, np.zeros(3)).thetas[0, -1]
    edge = 2 / largest_curvature(loss_of(line), settled)
    beside = settled + 1e-6 * np.random.default_rng(1).normal(size=3)
    for share, stays in ((0.95, True), (1.05, False)):
        runs = race(replace(line, optimizer=SGD(learning_rate=share * edge)), STEPS, beside)
        farthest = np.linalg.norm(runs.thetas[0] - settled, axis=-1).max()
        assert (farthest < 1e-5) == stays


def test_a_run_that_diverges_has_no_edge_at_its_end() -> None:
    edges = last(replace(TASK, optimizer=SGD(learning_rate=50.0))).edges
    assert [edge.where for edge in edges] == [AT_START]


def test_other_rules_and_rates_that_change_have_no_edge() -> None:
    grid = (np.array([0.1]), "beta1", (0.9,))
    *_, adam = network_sensitivity_in_parts(replace(TASK, optimizer=Adam()), THETA, 3, grid)
    assert adam is not None
    assert adam.edges == ()
    assert last(replace(TASK, schedule=Exponential(gamma=0.9))).edges == ()


def test_it_goes_from_coarse_to_fine_and_any_executor_gives_the_same(found: Sensitivity) -> None:
    stages = [stage for stage in network_sensitivity_in_parts(TASK, THETA, 5, GRID) if stage is not None]
    assert [stage.spacing for stage in stages] == [8, 4, 2, 2, 1]
    assert [round(15 * stage.known) for stage in stages] == [1, 2, 6, 14, 15]
    with ThreadPoolExecutor(2) as executor:
        np.testing.assert_array_equal(last(TASK, executor).heights, found.heights)


def test_a_value_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(HyperError, match="momentum"):
        next(network_sensitivity_in_parts(TASK, THETA, 3, (np.array([0.1]), "momentum", (2.0,))))
