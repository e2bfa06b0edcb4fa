"""Small tasks for the tests of what runs a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.activations.base import Activation
from core.arrays import Array
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer
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
