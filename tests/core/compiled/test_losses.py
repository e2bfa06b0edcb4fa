"""The compiled losses at many thetas against the plain ones: `core.passes.loss_value` and `gradient`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.activations.base import Activation
from core.arrays import Array
from core.compiled.losses import CompiledLosses
from core.losses.base import Loss
from core.network import Layer, Network
from core.passes import gradient, loss_value
from core.training import Task
from tests.core.cases import make_network, make_task, make_theta, outputs_for


def compiled(task: Task, count: int) -> CompiledLosses:
    return CompiledLosses(task.network, task.loss, task.inputs, task.targets, count)


def follow(task: Task, count: int = 3) -> None:
    """Compare at other thetas on the same arrays, values and gradients in turn."""
    losses = compiled(task, count)
    for seed in (0, 10):
        thetas = np.stack([make_theta(task.network, seed + number) for number in range(count)])
        losses.thetas[:] = thetas
        plain = (task.network, task.loss, thetas, task.inputs, task.targets)
        with np.errstate(all="ignore"):
            assert_allclose(losses.values(), loss_value(*plain), rtol=1e-12, atol=1e-14)
            expected = gradient(*plain)
            assert_allclose(losses.gradients(), expected, rtol=1e-11, atol=1e-13 * np.abs(expected).max())
            assert_allclose(losses.values(), loss_value(*plain), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("hidden", Activation.members())
def test_every_activation(hidden: str) -> None:
    follow(make_task(make_network(2, (3, hidden), (4, hidden), (2, "identity")), samples=5))


@pytest.mark.parametrize("loss", Loss.members())
def test_every_loss_with_every_output(loss: str) -> None:
    for output in outputs_for(loss):
        for extra in ({}, {"reduction": "sample_mean"}, {"edge": "keras", "from_logits": False}):
            if all(hasattr(Loss.find(loss), name) for name in extra):
                follow(
                    make_task(make_network(2, (3, "tanh"), (3, output)), {"key": loss, **extra}, samples=5)
                )


@pytest.mark.parametrize("sizes", [(1, 1), (1, 1, 1), (5, 40, 1), (2, 1, 3)])
@pytest.mark.parametrize("samples", [1, 2, 33])
@pytest.mark.parametrize("count", [1, 2, 7])
def test_every_shape(sizes: tuple[int, ...], samples: int, count: int) -> None:
    network = make_network(sizes[0], *((units, "tanh") for units in sizes[1:]))
    follow(make_task(network, samples=samples), count)


def test_what_was_returned_stays() -> None:
    task = make_task(make_network(2, (3, "tanh"), (1, "identity")), samples=4)
    losses = compiled(task, 2)
    losses.thetas[:] = make_theta(task.network)
    values, gradients = losses.values(), losses.gradients()
    before = values.tolist(), gradients.tolist()
    losses.thetas[:] = 0
    assert losses.values()[0] != values[0]
    losses.gradients()
    assert (values.tolist(), gradients.tolist()) == before


@dataclass(frozen=True)
class Branching(Activation):
    """Looks at its numbers, which a recording cannot follow; in no registry, because it has no key."""

    def value(self, z: Array) -> Array:
        return np.where(z > 0, z, 0.1 * z) if (z > 0).any() else 0.1 * z

    def derivative(self, z: Array, a: Array) -> Array:
        return np.ones_like(z) if bool((z > 0).all()) else np.where(z > 0, 1.0, 0.1)


def test_a_formula_that_branches_is_called_as_it_is() -> None:
    task = make_task(make_network(2, (3, "tanh"), (2, "identity")), samples=4)
    network = Network(2, (Layer(3, Branching()), *task.network.layers[1:]))
    follow(replace(task, network=network))
