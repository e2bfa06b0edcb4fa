"""Random small networks with all that a project can have, and a student's arrays of an update."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

import core.clipping
import core.regularizers
import core.schedules  # noqa: F401  (families register)
from core.activations.base import Activation
from core.checking.given import Given
from core.checking.situation import Arrays, Key
from core.clipping.base import Clipping
from core.history import History
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.task import Task, first_point
from core.training import Update
from tests.core.cases import make_targets, make_theta, outputs_for


@dataclass(frozen=True)
class Case:
    """A task, one of its updates and the one before."""

    task: Task
    update: Update
    previous: Update | None


def random_case(seed: int) -> Case:
    """Return one of the first updates of a small network of any kind."""
    draw = np.random.default_rng([seed, 77])
    loss = _any(draw, Loss, str(draw.choice(sorted(Loss.members()))))
    output = str(draw.choice(outputs_for(loss.key)))
    hidden = [str(draw.choice(sorted(Activation.members()))) for _ in range(draw.integers(0, 4))]
    layers = [
        Layer(int(draw.integers(1, 5)), _any(draw, Activation, key), 0.5 if draw.random() < 0.1 else 0.0)
        for key in hidden
    ]
    layers.append(Layer(int(draw.integers(1, 5)), _any(draw, Activation, output)))
    network = Network(int(draw.integers(1, 5)), tuple(layers))
    samples = int(draw.integers(1, 7))
    task = Task(
        network=network,
        loss=loss,
        optimizer=_any(draw, Optimizer, str(draw.choice(sorted(Optimizer.members())))),
        inputs=draw.normal(0, 1, (samples, network.inputs)),
        targets=make_targets(loss, draw, samples, layers[-1].units),
        batch_size=int(draw.integers(1, samples + 1)),
        shuffle=bool(draw.random() < 0.5),
        regularizer=_sometimes(draw, Regularizer),
        clipping=_sometimes(draw, Clipping),
        schedule=_sometimes(draw, Schedule),
    )
    return case_of(task, int(draw.integers(0, 3)), seed, size=float(draw.choice([0.1, 0.8, 3.0])))


def case_of(task: Task, number: int = 0, seed: int = 0, size: float = 0.8) -> Case:
    """Return an update of a task from random parameters."""
    history = History(task, first_point(task, make_theta(task.network, seed, size)))
    previous = history.update(number - 1) if number else None
    return Case(task, history.update(number), previous)


def _any(draw: np.random.Generator, family: type, key: str) -> object:
    """Return a member with some of its choices drawn."""
    values = {"key": key}
    for hyper in family.find(key).hypers():
        if hyper.choices:
            values[hyper.name] = str(draw.choice(hyper.choices))
        elif isinstance(hyper.default, bool):
            values[hyper.name] = bool(draw.random() < 0.5)
        elif hyper.name in ("momentum", "weight_decay") and draw.random() < 0.5:
            values[hyper.name] = 0.3
        elif hyper.name == "learning_rate":
            values[hyper.name] = float(draw.choice([0.01, 0.1, 0.5]))
    return family.decode(values)


def _sometimes(draw: np.random.Generator, family: type) -> object:
    keys = sorted(family.members())
    plain = "constant" if "constant" in keys else "none"
    return _any(draw, family, str(draw.choice(keys)) if draw.random() < 0.3 else plain)


def handed_in(
    arrays: Arrays, keys: Iterable[Key] | None = None, dtype: type = np.float64
) -> dict[Key, Given]:
    """Return arrays as a student hands them in."""
    epsilon = float(np.finfo(dtype).eps)
    return {
        key: Given(arrays[key].astype(dtype).astype(np.float64), f"{key.quantity}{key.layer}", epsilon)
        for key in (arrays if keys is None else keys)
        if arrays[key].size
    }


def in_float32(case: Case) -> Task:
    """Return the task with its numbers as float32 holds them."""
    rounded = {name: getattr(case.task, name).astype(np.float32) for name in ("inputs", "targets")}
    return replace(case.task, **rounded)
