"""Small tasks for the tests of what runs a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.clipping.base import Clipping
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.trace import Trace
from core.training import Task, Update, first_point, run_update

Declaration = str | Mapping[str, Any]


def declared(value: Declaration) -> Mapping[str, Any]:
    """Return a member's declaration; a plain key stands for its defaults."""
    return {"key": value} if isinstance(value, str) else value


def make_network(inputs: int, *layers: tuple[int, Declaration]) -> Network:
    """Return a network of ``(units, activation)``."""
    return Network(inputs, tuple(Layer(units, Activation.decode(declared(a))) for units, a in layers))


def make_targets(loss: Loss, generator: np.random.Generator, samples: int, outputs: int) -> Array:
    """Draw targets that the loss accepts."""
    candidates = (
        generator.normal(0, 1, (samples, outputs)),
        generator.uniform(0, 1, (samples, outputs)).round(1),
        generator.choice([-1.0, 1.0], (samples, outputs)),
        np.eye(outputs)[generator.integers(outputs, size=samples)],
    )
    return next(targets for targets in candidates if _accepts(loss, targets))


def _accepts(loss: Loss, targets: Array) -> bool:
    try:
        loss.check_target(targets)
    except ValueError:
        return False
    return True


def make_task(
    network: Network,
    loss: Declaration = "mse",
    optimizer: Declaration = "sgd",
    samples: int = 1,
    batch_size: int | None = None,
    seed: int = 0,
    **order: Any,
) -> Task:
    """Return a task on random samples; without a batch size, all of them in each update."""
    generator = np.random.default_rng(seed)
    decoded = Loss.decode(declared(loss))
    return Task(
        network=network,
        loss=decoded,
        optimizer=Optimizer.decode(declared(optimizer)),
        inputs=generator.normal(0, 1, (samples, network.inputs)),
        targets=make_targets(decoded, generator, samples, network.sizes[-1]),
        batch_size=batch_size or samples,
        **order,
    )


EXTRAS = (
    "prelu",
    "prelu everywhere",
    "dropout",
    "softmax with dropout",
    "l1",
    "l2",
    "elastic",
    "norm",
    "value",
    "cosine",
    "all",
)


def with_extras(extra: str, optimizer: Declaration = "sgd", samples: int = 3, **order: Any) -> Task:
    """Return a task with one of `EXTRAS`: what a network can have beside layers, loss and optimizer."""
    hidden = {"prelu everywhere": "prelu", "prelu": "prelu", "all": "prelu"}.get(extra, "tanh")
    third = "softmax" if extra == "softmax with dropout" else "prelu" if "every" in extra else "tanh"
    dropout = 0.4 if "dropout" in extra or extra == "all" else 0.0
    network = make_network(2, (3, hidden), (4, third), (2, "prelu" if "every" in extra else "softmax"))
    layers = tuple(replace(layer, dropout=dropout) for layer in network.layers[:-1])
    network = replace(network, layers=(*layers, network.layers[-1]))
    loss = "mse" if "every" in extra else "cce"
    task = make_task(network, loss, optimizer, samples=samples, seed=3, **order)
    regularizer = {"l1": "l1", "l2": "l2", "elastic": "elastic", "all": "l2"}.get(extra, "none")
    clipping = {"norm": {"key": "norm", "longest": 0.3}, "value": {"key": "value", "largest": 0.05}}
    clipping["all"] = clipping["norm"]
    schedule = {"key": "cosine", "updates": 5} if extra in ("cosine", "all") else "constant"
    return replace(
        task,
        regularizer=Regularizer.decode(declared(regularizer)),
        clipping=Clipping.decode(declared(clipping.get(extra, "none"))),
        schedule=Schedule.decode(declared(schedule)),
    )


def make_theta(network: Network, seed: int = 0, size: float = 0.8) -> Array:
    """Draw parameters, biases too: zeros would hide what is mixed up."""
    return np.random.default_rng([seed, 1]).normal(0, size, network.parameter_count)


def updates(task: Task, count: int, seed: int = 0) -> list[Update]:
    """Run updates one after the other from random parameters."""
    point, made = first_point(task, make_theta(task.network, seed)), []
    for _ in range(count):
        made.append(run_update(task, point))
        point = made[-1].after
    return made


def trace_of(task: Task, update: int = 0, seed: int = 0) -> Trace:
    """Return the trace of one of the first updates."""
    return Trace(task, updates(task, update + 1, seed)[-1])


def outputs_for(loss: str) -> list[str]:
    """Return the keys of the activations that the loss accepts at the output."""
    accepted = []
    for key, member in Activation.members().items():
        try:
            Loss.find(loss)().check_activation(member())
        except ValueError:
            continue
        accepted.append(key)
    return accepted
