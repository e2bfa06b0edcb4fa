from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import history as history_module
from core.history import DEFAULT_BUDGET, History, stretch_length, stretches, train
from core.optimizers.base import Optimizer
from core.training import DivergenceError, Point, Task, Update, first_point
from tests.core.cases import EXTRAS, make_network, make_task, make_theta, with_extras

NETWORK = make_network(2, (3, "tanh"), (2, "softmax"))


def make_history(optimizer: Any = "adam", budget: int = DEFAULT_BUDGET, **order: Any) -> History:
    task = make_task(NETWORK, "cce", optimizer, samples=7, **({"batch_size": 3, "shuffle": True} | order))
    return History(task, first_point(task, make_theta(NETWORK)), budget)


def straight(task: Task, count: int) -> list[tuple[float, Point]]:
    """The route that every other one has to agree with: from the start, one update after the other."""
    return list(itertools.islice(train(task, first_point(task, make_theta(NETWORK))), count))


def same_point(one: Point, other: Point) -> bool:
    return (
        (one.update, one.epoch, one.position, one.optimizer_steps)
        == (other.update, other.epoch, other.position, other.optimizer_steps)
        and one.theta.tobytes() == other.theta.tobytes()
        and {k: v.tobytes() for k, v in one.state.items()} == {k: v.tobytes() for k, v in other.state.items()}
    )


def same_update(one: Update, other: Update) -> bool:
    mine, yours = one.recording, other.recording
    pairs = zip((*mine.z, *mine.a, *mine.delta), (*yours.z, *yours.a, *yours.delta), strict=True)
    return (
        same_point(one.before, other.before)
        and same_point(one.after, other.after)
        and all(a.tobytes() == b.tobytes() for a, b in pairs)
        and mine.gradient.tobytes() == yours.gradient.tobytes()
        and one.quantities.keys() == other.quantities.keys()
        and all(one.quantities[k].tobytes() == other.quantities[k].tobytes() for k in one.quantities)
    )


@pytest.mark.parametrize("extra", EXTRAS)
def test_back_and_forward_is_bit_identical_with(extra: str) -> None:
    task = with_extras(extra, optimizer="adam", samples=7, batch_size=3, shuffle=True)
    first = first_point(task, make_theta(task.network))
    expected = list(itertools.islice(train(task, first), 30))
    history = History(task, first, budget=4000)
    for update in (30, 3, 29, 17, 1):
        assert same_point(history.point(update), expected[update - 1][1])
        assert history.update(update - 1).recording.loss == expected[update - 1][0]


@pytest.mark.parametrize("key", Optimizer.members())
@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("batch_size", [1, 3, 7])
def test_back_and_forward_is_bit_identical(key: str, shuffle: bool, batch_size: int) -> None:
    history = make_history(key, budget=4000, shuffle=shuffle, batch_size=batch_size)
    expected = straight(history.task, 40)
    for update in (40, 3, 39, 0, 17, 40, 1):
        if update:
            assert same_point(history.point(update), expected[update - 1][1])
        else:
            assert same_point(history.point(0), history.first)
    assert history.losses.tolist() == [loss for loss, _ in expected]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(500, 20_000))
@settings(max_examples=30)
def test_any_way_through_time_shows_the_same_numbers(visits: list[int], budget: int) -> None:
    history, other = make_history("rmsprop", budget), make_history("rmsprop")
    other.extend(straight(other.task, 61))
    for number in visits:
        assert same_update(history.update(number), other.update(number))


def test_running_and_stepping_record_the_same() -> None:
    stepped, run = make_history(), make_history()
    for number in range(25):
        stepped.update(number)
    run.extend(straight(run.task, 24))
    assert same_point(stepped.point(24), run.last)
    assert stepped.losses.tolist() == run.losses.tolist()
    assert stepped.losses.tolist() == [stepped.update(number).recording.loss for number in range(24)]


def test_looking_back_loses_nothing() -> None:
    history = make_history()
    history.point(30)
    history.point(5)
    history.update(2)
    assert history.last.update == 30
    assert len(history.losses) == 30


def test_checkpoints_stay_within_the_budget_however_far_it_goes() -> None:
    budget = 20_000
    history = make_history(budget=budget)
    for reached in (50, 500, 3000):
        history.point(reached)
        assert len(history._points) * history.first.nbytes <= budget
        # Points are made at the ends of stretches of at most 128 updates.
        assert len(history._points) > min(budget / history.first.nbytes / 4, reached / 129)
    expected = straight(history.task, 3000)
    for update in (1, 1234, 2999, 3000):
        assert same_point(history.point(update), expected[update - 1][1])


def test_one_long_leap_does_not_keep_every_point_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    history = make_history(budget=20_000)
    most = 0
    thin = History._thin

    def watched(self: History) -> None:
        nonlocal most
        most = max(most, len(self._points))
        thin(self)

    monkeypatch.setattr(History, "_thin", watched)
    history.point(2000)
    assert most * history.first.nbytes < 2 * 20_000


def test_the_start_is_never_thinned_out() -> None:
    history = make_history(budget=1)
    history.point(100)
    assert same_point(history.point(0), history.first)


def test_memory_can_be_given_back_without_losing_numbers() -> None:
    history = make_history()
    before = history.update(150)
    history.point(200)
    history.rest(10_000)
    assert history.nbytes <= 10_000
    assert same_update(history.update(150), before)
    assert history.last.update == 200


