"""Basins of a network's loss: every start's run is the race from there, whoever runs it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from core.activations.identity import Identity
from core.activations.tanh import Tanh
from core.basins import INFINITY, NOWHERE, UNKNOWN
from core.clipping.norm import ByNorm
from core.losses.mse import MeanSquaredError
from core.network import Layer, Network
from core.network_basins import REACHED, NetworkBasins, network_basins_in_parts
from core.network_race import NetworkRuns, network_race_in_parts
from core.optimizers.sgd import SGD
from core.planes import through_parameters
from core.schedules.exponential import Exponential
from core.task import Task

NETWORK = Network(2, (Layer(3, Tanh()), Layer(1, Identity())))
RANDOM = np.random.default_rng(3)
INPUTS, TARGETS = RANDOM.normal(size=(12, 2)), RANDOM.normal(size=(12, 1))
PLANE = through_parameters(RANDOM.normal(size=NETWORK.parameter_count), (0, 9))
TASK = Task(NETWORK, MeanSquaredError(), SGD(learning_rate=0.1), INPUTS, TARGETS, 12)
STEPS, GOAL, POINTS = 70, 0.33, 9


def found(task: Task, executor: Executor | None = None, resolution: int = POINTS) -> NetworkBasins:
    *_, last = network_basins_in_parts(task, PLANE, resolution, STEPS, GOAL, executor)
    assert last is not None
    return last


@pytest.fixture(scope="module")
def basins() -> NetworkBasins:
    return found(TASK)


def race_from(task: Task, basins: NetworkBasins, row: int, column: int) -> NetworkRuns:
    start = PLANE.thetas(np.array([basins.xs[column], basins.ys[row]]))
    return next(runs for runs in network_race_in_parts([task], start, STEPS) if runs is not None)


BATCHES = replace(TASK, batch_size=5, shuffle=True, seed=2)
CALM = replace(TASK, clipping=ByNorm(longest=0.2), schedule=Exponential(gamma=0.9))


@pytest.mark.parametrize("task", [TASK, BATCHES, CALM], ids=["whole", "batches", "clipped"])
def test_every_pixel_is_the_race_from_there_to_the_bit(task: Task) -> None:
    basins = found(task, resolution=3)
    for row, column in np.ndindex(3, 3):
        heights = race_from(task, basins, row, column).heights[0]
        assert basins.heights[row, column] == heights[-1]
        low = np.flatnonzero(heights <= GOAL)
        assert basins.reached[row, column] == (REACHED if low.size else NOWHERE)
        assert basins.arrival[row, column] == (low[0] if low.size else STEPS)


def test_some_starts_come_down_to_the_goal_and_some_do_not(basins: NetworkBasins) -> None:
    shares = basins.shares()
    assert shares[REACHED] > 0.1
    assert shares[NOWHERE] > 0.1
    assert sum(shares.values()) == pytest.approx(1)


def test_a_start_that_is_low_enough_has_arrived_before_the_first_step() -> None:
    *_, low = network_basins_in_parts(TASK, PLANE, 3, 5, 1e9)
    assert low is not None
    assert (low.arrival == 0).all()


def test_a_run_that_overflows_says_when_even_if_it_was_low_before() -> None:
    wild = replace(TASK, optimizer=SGD(learning_rate=40.0))
    *_, basins = network_basins_in_parts(wild, PLANE, 3, 500, 1e9)
    assert basins is not None
    assert (basins.reached == INFINITY).all()
    assert np.isinf(basins.heights).all()
    start = PLANE.thetas(np.array([basins.xs[0], basins.ys[1]]))
    runs = next(runs for runs in network_race_in_parts([wild], start, 500) if runs is not None)
    assert basins.arrival[1, 0] == runs.diverged_at[0]


def test_it_goes_from_coarse_to_fine_and_can_be_stopped_within_a_run() -> None:
    stages = list(network_basins_in_parts(TASK, PLANE, POINTS, STEPS, GOAL))
    grids = [stage for stage in stages if stage is not None]
    assert stages.count(None) > 2 * POINTS**2  # a run of 70 steps has two stretches
    assert [round(grid.known * POINTS**2) for grid in grids] == [4, 9, 17, 25, 33, 41, 49, 57, 65, 73, 81]
    assert [grid.spacing for grid in grids] == [8, 4, 4, 2, 2, 2, 2, 2, 2, 2, 1]
    for grid in grids:
        assert (np.isnan(grid.heights) == (grid.reached == UNKNOWN)).all()


def processes() -> Executor:
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))  # a fork would copy Qt's threads


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(2), processes])
def test_any_executor_gives_the_same_to_the_bit(basins: NetworkBasins, make: Callable[[], Executor]) -> None:
    with make() as executor:
        other = found(TASK, executor)
    for name in ("reached", "arrival", "heights"):
        np.testing.assert_array_equal(getattr(other, name), getattr(basins, name))


def test_of_a_map_without_a_start_there_are_no_shares(basins: NetworkBasins) -> None:
    empty = replace(basins, reached=np.full((POINTS, POINTS), UNKNOWN))
    assert set(empty.shares().values()) == {0.0}
