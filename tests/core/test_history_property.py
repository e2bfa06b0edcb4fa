"""Going back and forward shows the same bits, whatever an update consists of.

A property over every optimizer in each of its frameworks, drawn together with its switches, the size and
order of the batches, dropout, learned slopes, penalties, clipping, schedules, the budget of the checkpoints
and the way that is gone. The route that all others are held to is another engine, one update after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.clipping
import core.optimizers
import core.regularizers
import core.schedules  # noqa: F401  (registers the families)
from core.clipping.base import Clipping
from core.history import History
from core.network import Network
from core.optimizers.base import Optimizer
from core.registry import Member
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from core.training import Point, Task, Update, first_point, run_update
from tests.core.cases import make_network, make_task, make_theta

UPDATES = 16
SAMPLES = 7
FLUSHED = 256  # slots that have faded are emptied before an update whose number is a multiple of this
KINDS = [
    (key, framework)
    for key, member in Optimizer.members().items()
    for framework in next(hyper.choices for hyper in member.hypers() if hyper.name == "framework")
]
# Small enough to matter within so few updates, and to keep all numbers finite.
SMALL = {"longest": 0.2, "largest": 0.05, "updates": 9, "period": 4, "gamma": 0.8}


def members(family: type[Any]) -> st.SearchStrategy[Any]:
    """Draw a member of a family."""
    return st.sampled_from([made(member) for member in family.members().values()])


def made(member: type[Member]) -> Member:
    declared = {hyper.name for hyper in member.hypers()}
    return member.from_values({name: value for name, value in SMALL.items() if name in declared})


@st.composite
def optimizers(draw: st.DrawFn, key: str, framework: str) -> Optimizer:
    """Draw the switches of an optimizer, and whether it has momentum and weight decay."""
    member = Optimizer.find(key)
    values: dict[str, Any] = {"framework": framework}
    for hyper in member.hypers():
        if isinstance(hyper.default, bool):
            values[hyper.name] = draw(st.booleans())
        elif hyper.name in ("momentum", "weight_decay"):
            values[hyper.name] = draw(st.sampled_from([0.0, 0.1]))
    return member.from_values(values)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Draw two hidden layers, with dropout or learned slopes or without."""
    hidden = [draw(st.sampled_from(["tanh", "prelu", "softmax"])) for _ in range(2)]
    network = make_network(2, (3, hidden[0]), (4, hidden[1]), (2, "softmax"))
    chances = [draw(st.sampled_from([0.0, 0.4])) for _ in range(2)]
    layers = (replace(layer, dropout=chance) for layer, chance in zip(network.layers, chances, strict=False))
    return replace(network, layers=(*layers, network.layers[-1]))


@st.composite
def beginnings(draw: st.DrawFn, key: str, framework: str) -> tuple[Task, Point]:
    """Draw a task and the point where training begins: new, or where slots that have faded are emptied."""
    network = draw(networks())
    task = make_task(
        network,
        "cce",
        draw(optimizers(key, framework)).encode(),
        samples=SAMPLES,
        batch_size=draw(st.sampled_from([1, 2, 3, SAMPLES])),
        shuffle=draw(st.booleans()),
    )
    task = replace(
        task,
        seed=draw(st.integers(0, 99)),
        regularizer=draw(members(Regularizer)),
        clipping=draw(members(Clipping)),
        schedule=draw(members(Schedule)),
    )
    first = first_point(task, make_theta(network))
    if draw(st.booleans()):
        faded = {name: np.full_like(slot, 1e-160) for name, slot in first.state.items()}
        first = replace(first, update=FLUSHED - UPDATES // 2, state=faded, optimizer_steps=5, epoch=3)
    return task, first


def straight(task: Task, first: Point) -> Iterator[Update]:
    """Yield the updates one after the other, by an engine that nobody else runs."""
    task, point = replace(task), first
    for _ in range(UPDATES + 1):
        update = run_update(task, point)
        yield update
        point = update.after


def bits_of_point(point: Point) -> tuple[Any, ...]:
    """Return all that training goes on from: parameters, the optimizer's state, the place in the order."""
    state = {name: slot.tobytes() for name, slot in point.state.items()}
    place = point.update, point.epoch, point.position, point.optimizer_steps
    return point.theta.tobytes(), state, place


def bits_of(update: Update) -> dict[str, Any]:
    """Return everything in an update: its samples and what was left out of them, all numbers, both ends."""
    recording = update.recording
    arrays = [*recording.z[1:], *recording.a, *recording.dropped, *recording.grad_a[1:], *recording.delta[1:]]
    return {
        "before": bits_of_point(update.before),
        "after": bits_of_point(update.after),
        "batch": update.batch.tolist(),
        "masks": {layer: mask.tobytes() for layer, mask in recording.masks.items()},
        "numbers": [array.tobytes() for array in arrays],
        "losses": (recording.loss, recording.data_loss, recording.penalty),
        "gradient": recording.gradient.tobytes(),
        "quantities": {name: values.tobytes() for name, values in update.quantities.items()},
    }


@pytest.mark.parametrize(("key", "framework"), KINDS)
@given(data=st.data())
@settings(max_examples=5)
def test_back_and_forward_shows_the_same_bits(key: str, framework: str, data: st.DataObject) -> None:
    task, first = data.draw(beginnings(key, framework))
    expected = [bits_of(update) for update in straight(task, first)]
    room = data.draw(st.integers(1, UPDATES))  # checkpoints that are kept
    history = History(task, first, budget=room * first.nbytes)
    history.point(first.update + UPDATES)
    way = data.draw(st.lists(st.integers(0, UPDATES), min_size=2, max_size=5))
    for back in way:
        for number in (UPDATES - back, UPDATES):
            point = history.point(first.update + number)
            assert bits_of_point(point) == expected[number]["before"]
            assert bits_of(history.update(first.update + number)) == expected[number]
    losses = [bits["losses"][0] for bits in expected[:UPDATES]]
    assert history.losses.tolist() == losses


@pytest.mark.parametrize("shuffle", [False, True])
def test_what_is_compared_tells_updates_apart(shuffle: bool) -> None:
    task = make_task(make_network(2, (3, "tanh"), (2, "softmax")), "cce", "adam", SAMPLES, 3, shuffle=shuffle)
    first = first_point(task, make_theta(task.network))
    seen = [bits_of(update) for update in straight(task, first)]
    assert all(one != other for place, one in enumerate(seen) for other in seen[:place])
    epochs = [bits["batch"] for bits in seen[:6]]
    assert (epochs[:3] == epochs[3:]) is not shuffle
