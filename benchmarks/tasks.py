"""Networks to measure with."""

from __future__ import annotations

import numpy as np

import core.activations
import core.initializers
import core.losses
import core.optimizers  # noqa: F401  (registers the families)
from core.activations.base import Activation
from core.initializers.base import Initializer
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer
from core.training import Point, Task, first_point


def make_task(sizes: tuple[int, ...], batch_size: int, optimizer: str = "sgd") -> Task:
    """Return tanh layers of these sizes with a linear output, under the squared error."""
    hidden, output = Activation.find("tanh")(), Activation.find("identity")()
    layers = (*(Layer(units, hidden) for units in sizes[1:-1]), Layer(sizes[-1], output))
    generator = np.random.default_rng(0)
    return Task(
        network=Network(sizes[0], layers),
        loss=Loss.find("mse")(),
        optimizer=Optimizer.find(optimizer)(),
        inputs=generator.normal(size=(batch_size, sizes[0])),
        targets=generator.normal(size=(batch_size, sizes[-1])),
        batch_size=batch_size,
    )


def make_point(task: Task) -> Point:
    """Return the point before update 0."""
    return first_point(task, task.network.initial_theta(Initializer.find("glorot_uniform")(), 0))
