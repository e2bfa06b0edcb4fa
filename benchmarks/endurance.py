"""50 000 updates with Adam while every unit of a ReLU layer is dead. Its means fade, and numbers below the
normal range cost some processors many times as much: the last 5000 updates beside the first 5000, and the
same without the emptying of slots that have faded."""

from __future__ import annotations

from statistics import median
from unittest.mock import patch

import numpy as np

from benchmarks.measuring import Row, interleaved, microseconds
from benchmarks.tasks import make_point, make_task
from core.activations.base import Activation
from core.network import Layer, Network
from core.training import Point, Task, engine_of

SIZES, BATCH = (2, 32, 32, 1), 10
UPDATES, COMPARED = 50_000, 5000
ROUNDS = 9
BOUND = 1.1


def rows() -> list[Row]:
    """Return what an update costs at the end, with and without emptying."""
    emptied = last_beside_first()
    with patch("core.compiled.engine._FLUSH_EVERY", 10 * UPDATES):
        kept = last_beside_first()
    return [
        slowing("one of the last 5000 updates", emptied, f"{BOUND:g} ×"),
        slowing("one of the last 5000, slots never emptied", kept, ""),
    ]


def slowing(what: str, times: tuple[float, float], bound: str) -> Row:
    """Return the time of the last updates beside that of the first."""
    first, last = times
    return Row(what, microseconds(last), f"{last / first:.2f} × one of the first 5000", bound)


def last_beside_first() -> tuple[float, float]:
    """Train, and return the time of an update in the beginning and at the end, both run again in turn."""
    task = dying_task()
    engine, first = engine_of(task), dead_point(task)
    _, last = engine.run(first, UPDATES - COMPARED)
    times = interleaved(
        {"first": lambda: engine.run(first, COMPARED), "last": lambda: engine.run(last, COMPARED)}, ROUNDS
    )
    return median(times["first"]) / COMPARED, median(times["last"]) / COMPARED


def dying_task() -> Task:
    """Return ReLU layers under the squared error, for inputs that are positive."""
    task = make_task(SIZES, BATCH, "adam")
    relu = Activation.find("relu")()
    layers = (*(Layer(units, relu) for units in SIZES[1:-1]), task.network.layers[-1])
    values = {**task.__dict__, "network": Network(SIZES[0], layers), "inputs": np.abs(task.inputs)}
    return Task(**values)


def dead_point(task: Task) -> Point:
    """Return a point with the first layer off for good, and means that remember when it was not."""
    point = make_point(task)
    theta = point.theta.copy()
    first = task.network.split(theta)[0]
    first.weights[...], first.biases[...] = -1, -1
    return Point(0, theta, {"m": np.full_like(theta, 1e-3), "v": np.full_like(theta, 1e-6)})
