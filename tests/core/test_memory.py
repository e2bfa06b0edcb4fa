"""The estimate of memory against what is taken."""

from __future__ import annotations

import gc
import threading
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from core.history import History, stretches
from core.memory import estimate
from core.task import Task, first_point
from tests.core.cases import make_network, make_task

UPDATES = 12


def taken_in_training(task: Task, budget: int) -> int:
    """What the program holds when a step is looked at and training is under way in another thread."""
    task = replace(task)  # one that no engine was made for
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    history = History(task, first_point(task, np.full(task.network.parameter_count, 0.01)), budget)
    first = history.update(0)
    measured: list[int] = []

    def train() -> None:
        for _ in range(UPDATES):
            history.extend(stretches(task, history.last, 1))
        second = history.update(history.last.update - 1)
        assert second is not first
        measured.append(tracemalloc.get_traced_memory()[0] - before)

    worker = threading.Thread(target=train)
    worker.start()
    worker.join()
    tracemalloc.stop()
    return measured[0]


@pytest.mark.parametrize(
    ("sizes", "optimizer", "samples", "batch"),
    [
        ((120, 150, 60, 4), "sgd", 40, 10),
        ((120, 150, 60, 4), "adam", 40, 10),
        ((30, 200, 100, 3), "nadam", 600, 300),
        ((500, 60, 20, 2), {"key": "sgd", "momentum": 0.9}, 2000, 1),
    ],
)
def test_the_estimate_is_what_training_takes(
    sizes: tuple[int, ...], optimizer: object, samples: int, batch: int
) -> None:
    network = make_network(sizes[0], *[(units, "tanh") for units in sizes[1:]])
    task = replace(make_task(network, "mse", optimizer, samples=samples), batch_size=batch)
    memory = estimate(task)
    assert memory.at_work == pytest.approx(taken_in_training(task, budget=0), rel=0.1)
    checkpoints = UPDATES * memory.point
    taken = taken_in_training(task, 2 * checkpoints)  # none is thinned out
    assert memory.training(checkpoints) == pytest.approx(taken, rel=0.1)


def test_the_estimate_takes_no_memory_for_the_network_itself() -> None:
    network = make_network(2000, (2000, "relu"), (10, "identity"))
    task = make_task(network, "mse", "adam", samples=3)
    gc.collect()
    tracemalloc.start()
    memory = estimate(task)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert memory.parameters == network.parameter_count > 4_000_000
    assert memory.point == 3 * 8 * memory.parameters
    assert memory.at_work > 20 * 8 * memory.parameters
    assert peak < 20_000_000


def test_a_larger_batch_takes_more() -> None:
    network = make_network(30, (40, "tanh"), (2, "sigmoid"))
    task = make_task(network, "mse", "adam", samples=5000)
    small, large = (estimate(replace(task, batch_size=size)) for size in (10, 5000))
    assert large.engine > small.engine + 5000 * 72 * 8
    assert large.update > small.update + 5000 * 72 * 8
    assert large.point == small.point
