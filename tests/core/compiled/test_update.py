"""The compiled update against the plain one: `core.passes.run` and `Optimizer.rule`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from core.activations.base import Activation
from core.arrays import Array
from core.clipping.norm import ByNorm
from core.compiled.lowered import Plain
from core.dropout import draw_masks
from core.losses.base import Loss
from core.network import Layer, Network
from core.optimizers.base import Optimizer, Quantity
from core.passes import run
from core.training import Task, batch_of, engine_of, first_point, run_update
from tests.core.cases import EXTRAS, make_network, make_task, make_theta, outputs_for, with_extras

TOLERANCE = 1e-12
PER_LAYER = ("z", "a", "dropped", "grad_dropped", "grad_a", "delta")


def agree(mine: Any, plain: Any) -> None:
    mine, plain = np.asarray(mine), np.asarray(plain)
    assert mine.shape == plain.shape
    np.testing.assert_allclose(mine, plain, rtol=0, atol=TOLERANCE * np.max(np.abs(plain), initial=1e-12))


def follow(task: Task, count: int) -> None:
    """Compare updates one after the other, each route with its own parameters."""
    point = first_point(task, make_theta(task.network))
    theta, state = point.theta, point.state
    for step in range(1, count + 1):
        batch, update = batch_of(task, point), run_update(task, point)
        with np.errstate(all="ignore"):
            masks = draw_masks(task.network, len(batch), task.seed, point.update)
            inputs, targets = task.inputs[batch], task.targets[batch]
            plain = run(task.network, task.loss, theta, inputs, targets, masks, task.regularizer)
            gradient = task.clipping.clip(plain.gradient)
            quantities = task.optimizer_at(point.update).rule(gradient, state, theta, step)
            if task.clips:
                quantities = {"clipped": gradient} | quantities
        mine = update.recording
        for name in PER_LAYER:
            for one, other in zip(getattr(mine, name), getattr(plain, name), strict=True):
                agree(one, other)
        assert mine.masks.keys() == masks.keys()
        for layer, mask in masks.items():
            assert (mine.masks[layer] == mask).all()
        for name in ("inputs", "targets", "elements", "data_loss", "penalty", "loss", "gradient"):
            agree(getattr(mine, name), getattr(plain, name))
        assert (mine.chain_delta is None) == (plain.chain_delta is None)
        if plain.chain_delta is not None:
            agree(mine.chain_delta, plain.chain_delta)
        assert list(update.quantities) == list(quantities)
        for name in quantities:
            agree(update.quantities[name], quantities[name])
        point, theta = update.after, quantities["theta"]
        state = {slot: quantities[slot] for slot in task.optimizer.slots()}


def run_as_recorded(task: Task, count: int) -> None:
    """Compare updates that are run with the same ones recorded, to the bit."""
    point = first_point(task, make_theta(task.network))
    losses, reached = engine_of(task).run(point, count)
    for loss in losses:
        update = run_update(task, point)
        assert update.recording.loss == loss
        point = update.after
    assert point.theta.tobytes() == reached.theta.tobytes()
    for slot in task.optimizer.slots():
        assert point.state[slot].tobytes() == reached.state[slot].tobytes()


def is_recorded(task: Task) -> bool:
    """Tell whether no formula of the task's updates is called as it is."""
    engine = engine_of(task)
    engine.record(first_point(task, make_theta(task.network)))
    nodes = [node for update in engine._updates.values() for node in update._recorder.nodes]
    return not any(isinstance(node.operation, Plain) for node in nodes)


@pytest.mark.parametrize("loss", Loss.members())
@pytest.mark.parametrize("hidden", Activation.members())
def test_every_activation_and_loss(hidden: str, loss: str) -> None:
    for output in outputs_for(loss):
        for extra in ({}, {"edge": "keras", "from_logits": False}):
            if extra and not hasattr(Loss.find(loss), "edge"):
                continue
            network = make_network(2, (3, hidden), (4, hidden), (3, output))
            task = make_task(network, {"key": loss, **extra}, samples=5, batch_size=3)
            follow(task, 2)
            run_as_recorded(replace(task, batch_size=5), 2)
            assert is_recorded(task)


def configurations(key: str) -> Iterator[dict[str, Any]]:
    declared = {hyper.name: hyper for hyper in Optimizer.find(key).hypers()}
    choices = {"framework": declared["framework"].choices} | {
        name: values
        for name, values in {
            "momentum": (0, 0.9),
            "nesterov": (False, True),
            "centered": (False, True),
            "weight_decay": (0, 0.01),
        }.items()
        if name in declared
    }
    for values in itertools.product(*choices.values()):
        yield {"key": key, **dict(zip(choices, values, strict=True))}


@pytest.mark.parametrize("key", Optimizer.members())
def test_every_optimizer_in_every_configuration(key: str) -> None:
    network = make_network(2, (3, "tanh"), (3, "softmax"))
    for declaration in configurations(key):
        task = make_task(network, "cce", declaration, samples=5, batch_size=2, shuffle=True)
        follow(task, 7)  # RAdam changes its rule on the way
        run_as_recorded(task, 7)
        assert is_recorded(task)


