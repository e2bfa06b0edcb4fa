"""Some updates with their numbers side by side: what conditions and watches are worked out on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.compiled.engine import Engine as CompiledEngine
from core.compiled.numbers import Stack
from core.conditions.updates import UpdateStack
from core.task import scheduled_rate
from core.training import Point, Task, Update, engine_of, run_update

_LOSSES_ALONE = "of these updates the losses alone are known"
Stacks: TypeAlias = Sequence[tuple[list[int], Stack | UpdateStack]]
Integers = npt.NDArray[np.intp]


class Stretch:
    """K updates of one task, in their order, of which the losses are known.

    Attributes
    ----------
    updates, epochs : array of int (K,)
        Their numbers, and those of the epochs that they lie in.
    losses, previous_losses : array (K,)
        Of each, and of the update before it; NaN where there is none.
    """

    def __init__(self, task: Task, numbers: tuple[Integers, Integers], losses: Array) -> None:
        self.task = task
        self.updates, self.epochs = numbers
        self.losses, self.previous_losses = losses

    @classmethod
    def of_losses(cls, task: Task, before: Point, losses: Array, previous: float) -> Self:
        """Return the updates that follow a point, of which the losses are known.

        Parameters
        ----------
        losses : array (K,)
        previous : float
            The loss of the update before; NaN where there is none.
        """
        later = np.arange(len(losses))
        left = -(-(task.samples - before.position) // task.batch_size)  # updates, of the epoch under way
        ended = np.where(later < left, 0, 1 + (later - left) // task.updates_per_epoch)
        numbers = before.update + later, before.epoch + ended
        return cls(task, numbers, np.array([losses, [previous, *losses[:-1]]]))

    def __len__(self) -> int:
        return len(self.updates)

    @cached_property
    def learning_rates(self) -> Array:
        """The learning rate of each, shape ``(K,)``."""
        task = self.task
        if not task.varies_rate:
            return np.full(len(self), task.optimizer.learning_rate)  # type: ignore[attr-defined]
        return np.array([scheduled_rate(task.optimizer, task.schedule, int(u)) for u in self.updates])

    @property
    def thetas(self) -> Array:
        """The parameters before each update, shape ``(K, parameters)``; of `RecordedStretch` alone."""
        raise LookupError(_LOSSES_ALONE)

    def named(self, quantity: str, layer: int = 0) -> Array:
        """Return what was recorded under a name, of `RecordedStretch` alone.

        Of a layer it is ``z``, ``a``, ``grad_a`` or ``delta``, shape ``(K, N, units)``; without one it is
        ``targets``, shape ``(K, N, outputs)``, or ``gradient`` or one of the optimizer's quantities, shape
        ``(K, parameters)``.
        """
        raise LookupError(_LOSSES_ALONE)

    def of_all_layers(self, quantity: str) -> Array:
        """Return what was recorded of the nodes of all layers, from layer 1 on, side by side."""
        raise LookupError(_LOSSES_ALONE)


class RecordedStretch(Stretch):
    """Updates with batches of one size, N, and every number of them."""

    def __init__(self, whole: Stretch, places: list[int], stack: Stack | UpdateStack, thetas: Array) -> None:
        losses = np.array([whole.losses[places], whole.previous_losses[places]])
        super().__init__(whole.task, (whole.updates[places], whole.epochs[places]), losses)
        self._thetas = thetas[places]
        self._stack = stack
        self._of_all_layers: dict[str, Array] = {}  # asked for by many conditions

    @property
    def samples(self) -> int:
        """The size of the batches."""
        return self._stack.samples

    @property
    def thetas(self) -> Array:
        """The parameters before each update."""
        return self._thetas

    def named(self, quantity: str, layer: int = 0) -> Array:
        """Return what was recorded under a name, see `Stretch.named`."""
        return self._stack.named(quantity, layer)

    def of_all_layers(self, quantity: str) -> Array:
        """Return what was recorded of the nodes of all layers, shape ``(K, N, units)``."""
        if quantity not in self._of_all_layers:
            layers = range(1, self.task.network.depth + 1)
            parts = [self.named(quantity, layer) for layer in layers]
            self._of_all_layers[quantity] = np.concatenate(parts, axis=2)
        return self._of_all_layers[quantity]


class Record:
    """Updates that follow a point, with every number.

    Parameters
    ----------
    task : Task
    before : Point
    updates : int
        How many.
    previous_loss : float
        The loss of the update before; NaN where there is none.

    Attributes
    ----------
    losses : array (updates,)
    after : Point
        After the last one; their numbers need not be finite.
    stretches : list of RecordedStretch
        One for each size of batch that occurs.
    """

    def __init__(self, task: Task, before: Point, updates: int, previous_loss: float) -> None:
        engine = engine_of(task)
        stacks: Stacks
        if isinstance(engine, CompiledEngine):
            self.after, stacks = engine.record_run(before, updates)
        else:
            self.after, stacks = _one_by_one(task, before, updates)
        self.losses = np.empty(updates)
        thetas = np.empty((updates + 1, task.network.parameter_count))
        thetas[0] = before.theta
        for places, stack in stacks:
            self.losses[places] = stack.losses()
            thetas[np.array(places) + 1] = stack.named("theta")
        whole = Stretch.of_losses(task, before, self.losses, previous_loss)
        self.stretches = [RecordedStretch(whole, places, stack, thetas) for places, stack in stacks]


def _one_by_one(task: Task, point: Point, updates: int) -> tuple[Point, Stacks]:
    """Do what the compiled engine's `record_run` does, for any other one."""
    recorded: dict[int, tuple[list[int], list[Update]]] = {}
    for number in range(updates):
        update = run_update(task, point)
        places, of_size = recorded.setdefault(len(update.batch), ([], []))
        places.append(number)
        of_size.append(update)
        point = update.after
    return point, [(places, UpdateStack(of_size)) for places, of_size in recorded.values()]
