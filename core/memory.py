"""How much memory a network takes while it trains, told before any of it is taken.

What an update needs is decided by its formulas, which the engine compiles. Three small networks of the same
kind are therefore run and measured; memory grows with the parameters and with the batch, so that what the
large one takes follows.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from core.compiled.engine import Engine
from core.history import DEFAULT_BUDGET
from core.network import Network
from core.task import Point, Task, first_point

_Made = TypeVar("_Made")

_SMALL, _MEDIUM = 4_000, 24_000  # parameters of the networks that are measured
_FEW, _MANY = 2, 130  # samples in their batches
_ENGINES, _UPDATES, _POINTS = 2, 2, 2  # of the window and of what trains; an engine keeps a third point


@dataclass(frozen=True)
class Memory:
    """What a task takes, in bytes.

    Attributes
    ----------
    parameters : int
        How many it has.
    engine : int
        The arrays that one thread runs updates on, the data among them.
    update : int
        Every number of one update that is looked at.
    point : int
        Parameters and the optimizer's slots: a checkpoint.
    """

    parameters: int
    engine: int
    update: int
    point: int

    @property
    def at_work(self) -> int:
        """What is taken as soon as a step is looked at while training runs, without checkpoints."""
        return _ENGINES * self.engine + _UPDATES * self.update + _POINTS * self.point

    def training(self, budget: int = DEFAULT_BUDGET) -> int:
        """Return what is taken once the checkpoints of a long training fill their `budget` of bytes."""
        return self.at_work + max(budget - _POINTS * self.point, 0)


def estimate(task: Task) -> Memory:
    """Return how much memory a task takes; takes a few milliseconds and a few megabytes itself."""
    tasks = [_small(task, *size) for size in ((_SMALL, _FEW), (_MEDIUM, _FEW), (_SMALL, _MANY))]
    sizes = np.array([_measures(small) for small in tasks])
    samples = min(task.batch_size, task.samples)
    scale = sizes.max(axis=0)
    wanted = np.array([1, task.network.parameter_count, samples * sum(task.network.sizes)]) / scale
    taken = np.array([_measured(small) for small in tasks])
    # A network that is small itself is measured as it is: the equations then say one thing twice.
    growth = np.linalg.lstsq(sizes / scale, taken, rcond=None)[0]
    engine, update = wanted @ growth
    rest = task.inputs.nbytes + task.targets.nbytes if task.shuffle else 0  # a copy in the order of the epoch
    point = task.network.parameter_count * 8 * (1 + len(task.optimizer.slots()))
    return Memory(task.network.parameter_count, round(engine) + rest, round(update), point)


def _small(task: Task, parameters: int, samples: int) -> Task:
    """Return a task of the same kind with about so many parameters and a batch of so many samples."""
    share = (parameters / max(task.network.parameter_count, parameters)) ** 0.5
    layers = tuple(replace(layer, units=_shrunk(layer.units, share)) for layer in task.network.layers)
    network = Network(_shrunk(task.network.inputs, share), layers)
    inputs, targets = np.zeros((samples, network.inputs)), np.zeros((samples, network.sizes[-1]))
    return replace(task, network=network, inputs=inputs, targets=targets, batch_size=samples)


def _shrunk(units: int, share: float) -> int:
    return max(round(units * share), 1)


def _measures(task: Task) -> tuple[int, int, int]:
    return 1, task.network.parameter_count, task.batch_size * sum(task.network.sizes)


def _measured(task: Task) -> tuple[int, int]:
    """Return the bytes of an engine that has run, and of the numbers of one update."""
    start = first_point(task, np.full(task.network.parameter_count, 0.1))
    engine, run = _bytes_of(lambda: _run(task, start))
    numbers, _ = _bytes_of(lambda: run.record(start))
    return engine, numbers


def _run(task: Task, start: Point) -> Engine:
    engine = Engine(task)
    engine.record(start)
    engine.run(start, 2)
    return engine


def _bytes_of(make: Callable[[], _Made]) -> tuple[int, _Made]:
    """Return what is still taken after something was made, and that."""
    was_tracing = tracemalloc.is_tracing()
    if not was_tracing:
        tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    made = make()
    taken = tracemalloc.get_traced_memory()[0] - before
    if not was_tracing:
        tracemalloc.stop()
    return taken, made
