"""What is trained, and the points in time that training passes.

The order of the samples is a function of the seed and the epoch alone: no generator has to be rewound to go
back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, read_only
from core.clipping.base import Clipping
from core.clipping.none import NoClipping
from core.losses.base import Loss
from core.network import Network
from core.optimizers.base import Optimizer, Quantity
from core.regularizers.base import Regularizer
from core.regularizers.none import NoPenalty
from core.schedules.base import Schedule
from core.schedules.constant import Constant

if TYPE_CHECKING:
    from core.passes import Recording

CLIPPED = "clipped"
_POINT_BYTES, _ARRAY_BYTES = 350, 175  # of Python's objects, as tracemalloc counts them
_NO_PENALTY, _NO_CLIPPING, _CONSTANT = NoPenalty(), NoClipping(), Constant()


class Recorded(Protocol):
    """The numbers of one update, read out when they are asked for."""

    def recording(self) -> Recording:
        """Return the forward and the backward pass."""

    def quantities(self) -> Mapping[str, Array]:
        """Return the optimizer's quantities in the order of its formula."""


class Engine(Protocol):
    """Runs the updates of a task; running many and recording one agree to the bit."""

    def run(self, point: Point, updates: int) -> tuple[Array, Point]:
        """Run updates from a point on; return their losses, and the point after the last one."""

    def record(self, point: Point) -> tuple[Point, Recorded]:
        """Run one update; return the point after it and every number."""


class Planted(Protocol):
    """What is done wrong in every update of a task (`core.checking.planting`)."""

    def engine(self, task: Task) -> Engine:
        """Return what runs the updates of the task, with what is wrong in them; it does not keep the task."""


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
        Of the order, and of what dropout leaves out.
    regularizer : Regularizer
        The penalty that is added to the loss.
    clipping : Clipping
        What happens to the gradient before the optimizer gets it.
    schedule : Schedule
        The factor on the optimizer's learning rate in each update.
    planted : Planted or None
        Mistakes that every update is made with.
    """

    network: Network
    loss: Loss
    optimizer: Optimizer
    inputs: Array
    targets: Array
    batch_size: int
    shuffle: bool = False
    seed: int = 0
    regularizer: Regularizer = _NO_PENALTY
    clipping: Clipping = _NO_CLIPPING
    schedule: Schedule = _CONSTANT
    planted: Planted | None = None

    @property
    def penalises(self) -> bool:
        """Whether there is a penalty."""
        return not isinstance(self.regularizer, NoPenalty)

    @property
    def clips(self) -> bool:
        """Whether the optimizer gets a clipped gradient."""
        return not isinstance(self.clipping, NoClipping)

    @property
    def varies_rate(self) -> bool:
        """Whether the learning rate changes from update to update."""
        return not isinstance(self.schedule, Constant)

    def quantities(self) -> tuple[Quantity, ...]:
        """Return what is named between the gradient and the new parameters, in the order of computation."""
        own = self.optimizer.quantities()
        return (self.clipping.quantity(), *own) if self.clips else own

    def optimizer_at(self, update: int) -> Optimizer:
        """Return the optimizer with the learning rate of an update, counted from 0."""
        if not self.varies_rate:
            return self.optimizer
        rate = scheduled_rate(self.optimizer, self.schedule, update)
        return replace(self.optimizer, learning_rate=rate)  # type: ignore[call-arg]

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(self.inputs)

    @property
    def updates_per_epoch(self) -> int:
        """How many updates use every sample once."""
        return -(-self.samples // self.batch_size)


def scheduled_rate(optimizer: Optimizer, schedule: Schedule, update: int) -> float:
    """Return the learning rate of an update, counted from 0."""
    rate: float = optimizer.learning_rate * schedule.factor(update)  # type: ignore[attr-defined]
    return rate


@dataclass(eq=False)  # Final instead of frozen, with which an instance takes three times as long to make
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
    carried : array (parameters,) or None
        The gradient of the update before, where a planted mistake goes on with it; else None.
    """

    update: Final[int]
    theta: Final[Array]
    state: Final[Mapping[str, Array]]
    epoch: Final[int] = 0
    position: Final[int] = 0
    optimizer_steps: Final[int] = 0
    carried: Final[Array | None] = None

    @property
    def nbytes(self) -> int:
        """Memory of the arrays and of the objects around them."""
        carried = () if self.carried is None else (self.carried,)
        arrays: tuple[Array, ...] = (self.theta, *carried, *self.state.values())
        return sum(array.nbytes for array in arrays) + _POINT_BYTES + _ARRAY_BYTES * len(arrays)


def first_point(task: Task, theta: Array) -> Point:
    """Return the point before update 0."""
    theta = read_only(theta.copy())
    return Point(0, theta, task.optimizer.init(theta))


def batch_of(task: Task, point: Point) -> NDArray[np.intp]:
    """Return the indices of the samples that the update after `point` uses."""
    order = order_of(task.samples, task.shuffle, task.seed, point.epoch)
    return order[point.position : point.position + task.batch_size]


@lru_cache(maxsize=8)
def order_of(samples: int, shuffle: bool, seed: int, epoch: int) -> NDArray[np.intp]:
    """Return the order of the samples in an epoch."""
    if not shuffle:
        return np.arange(samples)
    return np.random.default_rng([seed, epoch]).permutation(samples)
