from __future__ import annotations

import gc
import itertools
import weakref
from typing import Any

import numpy as np
import pytest

from core.history import stretches
from core.training import Point, Task, divergence, engine_of, first_point, run_update
from tests.core.cases import make_network, make_task, make_theta


def make(optimizer: Any = "adam", **order: Any) -> tuple[Task, Point]:
    network = make_network(2, (4, "relu"), (3, "softmax"))
    task = make_task(network, "cce", optimizer, samples=7, **({"batch_size": 3, "shuffle": True} | order))
    return task, first_point(task, make_theta(network))


def same(one: Point, other: Point) -> bool:
    return (
        (one.update, one.epoch, one.position, one.optimizer_steps)
        == (other.update, other.epoch, other.position, other.optimizer_steps)
        and one.theta.tobytes() == other.theta.tobytes()
        and all(one.state[name].tobytes() == other.state[name].tobytes() for name in one.state)
    )


@pytest.mark.parametrize("shuffle", [False, True])
@pytest.mark.parametrize("batch_size", [1, 3, 7, 20])
def test_running_and_recording_agree_to_the_bit(batch_size: int, shuffle: bool) -> None:
    task, point = make(batch_size=batch_size, shuffle=shuffle)
    losses, reached = engine_of(task).run(point, 300)
    recorded = []
    for _ in range(300):
        update = run_update(task, point)
        recorded.append(update.recording.loss)
        point = update.after
    assert same(point, reached)
    assert losses.tolist() == recorded


def test_a_run_may_be_cut_anywhere() -> None:
    task, start = make()
    _, whole = engine_of(task).run(start, 100)
    for cut in (1, 2, 3, 50, 99):
        _, point = engine_of(task).run(start, cut)
        _, point = engine_of(task).run(point, 100 - cut)
        assert same(point, whole)


def test_any_point_may_follow_any_other() -> None:
    task, start = make()
    points = [start]
    for _ in range(12):
        points.append(run_update(task, points[-1]).after)
    generator = np.random.default_rng(0)
    for _ in range(40):
        first, last = sorted(generator.integers(0, len(points), 2).tolist())
        by_running = engine_of(task).run(points[first], last - first)[1]
        assert same(by_running, points[last])
        if last < 12:
            assert same(run_update(task, by_running).after, points[last + 1])


def test_what_was_recorded_stays_and_cannot_be_written_to() -> None:
    task, point = make()
    update = run_update(task, point)
    before = update.numbers.recording().z[1].tobytes()
    engine_of(task).run(point, 10)
    assert update.recording.z[1].tobytes() == before
    for array in (update.recording.gradient, update.after.theta, update.quantities["m"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_a_point_that_is_reached_cannot_be_written_to() -> None:
    task, point = make()
    _, reached = engine_of(task).run(point, 10)
    for array in (reached.theta, reached.state["m"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_slots_never_become_denormal() -> None:
    task, point = make(batch_size=7)
    theta = point.theta.copy()
    theta[:12] = -1e3  # every unit of the first layer is off for all samples, for good
    task = Task(**{**task.__dict__, "inputs": np.abs(task.inputs)})
    point = first_point(task, theta)
    point = Point(0, theta, {"m": np.full_like(theta, 1e-3), "v": point.state["v"]})
    smallest = np.finfo(float).tiny
    flushed = False
    for _ in range(40):
        _, point = engine_of(task).run(point, 256)
        m = np.abs(point.state["m"])
        assert not ((m > 0) & (m < smallest)).any()
        flushed = flushed or bool((m[:12] == 0).all())
    assert flushed


def test_flushing_comes_at_the_same_update_by_every_route() -> None:
    task, point = make()
    point = Point(250, point.theta, {"m": np.full_like(point.theta, 1e-170), "v": point.state["v"]})
    _, reached = engine_of(task).run(point, 10)
    for _ in range(10):
        point = run_update(task, point).after
    assert same(point, reached)


def test_stretches_end_where_they_are_told_to() -> None:
    task, point = make()
    lengths = [len(losses) for losses, _ in stretches(task, point, 300)]
    assert sum(lengths) == 300
    assert len(lengths) < 10
    endless = stretches(task, point)
    assert [reached.update for _, reached in itertools.islice(endless, 3)] == [128, 256, 384]


def test_an_engine_goes_with_its_task() -> None:

    task, point = make()
    engine = weakref.ref(engine_of(task))
    assert engine_of(task) is engine()
    run_update(task, point)
    del task
    gc.collect()
    assert engine() is None


def test_numbers_that_are_not_finite_are_recorded_as_they_are() -> None:
    task, point = make("sgd")
    update = run_update(task, Point(0, np.full_like(point.theta, 1e308), {}))
    assert divergence(update) is not None
    assert not np.isfinite(update.recording.z[1]).all()
    assert np.isfinite(update.recording.inputs).all()


def test_a_thread_keeps_the_newest_engines_and_makes_a_former_one_anew() -> None:
    tasks = [make_task(make_network(1, (1, "tanh")), samples=2) for _ in range(40)]
    first = first_point(tasks[0], np.array([0.5, 0.1]))
    losses, _ = engine_of(tasks[0]).run(first, 20)
    engines = [weakref.ref(engine_of(task)) for task in tasks]
    kept = [engine() is not None for engine in engines]
    assert sum(kept) < 20
    assert all(kept[-10:])
    again, _ = engine_of(tasks[0]).run(first, 20)
    assert again.tobytes() == losses.tobytes()
