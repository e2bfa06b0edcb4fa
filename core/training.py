"""One update of training, as a pure function of a task and a point in time.

Running, stepping and replaying all call `run_update`, so that they agree to the bit. The order of the
samples is a function of the seed and the epoch alone: no generator has to be rewound to go back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, read_only
from core.losses.base import Loss
from core.network import Network
from core.optimizers.base import Optimizer
from core.passes import Recording, run


@dataclass(frozen=True, eq=False)
class Task:
    """All that decides how training goes, besides the point where it starts.

    Attributes
    ----------
    inputs, targets : array (samples, inputs), (samples, outputs)
    batch_size : int
        Samples per update; the last batch of an epoch may be shorter.
    shuffle : bool
        Whether every epoch has an order of its own.
    seed : int
        Of the order.
    """

    network: Network
    loss: Loss
    optimizer: Optimizer
    inputs: Array
    targets: Array
    batch_size: int
    shuffle: bool = False
    seed: int = 0

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(self.inputs)

    @property
    def updates_per_epoch(self) -> int:
        """How many updates use every sample once."""
        return -(-self.samples // self.batch_size)


@dataclass(frozen=True, eq=False)
class Point:
    """The state just before an update; a checkpoint.

    Attributes
    ----------
    update : int
        How many updates came before, from 0.
    theta : array (parameters,)
    state : mapping of str to array
        The optimizer's slots.
    epoch : int
        From 0.
    position : int
        Samples of this epoch used so far.
    optimizer_steps : int
        Steps since the optimizer's state was new; bias correction counts from there.
    """

    update: int
    theta: Array
    state: Mapping[str, Array]
    epoch: int = 0
    position: int = 0
    optimizer_steps: int = 0

    @property
    def nbytes(self) -> int:
        """Memory of the arrays."""
        return self.theta.nbytes + sum(slot.nbytes for slot in self.state.values())


@dataclass(frozen=True, eq=False)
class Update:
    """One update with every number that it computed.

    Attributes
    ----------
    before, after : Point
    batch : array of int (N,)
        Which samples were used, from 0.
    recording : Recording
        Forward and backward pass.
    quantities : mapping of str to array (parameters,)
        The optimizer's, in the order of its formula; ``theta`` is the last.
    """

    before: Point
    after: Point
    batch: NDArray[np.intp]
    recording: Recording
    quantities: Mapping[str, Array]


class DivergenceError(ArithmeticError):
    """Training met a number that is not finite; `update` says when, the message where."""

    def __init__(self, update: int, place: str) -> None:
        super().__init__(f"update {update}: {place}")
        self.update = update
        self.place = place


def first_point(task: Task, theta: Array) -> Point:
    """Return the point before update 0."""
    theta = read_only(theta.copy())
    return Point(0, theta, task.optimizer.init(theta))


def batch_of(task: Task, point: Point) -> NDArray[np.intp]:
    """Return the indices of the samples that the update after `point` uses."""
    order = _order(task.samples, task.shuffle, task.seed, point.epoch)
    return order[point.position : point.position + task.batch_size]


@lru_cache(maxsize=8)
def _order(samples: int, shuffle: bool, seed: int, epoch: int) -> NDArray[np.intp]:
    if not shuffle:
        return np.arange(samples)
    return np.random.default_rng([seed, epoch]).permutation(samples)


def run_update(task: Task, point: Point) -> Update:
    """Run one update and keep every number.

    Numbers that are not finite are kept as they are: see `divergence`.
    """
    batch = batch_of(task, point)
    steps = point.optimizer_steps + 1
    with np.errstate(all="ignore"):
        recording = run(task.network, task.loss, point.theta, task.inputs[batch], task.targets[batch])
        quantities = task.optimizer.rule(recording.gradient, point.state, point.theta, steps)
    position = point.position + len(batch)
    finished = position >= task.samples
    after = Point(
        update=point.update + 1,
        theta=read_only(quantities["theta"]),
        state={slot: read_only(quantities[slot]) for slot in task.optimizer.slots()},
        epoch=point.epoch + finished,
        position=0 if finished else position,
        optimizer_steps=steps,
    )
    return Update(point, after, batch, recording, quantities)


def divergence(task: Task, update: Update) -> DivergenceError | None:
    """Return an error that names the first number that is not finite, if the update's loss, or anything
    that the next update starts from, is not.
    """
    recording, after = update.recording, update.after
    kept = (after.theta, *after.state.values())
    if np.isfinite(recording.loss) and all(np.isfinite(array).all() for array in kept):
        return None
    number = update.before.update
    for name, arrays in (("z", recording.z), ("a", recording.a)):
        for layer in range(1, len(arrays)):
            place = _first_bad(arrays[layer])
            if place is not None:
                return DivergenceError(number, f"{name} of layer {layer}, unit {place + 1} is not finite")
    if not np.isfinite(recording.loss):
        return DivergenceError(number, "the loss is not finite")
    for name, arrays in (("dL/da", recording.grad_a), ("delta", recording.delta)):
        for layer in range(len(arrays) - 1, 0, -1):
            place = _first_bad(arrays[layer])
            if place is not None:
                return DivergenceError(number, f"{name} of layer {layer}, unit {place + 1} is not finite")
    for name, values in {"gradient": recording.gradient, **update.quantities}.items():
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size:
            layer, unit, origin = task.network.place(int(bad[0]))
            what = "bias" if origin is None else f"weight from unit {origin + 1}"
            return DivergenceError(number, f"{name} of layer {layer}, unit {unit + 1}, {what} is not finite")
    return None


def _first_bad(values: Array) -> int | None:
    bad = np.flatnonzero(~np.isfinite(values).all(axis=0))
    return int(bad[0]) if bad.size else None
