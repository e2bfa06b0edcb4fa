"""Basins: the same as running every start by itself, whoever runs them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest

from core.basins import INFINITY, NOWHERE, UNKNOWN, Basins, basins, basins_in_parts
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.race import run_race
from core.surfaces.base import Surface
from core.surfaces.himmelblau import Himmelblau
from core.surfaces.quadratic_bowl import QuadraticBowl
from core.surfaces.saddle import Saddle

ADAM = Adam(learning_rate=0.2)


@pytest.fixture(scope="module")
def himmelblau() -> Basins:
    return basins(Himmelblau(), ADAM, 21, 200)


def test_every_start_ends_where_it_does_alone(himmelblau: Basins) -> None:
    for row, column in [(0, 0), (3, 17), (10, 10), (20, 1)]:
        start = (himmelblau.xs[column], himmelblau.ys[row])
        path = run_race(Himmelblau(), [ADAM], start, 200).paths[0]
        minimum = himmelblau.minima[himmelblau.reached[row, column]]
        is_near = np.hypot(*(path - minimum).T) <= himmelblau.near
        arrival = himmelblau.arrival[row, column]
        assert is_near[arrival:].all()
        assert not is_near[arrival - 1]


def test_all_four_basins_of_himmelblau_are_there(himmelblau: Basins) -> None:
    shares = himmelblau.shares()
    assert min(shares[k] for k in range(4)) > 0.1
    assert sum(shares.values()) == pytest.approx(1)


def test_a_run_that_begins_at_its_minimum_arrives_at_once() -> None:
    found = basins(QuadraticBowl(), SGD(learning_rate=0.01), 3, 5)
    assert found.reached[1, 1] == 0
    assert found.arrival[1, 1] == 0


def test_what_does_not_arrive_is_nowhere_and_what_overflows_is_at_infinity() -> None:
    assert (basins(Himmelblau(), SGD(learning_rate=0.0), 5, 3).reached == NOWHERE).all()
    found = basins(Himmelblau(), SGD(learning_rate=1.0), 5, 50)
    assert (found.reached == INFINITY).sum() > 10
    start = (found.xs[0], found.ys[0])
    assert found.arrival[0, 0] == run_race(Himmelblau(), [SGD(learning_rate=1.0)], start, 50).diverged_at[0]


def test_ground_without_minima_reaches_none() -> None:
    found = basins(Saddle(), SGD(learning_rate=0.01), 4, 10)
    assert found.minima.shape == (0, 2)
    assert (found.reached < 0).all()


def test_it_goes_from_coarse_to_fine() -> None:
    stages = list(basins_in_parts(Himmelblau(), ADAM, 17, 10))
    spacings = [stage.spacing for stage in stages]
    assert spacings == [8, 4, 2, 1]
    known = [stage.known for stage in stages]
    assert known == [9 / 289, 25 / 289, 81 / 289, 1]
    for stage in stages:
        done = stage.reached[:: stage.spacing, :: stage.spacing]
        assert (done != UNKNOWN).all()
        assert (stage.reached != UNKNOWN).sum() == done.size


def processes() -> Executor:
    return ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))  # a fork would copy Qt's threads


@pytest.mark.parametrize("make", [ThreadPoolExecutor, processes])
def test_any_executor_gives_the_same_to_the_bit(himmelblau: Basins, make: Callable[[], Executor]) -> None:
    with make() as executor:
        *_, found = basins_in_parts(Himmelblau(), ADAM, 21, 200, executor)
    np.testing.assert_array_equal(found.reached, himmelblau.reached)
    np.testing.assert_array_equal(found.arrival, himmelblau.arrival)


class Waiting(Executor):
    """Runs the first of its tasks and lets all others wait."""

    def __init__(self) -> None:
        self.futures: list[Future[object]] = []

    def submit(self, call, /, *arguments, **named):  # type: ignore[no-untyped-def, override]
        future: Future[object] = Future()
        if not self.futures:
            future.set_result(call(*arguments, **named))
        self.futures.append(future)
        return future


def test_closing_it_cancels_what_has_not_begun() -> None:
    executor = Waiting()
    parts: Iterator[Basins] = basins_in_parts(Himmelblau(), ADAM, 801, 1, executor)
    with closing(parts):  # type: ignore[type-var]
        assert 0 < next(parts).known < 1
    assert [future.cancelled() for future in executor.futures[:1]] == [False]
    assert len(executor.futures) > 2
    assert all(future.cancelled() for future in executor.futures[1:])


def test_the_nearer_of_two_near_minima_counts() -> None:
    for surface in (found() for found in Surface.members().values()):
        found = basins(surface, ADAM, 2, 1)
        apart = [np.hypot(*(a - b)) for k, a in enumerate(found.minima) for b in found.minima[k + 1 :]]
        assert all(2 * found.near <= distance for distance in apart)