@pytest.mark.parametrize("sizes", [(1, 1), (1, 1, 1), (5, 40, 1), (2, 1, 3)])
@pytest.mark.parametrize("samples", [1, 2, 33])
def test_every_shape(sizes: tuple[int, ...], samples: int) -> None:
    layers = ((units, "tanh") for units in sizes[1:])
    follow(make_task(make_network(sizes[0], *layers), "mse", "adam", samples=samples), 3)


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_dropout_penalties_clipping_schedules_and_learned_slopes(extra: str, optimizer: str) -> None:
    task = with_extras(extra, optimizer=optimizer, samples=7, batch_size=3, shuffle=True)
    follow(task, 6)
    assert is_recorded(task) != isinstance(task.clipping, ByNorm)  # a norm is one call of its own


@pytest.mark.parametrize("extra", EXTRAS)
@pytest.mark.parametrize("batch_size", [3, 7])
def test_running_gives_what_recording_gives(extra: str, batch_size: int) -> None:
    run_as_recorded(with_extras(extra, optimizer="adam", samples=7, batch_size=batch_size), 8)
    run_as_recorded(with_extras(extra, optimizer="adam", samples=7, batch_size=batch_size, shuffle=True), 8)


@dataclass(frozen=True)
class Branching(Activation):
    """Looks at its numbers, which a recording cannot follow; in no registry, because it has no key."""

    def value(self, z: Array) -> Array:
        return np.array([[entry if entry > 0 else 0.1 * entry for entry in row] for row in z.tolist()])

    def derivative(self, z: Array, a: Array) -> Array:
        return np.ones_like(z) if z.sum() > 0 else np.where(z > 0, 1.0, 0.1)


def quantities(*names: str) -> tuple[Quantity, ...]:
    return tuple(Quantity(name, "", "") for name in names)


@dataclass(frozen=True)
class BranchingRule(Optimizer):
    """Looks at its numbers too."""

    def slots(self) -> tuple[str, ...]:
        return ("last",)

    def rule(self, gradient: Array, state: Any, theta: Array, t: int) -> dict[str, Array]:
        change = -gradient / t if gradient.max() > 0 else state["last"]
        return {"last": gradient, "change": change, "theta": theta + change}

    def quantities(self) -> tuple[Quantity, ...]:
        return quantities("last", "change", "theta")


def with_optimizer(task: Task, optimizer: Optimizer, network: Network | None = None) -> Task:
    return replace(task, optimizer=optimizer, network=network or task.network)


def test_a_formula_that_branches_is_called_as_it_is() -> None:
    task = make_task(make_network(2, (3, "tanh"), (2, "identity")), samples=4, batch_size=3)
    network = Network(2, (Layer(3, Branching()), *task.network.layers[1:]))
    task = with_optimizer(task, BranchingRule(), network)
    follow(task, 3)
    assert not is_recorded(task)


def test_a_formula_that_branches_is_called_for_each_layer() -> None:
    task = make_task(make_network(2, (3, "tanh"), (2, "tanh"), (2, "identity")), samples=4)
    layers = (Layer(3, Branching()), Layer(2, Branching()), task.network.layers[-1])
    follow(replace(task, network=Network(2, layers)), 3)


@pytest.mark.parametrize("hidden", ["tanh tanh", "tanh relu", "identity identity", "mish mish"])
def test_hidden_layers_alike_and_different(hidden: str) -> None:
    one, other = hidden.split()
    for batch_size in (1, 4):
        network = make_network(2, (5, one), (1, other), (4, one), (2, "identity"))
        follow(make_task(network, samples=5, batch_size=batch_size), 4)


@dataclass(frozen=True)
class Keeper(Optimizer):
    """Gives numbers a second place: the gradient, theta and a constant."""

    def slots(self) -> tuple[str, ...]:
        return ("gradient_kept", "theta_kept", "theta_before")

    def rule(self, gradient: Array, state: Any, theta: Array, t: int) -> dict[str, Array]:
        change = np.full_like(theta, -0.1)
        return {
            "gradient_kept": gradient,
            "theta_kept": theta + change,
            "theta_before": theta,
            "change": change,
            "theta": theta + change,
        }

    def quantities(self) -> tuple[Quantity, ...]:
        return quantities("gradient_kept", "theta_kept", "theta_before", "change", "theta")


def test_a_number_may_have_two_places() -> None:
    follow(with_optimizer(make_task(make_network(2, (2, "identity")), samples=3), Keeper()), 3)


@dataclass(frozen=True)
class Swapper(Optimizer):
    """Reads what it has replaced: its two slots change places, and theta's old value is needed late."""

    def slots(self) -> tuple[str, ...]:
        return ("one", "other")

    def rule(self, gradient: Array, state: Any, theta: Array, t: int) -> dict[str, Array]:
        moved = theta - 0.1 * gradient + state["one"]
        return {
            "one": state["other"],
            "other": np.tanh(state["one"]) + 0.5 * theta,
            "change": moved - theta,
            "theta": moved,
        }

    def quantities(self) -> tuple[Quantity, ...]:
        return quantities("one", "other", "change", "theta")


def test_a_rule_may_read_what_it_replaces() -> None:
    task = with_optimizer(make_task(make_network(2, (2, "tanh"), (1, "identity")), samples=3), Swapper())
    follow(task, 5)
    run_as_recorded(task, 5)
