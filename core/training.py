"""One update of training, as a pure function of a task and a point in time.

Running, stepping and replaying all go through the task's engine, so that they agree to the bit: the compiled
one or, where mistakes are planted, theirs.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.compiled.engine import Engine as CompiledEngine
from core.passes import Recording
from core.task import Engine, Point, Recorded, Task, batch_of, first_point

__all__ = [
    "DivergenceError",
    "Point",
    "Task",
    "Update",
    "batch_of",
    "divergence",
    "engine_of",
    "first_point",
    "run_update",
]


@dataclass(eq=False)  # Final instead of frozen: see `Point`
class Update:
    """One update with every number that it computed.

    Attributes
    ----------
    task : Task
    before, after : Point
    numbers : Recorded
        All of them; `recording` and `quantities` are read out of it when they are asked for.
    """

    task: Final[Task]
    before: Final[Point]
    after: Final[Point]
    numbers: Final[Recorded]

    @cached_property
    def batch(self) -> NDArray[np.intp]:
        """Which samples were used, from 0, shape (N,)."""
        return batch_of(self.task, self.before)

    @cached_property
    def recording(self) -> Recording:
        """Forward and backward pass."""
        return self.numbers.recording()

    @cached_property
    def quantities(self) -> Mapping[str, Array]:
        """The optimizer's, in the order of its formula; ``theta`` is the last."""
        return self.numbers.quantities()


class DivergenceError(ArithmeticError):
    """Training met a number that is not finite; `update` says when, the message also where.

    `core.diagnosis` finds the very step, and says how it came about.
    """

    def __init__(self, update: int, place: str = "training met a number that is not finite") -> None:
        super().__init__(f"update {update}: {place}")
        self.update = update


_MOST_ENGINES = 16  # a task has some hundred kilobytes of them, and every edit makes another task


class _Engines(threading.local):
    """The newest engines of one thread: an engine's arrays cannot be shared while it runs."""

    def __init__(self) -> None:
        self.by_task: WeakKeyDictionary[Task, Engine] = WeakKeyDictionary()


_ENGINES = _Engines()


def engine_of(task: Task) -> Engine:
    """Return what runs the updates of a task in this thread."""
    engines = _ENGINES.by_task
    engine = engines.get(task)
    if engine is None:
        planted = task.planted
        engine = CompiledEngine(task) if planted is None else planted.engine(task)
        engines[task] = engine
        while len(engines) > _MOST_ENGINES:
            engines.pop(next(iter(engines)))
    return engine


def run_update(task: Task, point: Point) -> Update:
    """Run one update and keep every number.

    Numbers that are not finite are kept as they are: see `divergence`.
    """
    after, numbers = engine_of(task).record(point)
    return Update(task, point, after, numbers)


def divergence(update: Update) -> DivergenceError | None:
    """Return an error that names the first array with a number that is not finite, if the update's loss, or
    anything that the next update starts from, is not finite.
    """
    kept = (update.after.theta, *update.after.state.values())
    if np.isfinite(update.recording.loss) and all(np.isfinite(array).all() for array in kept):
        return None
    return DivergenceError(update.before.update, f"{_first_bad(update)} is not finite")


def _first_bad(update: Update) -> str:
    """Return array, layer and unit of the first number that is not finite, in the order of computation."""
    recording = update.recording
    for name, arrays in (("z", recording.z), ("a", recording.a)):
        for layer in range(1, len(arrays)):
            if not np.isfinite(arrays[layer]).all():
                return f"{name} of layer {layer}, unit {_bad_column(arrays[layer]) + 1}"
    if not np.isfinite(recording.loss):
        return "the loss"
    for name, arrays in (("dL/da", recording.grad_a), ("delta", recording.delta)):
        for layer in range(len(arrays) - 1, 0, -1):
            if not np.isfinite(arrays[layer]).all():
                return f"{name} of layer {layer}, unit {_bad_column(arrays[layer]) + 1}"
    by_parameter = {"the gradient": recording.gradient, **update.quantities}
    name, values = next(item for item in by_parameter.items() if not np.isfinite(item[1]).all())
    layer, unit, origin = update.task.network.place(int(np.argmin(np.isfinite(values))))
    if unit is None:
        return f"{name} of layer {layer}, slope"
    return f"{name} of layer {layer}, unit {unit + 1}, " + (
        "bias" if origin is None else f"weight from unit {origin + 1}"
    )


def _bad_column(values: Array) -> int:
    return int(np.argmin(np.isfinite(values).all(axis=0)))
