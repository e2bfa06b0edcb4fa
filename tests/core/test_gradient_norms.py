from __future__ import annotations

import numpy as np
import pytest

from core.gradient_norms import NormCurve, gradient_norms, norm_curve
from core.history import History
from core.past_updates import evenly_spaced
from core.statistics import layer_norms
from core.training import first_point, run_update
from tests.core.cases import make_network, make_task, make_theta


def history_of(updates: int, budget: int = 2**20) -> History:
    task = make_task(make_network(2, (3, "tanh"), (1, "identity")), "mse", "adam", samples=6, batch_size=4)
    history = History(task, first_point(task, make_theta(task.network)), budget)
    history.point(updates)
    return history


@pytest.mark.parametrize(("first", "end"), [(0, 1), (0, 60), (0, 61), (7, 3000), (5, 5), (12, 10**9)])
def test_updates_are_few_and_evenly_spaced_from_the_first(first: int, end: int) -> None:
    chosen = evenly_spaced(first, end, 60)
    assert len(chosen) <= 60
    assert list(chosen[:1]) == list(range(first, end)[:1])
    assert len(chosen) > 29 or chosen.step == 1
    assert end - chosen.step <= max(chosen, default=end)


def test_when_the_distance_doubles_the_updates_are_among_the_former_ones() -> None:
    before, after = evenly_spaced(3, 63, 60), evenly_spaced(3, 64, 60)
    assert after.step == 2 * before.step
    assert {update for update in after if update < 63} <= set(before)


@pytest.mark.parametrize("budget", [2**20, 1])
def test_norms_are_those_of_the_update_itself(budget: int) -> None:
    history = history_of(300, budget)
    updates = [0, 1, 17, 200, 299]
    stops = [(update, history.nearest(update)) for update in updates]
    found = [result for result in gradient_norms(history.task, stops) if result is not None]
    assert [number for number, _ in found] == updates
    point = history.first
    for number, norms in found:
        while point.update < number:
            point = run_update(history.task, point).after
        expected = run_update(history.task, point).recording.gradient
        np.testing.assert_array_equal(norms, layer_norms(history.task.network, expected))


def test_a_long_way_is_interrupted() -> None:
    history = history_of(1000, budget=1)
    results = list(gradient_norms(history.task, [(900, history.first)]))
    assert results[:-1].count(None) == len(results) - 1 > 3
    assert results[-1] is not None


def test_nothing_is_replayed_to_find_the_nearest_point() -> None:
    history = history_of(600, budget=1)
    for update in (0, 1, 300, 599):
        near = history.nearest(update)
        assert near.update <= update
        assert near is history.nearest(update)
    assert history.nearest(600) is history.last


def test_a_curve_holds_the_known_ones_of_the_chosen_updates() -> None:
    known = {update: np.array([update, 10.0 * update]) for update in (1, 3, 4, 7)}
    curve = norm_curve(2, range(1, 9, 2), known)
    assert curve.updates.tolist() == [1, 3, 7]
    assert curve.norms.tolist() == [[1, 10], [3, 30], [7, 70]]
    assert curve.distance == 2
    nothing = norm_curve(2, range(5), {})
    assert (nothing.updates.shape, nothing.norms.shape, nothing.distance) == ((0,), (0, 2), 1)


@pytest.mark.parametrize(
    ("number", "updates", "lengths"),
    [
        (0, [0, 2, 4], [9, 2, 4]),
        (3, [2, 3, 4], [2, 9, 4]),
        (4, [2, 4], [2, 9]),
        (5, [2, 4, 5], [2, 4, 9]),
    ],
)
def test_the_update_that_is_looked_at_has_its_place_in_the_curve(
    number: int, updates: list[int], lengths: list[int]
) -> None:
    curve = NormCurve(np.array([2.0, 4.0]), np.array([[2.0], [4.0]]), distance=2)
    more = curve.with_update(number, np.array([9.0]))
    assert more.updates.tolist() == updates
    assert more.norms[:, 0].tolist() == lengths
    assert more.distance == 2
    assert curve.updates.tolist() == [2, 4]