def test_another_budget_holds_at_once_and_from_then_on() -> None:
    history = make_history()
    history.point(2000)
    before = history.update(1234)
    assert history.nbytes > 12_000
    history.set_budget(12_000)
    assert history.nbytes <= 12_000
    history.point(6000)
    assert history.nbytes <= 12_000
    assert same_update(history.update(1234), before)


def test_a_point_counts_its_objects_too() -> None:
    point = make_history("adam").first
    arrays = 3 * point.theta.nbytes
    assert arrays + 500 < point.nbytes < arrays + 1500


def test_a_running_training_is_looked_at_without_a_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    history = make_history(budget=2000)  # so that checkpoints lie far apart
    history.extend(straight(history.task, 999))
    ran = 0

    def counted(task: Task, point: Point) -> Update:
        nonlocal ran
        ran += 1
        return run_update(task, point)

    from core.training import run_update

    monkeypatch.setattr("core.history.run_update", counted)
    history.update(998)
    assert ran == 1
    history.point(998)
    history.point(999)
    assert ran == 1


def test_losses_are_counted_from_the_first_update() -> None:
    whole = make_history()
    start = whole.point(10)
    rest = History(whole.task, start)
    rest.point(15)
    assert rest.first_update == 10
    assert rest.losses.tolist() == whole.losses.tolist()[10:] + [
        whole.update(number).recording.loss for number in range(10, 15)
    ]
    with pytest.raises(IndexError, match="update 9 lies before the first one, 10"):
        rest.point(9)


def test_losses_are_the_same_array_until_there_are_more() -> None:
    history = make_history()
    history.point(9)
    before = history.losses
    history.update(4)
    assert history.losses is before
    history.point(10)
    assert history.losses is not before
    assert (len(before), len(history.losses)) == (9, 10)
    assert history.losses.tolist()[:9] == before.tolist()


def test_losses_grow_past_their_first_room() -> None:
    history = make_history("sgd")
    history.point(2500)
    assert len(history.losses) == 2500
    assert np.isfinite(history.losses).all()


def diverging() -> History:
    network = make_network(1, (1, "identity"))
    task = make_task(network, "mse", {"key": "sgd", "learning_rate": 50.0}, samples=2)
    return History(task, first_point(task, np.array([1.0, 1.0])))


def test_divergence_keeps_everything_before_it() -> None:
    history = diverging()
    with pytest.raises(DivergenceError) as caught:
        history.point(100_000)
    bad = caught.value.update
    assert history.last.update == bad
    assert len(history.losses) == bad
    assert np.isfinite(history.losses).all()
    assert np.isfinite(history.last.theta).all()
    assert history.divergence_at(bad - 1) is None


def test_the_update_that_diverges_can_be_looked_at_but_not_passed() -> None:
    history = diverging()
    with pytest.raises(DivergenceError) as caught:
        history.point(100_000)
    bad = caught.value.update
    update = history.update(bad)
    assert update.before.update == bad
    error = history.divergence_at(bad)
    assert error is not None
    assert error.update == bad
    with pytest.raises(DivergenceError):
        history.update(bad + 1)
    assert history.last.update == bad


def test_training_reports_the_same_losses_as_the_history() -> None:
    history = make_history()
    progress = train(history.task, history.first)
    reported = [next(progress)[0] for _ in range(12)]
    history.point(12)
    assert history.losses.tolist() == reported


def test_the_nearest_point_is_found_without_training() -> None:
    history = make_history()
    history.point(5)
    assert history.nearest(9).update == 5
    assert history.nearest(0).update == 0
    assert history.last.update == 5
    with pytest.raises(IndexError, match="update -1 lies before the first one"):
        history.nearest(-1)


def test_a_stretch_of_a_large_network_is_short() -> None:
    assert stretch_length(make_history().task) == 128
    large = make_network(400, (400, "tanh"), (2, "softmax"))
    assert stretch_length(make_task(large, "cce", samples=40)) == 1


def test_the_update_that_is_looked_at_is_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    task = make_task(make_network(2, (3, "tanh"), (1, "sigmoid")), "mse", "adam", samples=4, batch_size=2)
    start = first_point(task, np.full(task.network.parameter_count, 0.3))
    stepped, trained = History(task, start), History(task, start)
    for number in range(7):
        stepped.update(number)
    trained.extend(stretches(task, start, 6))
    assert stepped.last.update == trained.last.update == 6
    assert np.array_equal(stepped.losses, trained.losses)
    assert np.array_equal(stepped.last.theta, trained.last.theta)
    assert all(np.array_equal(stepped.last.state[slot], trained.last.state[slot]) for slot in ("m", "v"))
    monkeypatch.setattr(history_module, "stretches", lambda *_: pytest.fail("ran again"))
    stepped.update(7)
    assert stepped.last.update == 7


def test_what_is_known_is_not_appended_again() -> None:
    """Two that train the same stretch: the one is behind, and its steps end elsewhere."""
    trained, twice = make_history(), make_history()
    start, task = trained.first, trained.task
    trained.extend(stretches(task, start, 300))
    for end in (50, 200):
        twice.extend(stretches(task, start, end))
    twice.extend(stretches(task, start, 7))
    twice.extend(stretches(task, start, 300))
    assert twice.losses.tobytes() == trained.losses.tobytes()
    assert twice.last.update == 300
    assert twice.point(123).theta.tobytes() == trained.point(123).theta.tobytes()
