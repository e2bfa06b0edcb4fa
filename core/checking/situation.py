"""What one update is computed from, and the names of what it computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.dropout import Masks, draw_masks
from core.network import LayerParameters, Network
from core.optimizers.base import Optimizer
from core.passes import penalty
from core.task import Point, Task, batch_of
from core.training import Update

KINDS = LayerParameters._fields  # "weights", "biases", "slope"


class Key(NamedTuple):
    """The name of an array: a quantity and its layer, from 1; 0 where it has none."""

    quantity: str
    layer: int


Arrays: TypeAlias = dict[Key, Array]

LOSS = Key("loss", 0)
BY_SAMPLE = ("z", "a", "grad_a", "delta")  # shape (samples, units)
GRADIENTS = tuple(f"{kind}_gradient" for kind in KINDS)
AFTER = tuple(f"{kind}_after" for kind in KINDS)
QUANTITIES = (*BY_SAMPLE, *GRADIENTS, *AFTER, LOSS.quantity)


@dataclass(frozen=True, eq=False)
class Situation:
    """What one update is computed from.

    Attributes
    ----------
    task : Task
    before : Point
    batch : array of int (N,)
        Which samples are used, from 0.
    carried : array (parameters,) or None
        The gradient of the update before; None where there was none.
    """

    task: Task
    before: Point
    batch: NDArray[np.intp]
    carried: Array | None = None

    @classmethod
    def at(cls, task: Task, point: Point, carried: Array | None = None) -> Self:
        """Return the situation of the update after a point."""
        return cls(task, point, batch_of(task, point), carried)

    @classmethod
    def of(cls, task: Task, update: Update, previous: Update | None = None) -> Self:
        """Return the situation that an update was computed in, after `previous`."""
        return cls(task, update.before, update.batch, previous.recording.gradient if previous else None)

    @cached_property
    def forward_passes(self) -> dict[Any, Any]:
        """What was computed on the way forward, by the steps that did it (`core.checking.student.Work`)."""
        return {}

    @property
    def network(self) -> Network:
        """The network."""
        return self.task.network

    @property
    def samples(self) -> int:
        """The size of the batch, N."""
        return len(self.batch)

    @cached_property
    def inputs(self) -> Array:
        """The batch's inputs, shape (N, inputs)."""
        return self.task.inputs[self.batch]

    @cached_property
    def targets(self) -> Array:
        """The batch's targets, shape (N, outputs)."""
        return self.task.targets[self.batch]

    @cached_property
    def parameters(self) -> tuple[LayerParameters, ...]:
        """Each layer's parameters before the update."""
        return self.network.split(self.before.theta)

    @cached_property
    def state(self) -> Mapping[str, tuple[LayerParameters, ...]]:
        """The optimizer's slots before the update, each split as the parameters are."""
        return {name: self.network.split(slot) for name, slot in self.before.state.items()}

    @cached_property
    def masks(self) -> Masks:
        """What dropout leaves out of this update."""
        return draw_masks(self.network, self.samples, self.task.seed, self.before.update)

    @cached_property
    def optimizer(self) -> Optimizer:
        """The optimizer with the learning rate of this update."""
        return self.task.optimizer_at(self.before.update)

    @property
    def t(self) -> int:
        """The number that bias corrections use, from 1."""
        return self.before.optimizer_steps + 1

    @property
    def scale(self) -> float:
        """The factor of the loss before the sum of its elements."""
        return self.task.loss.scale(*self.targets.shape)

    @cached_property
    def penalty(self) -> float:
        """The regularizer's penalty, which no reduction scales."""
        return float(penalty(self.network, self.task.regularizer, self.before.theta))

    @property
    def averages(self) -> bool:
        """Whether the loss is a mean over the samples."""
        samples, outputs = 7, self.targets.shape[1]  # any two sizes that differ
        return self.task.loss.scale(samples, outputs) != self.task.loss.scale(1, outputs)

    def with_task(self, **changes: object) -> Situation:
        """Return the situation with parts of its task replaced."""
        return replace(self, task=replace(self.task, **changes))  # type: ignore[arg-type]


def keys(network: Network) -> Iterator[Key]:
    """Yield every array of an update in the order of computation; the output layer's gradient comes first."""
    layers = range(1, network.depth + 1)
    yield from (Key(name, layer) for layer in layers for name in ("z", "a"))
    yield LOSS
    for names in (("grad_a", "delta", *GRADIENTS), AFTER):
        for layer in reversed(layers):
            learns = network.layers[layer - 1].activation.learns_slope
            yield from (Key(name, layer) for name in names if learns or not name.startswith("slope"))


def recorded(network: Network, update: Update) -> Arrays:
    """Return every array of an update as it was recorded, a view each."""
    recording = update.recording
    gradient, after = network.split(recording.gradient), network.split(update.after.theta)
    arrays = {LOSS: np.array(recording.loss)}
    for layer in range(1, network.depth + 1):
        arrays |= {Key(name, layer): getattr(recording, name)[layer] for name in BY_SAMPLE}
        for kind in KINDS:
            arrays[Key(f"{kind}_gradient", layer)] = getattr(gradient[layer - 1], kind)
            arrays[Key(f"{kind}_after", layer)] = getattr(after[layer - 1], kind)
    return arrays
