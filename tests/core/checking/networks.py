"""Random small networks with all that a project can have, and a student's arrays of an update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

import core.clipping
import core.regularizers
import core.schedules  # noqa: F401  (the families register)
from core import passes
from core.activations.base import Activation
from core.arrays import Array
from core.checking.agreement import Numbers
from core.checking.candidates import plant
from core.checking.check import check
from core.checking.given import EXACT, Given
from core.checking.situation import Arrays, Key, Situation, keys, recorded
from core.checking.verdict import Verdict
from core.clipping.base import Clipping
from core.dropout import draw_masks
from core.losses.base import Loss
from core.mistakes.base import Mistake
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.task import Point, Task, batch_of, first_point
from tests.core.cases import make_targets, make_theta, outputs_for

_NOTHING = np.empty((0, 0))


@dataclass(frozen=True, eq=False)
class PlainUpdate:
    """An update by `core.passes` and the optimizer, without the engine, whose compilation takes its time."""

    before: Point
    after: Point
    batch: npt.NDArray[np.intp]
    recording: passes.Recording


@dataclass(frozen=True, eq=False)
class Case:
    """A task, one of its updates and the one before."""

    task: Task
    update: Any
    previous: Any = None

    @property
    def at(self) -> Situation:
        """What the update was computed from."""
        return Situation.of(self.task, self.update, self.previous)

    @property
    def keys(self) -> list[Key]:
        """All its arrays."""
        return list(keys(self.task.network))

    @property
    def recorded(self) -> Arrays:
        """All its arrays with their numbers."""
        arrays = recorded(self.task.network, self.update)
        return {key: arrays[key] for key in self.keys}

    def planted(self, *mistakes: Mistake) -> Arrays:
        """Return the arrays with mistakes in them, those that NumPy could compute."""
        return Numbers(self.at, self.keys, EXACT, plant(mistakes)).arrays

    def check(self, given: Mapping[Key, Given]) -> Verdict:
        """Check a student's arrays."""
        return check(self.task, self.update, given, self.previous)


def plain_update(task: Task, point: Point) -> PlainUpdate:
    """Compute an update plainly."""
    batch = batch_of(task, point)
    masks = draw_masks(task.network, len(batch), task.seed, point.update)
    inputs, targets = task.inputs[batch], task.targets[batch]
    with np.errstate(all="ignore"):
        recording = passes.run(task.network, task.loss, point.theta, inputs, targets, masks, task.regularizer)
        clipped = task.clipping.clip(recording.gradient)
        optimizer = task.optimizer_at(point.update)
        theta, state = optimizer.update(clipped, point.state, point.theta, point.optimizer_steps + 1)
    position = point.position + len(batch)
    finished = position >= task.samples
    after = Point(
        point.update + 1,
        theta,
        state,
        point.epoch + finished,
        0 if finished else position,
        point.optimizer_steps + 1,
    )
    return PlainUpdate(point, after, batch, recording)


def case_of(task: Task, number: int = 0, seed: int = 0, size: float = 0.8) -> Case:
    """Return an update of a task from random parameters."""
    point, previous = first_point(task, make_theta(task.network, seed, size)), None
    for _ in range(number):
        previous = plain_update(task, point)
        point = previous.after
    return Case(task, plain_update(task, point), previous)


def random_case(seed: int, most_hidden: int = 3) -> Case:
    """Return one of the first updates of a small network of any kind.

    Four seeds in a row have networks of one kind, with data and parameters of their own.
    """
    kind = _kind(seed // 4, most_hidden)
    draw = np.random.default_rng([seed, 77])
    samples, network = int(draw.integers(1, 7)), kind.network
    task = replace(
        kind,
        inputs=draw.normal(0, 1, (samples, network.inputs)),
        targets=make_targets(kind.loss, draw, samples, network.sizes[-1]),
        batch_size=int(draw.integers(1, samples + 1)),
    )
    size = (0.1, 0.8, 3.0)[draw.integers(3)]
    return case_of(task, int(draw.integers(0, 3)), seed, size)


@lru_cache(maxsize=1)
def _kind(seed: int, most_hidden: int) -> Task:
    """Return a task without data."""
    draw = np.random.default_rng([seed, 78])
    loss = _any(draw, Loss, _one(draw, sorted(Loss.members())))
    output = _one(draw, outputs_for(loss.key))
    hidden = [_one(draw, sorted(Activation.members())) for _ in range(draw.integers(most_hidden + 1))]
    layers = [
        Layer(int(draw.integers(1, 5)), _any(draw, Activation, key), 0.5 if draw.random() < 0.1 else 0.0)
        for key in hidden
    ]
    layers.append(Layer(int(draw.integers(1, 5)), _any(draw, Activation, output)))
    return Task(
        network=Network(int(draw.integers(1, 5)), tuple(layers)),
        loss=loss,
        optimizer=_any(draw, Optimizer, _one(draw, sorted(Optimizer.members()))),
        inputs=_NOTHING,
        targets=_NOTHING,
        batch_size=1,
        shuffle=bool(draw.random() < 0.5),
        regularizer=_sometimes(draw, Regularizer, "none"),
        clipping=_sometimes(draw, Clipping, "none"),
        schedule=_sometimes(draw, Schedule, "constant"),
    )


def _one(draw: np.random.Generator, keys: list[str]) -> str:
    return keys[draw.integers(len(keys))]


def _any(draw: np.random.Generator, family: Any, key: str) -> Any:
    """Return a member with some of its choices drawn."""
    values: dict[str, Any] = {"key": key}
    for hyper in family.find(key).hypers():
        if hyper.choices:
            values[hyper.name] = _one(draw, list(hyper.choices))
        elif isinstance(hyper.default, bool):
            values[hyper.name] = bool(draw.random() < 0.5)
        elif hyper.name in ("momentum", "weight_decay") and draw.random() < 0.5:
            values[hyper.name] = 0.3
        elif hyper.name == "learning_rate":
            values[hyper.name] = (0.01, 0.1, 0.5)[draw.integers(3)]
    return family.decode(values)


def _sometimes(draw: np.random.Generator, family: Any, plain: str) -> Any:
    return _any(draw, family, _one(draw, sorted(family.members())) if draw.random() < 0.3 else plain)


def handed_in(
    arrays: Arrays, wanted: Iterable[Key] | None = None, dtype: type[np.floating[Any]] = np.float64
) -> dict[Key, Given]:
    """Return arrays as a student hands them in."""
    epsilon = float(np.finfo(dtype).eps)
    with np.errstate(over="ignore"):
        return {
            key: Given(arrays[key].astype(dtype).astype(np.float64), f"{key.quantity}{key.layer}", epsilon)
            for key in (arrays if wanted is None else wanted)
        }


def is_finite(arrays: Arrays) -> bool:
    """Tell whether all numbers are finite."""
    return all(bool(np.isfinite(array).all()) for array in arrays.values())


def in_float32(at: Situation) -> Situation:
    """Return the situation with its numbers in float32, so that all arithmetic is done in it."""

    def single(array: Array) -> Any:
        return array.astype(np.float32)

    state = {name: single(slot) for name, slot in at.before.state.items()}
    return replace(
        at,
        before=replace(at.before, theta=single(at.before.theta), state=state),
        task=replace(at.task, inputs=single(at.task.inputs), targets=single(at.task.targets)),
        carried=None if at.carried is None else single(at.carried),
    )
