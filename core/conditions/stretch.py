"""Some updates with their numbers side by side: what conditions and watches are worked out on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.compiled.numbers import Stack
from core.task import scheduled_rate
from core.training import Point, Task, Update

Integers = npt.NDArray[np.intp]


class Stretch:
    """K updates of one task, in their order; made by `of_losses` and `of_updates`.

    Attributes
    ----------
    updates, epochs : array of int (K,)
        Their numbers, and those of the epochs that they lie in.
    losses, previous_losses : array (K,)
        Of each, and of the update before it; NaN where there is none.
    recorded : sequence of Update
        Every number of them; empty where the losses alone are known.
    """

    def __init__(
        self, task: Task, numbers: tuple[Integers, Integers], losses: Array, recorded: Sequence[Update] = ()
    ) -> None:
        self.task = task
        self.updates, self.epochs = numbers
        self.losses, self.previous_losses = losses
        self.recorded = recorded

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

    @classmethod
    def of_updates(cls, recorded: Sequence[Update], previous: float, task: Task) -> list[Self]:
        """Return updates that were recorded one after the other, those with batches of one size together.

        Parameters
        ----------
        previous : float
            The loss of the update before the first; NaN where there is none.
        """
        groups: dict[int, list[int]] = {}
        for place, update in enumerate(recorded):
            groups.setdefault(min(task.batch_size, task.samples - update.before.position), []).append(place)
        stacks = [Stack([recorded[place].numbers for place in places]) for places in groups.values()]
        losses = np.empty(len(recorded))
        for places, stack in zip(groups.values(), stacks, strict=True):
            losses[places] = stack.losses()
        both = np.array([losses, [previous, *losses[:-1]]])
        updates = np.array([update.before.update for update in recorded])
        epochs = np.array([update.before.epoch for update in recorded])
        made = []
        for places, stack in zip(groups.values(), stacks, strict=True):
            numbers = updates[places], epochs[places]
            made.append(cls(task, numbers, both[:, places], [recorded[place] for place in places]))
            made[-1]._stack = stack
        return made

    def __len__(self) -> int:
        return len(self.updates)

    @cached_property
    def _stack(self) -> Stack:
        return Stack([update.numbers for update in self.recorded])

    @cached_property
    def learning_rates(self) -> Array:
        """The learning rate of each, shape ``(K,)``."""
        task = self.task
        if not task.varies_rate:
            return np.full(len(self), task.optimizer.learning_rate)  # type: ignore[attr-defined]
        return np.array([scheduled_rate(task.optimizer, task.schedule, int(u)) for u in self.updates])

    @cached_property
    def thetas(self) -> Array:
        """The parameters before each update, shape ``(K, parameters)``."""
        return np.array([update.before.theta for update in self.recorded])

    def named(self, quantity: str, layer: int = 0) -> Array:
        """Return what was recorded under a name.

        Of a layer it is ``z``, ``a``, ``grad_a`` or ``delta``, shape ``(K, N, units)``; without one it is
        ``targets``, shape ``(K, N, outputs)``, or ``gradient`` or one of the optimizer's quantities, shape
        ``(K, parameters)``.
        """
        return self._stack.named(quantity, layer)
