"""Runs the updates of a task on arrays that are allocated once.

Running many updates and recording one go through the same calls on the same arrays, so that they agree to
the bit; an engine is a task's, and one thread's at a time.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from core.arrays import Array, read_only
from core.compiled.numbers import Numbers
from core.compiled.update import CompiledUpdate
from core.dropout import draw_masks
from core.task import Point, Task, order_of, scheduled_rate

# A slot that decays towards 0 (on a dead ReLU, say) would become denormal, with which a processor takes many
# times as long. Emptied every so many updates, no mean with a memory of 0.6 or more gets there.
_FLUSH_EVERY = 256
_FLUSH_BELOW = 1e-150


class Engine:
    """The compiled updates of a task, one for each size of batch that occurs.

    Parameters
    ----------
    task : Task
        Not kept: what belongs to it is.
    """

    def __init__(self, task: Task) -> None:
        self._compile = partial(CompiledUpdate, replace(task))  # a copy: the task itself must be free to go
        self._network, self._optimizer = task.network, task.optimizer
        self._schedule = task.schedule if task.varies_rate else None
        self._samples, self._batch_size = task.samples, task.batch_size
        self._shuffle, self._seed = task.shuffle, task.seed
        # One column per sample, targets above inputs, as the updates hold their batch.
        self._data = np.concatenate([task.targets.T, task.inputs.T])
        self._ordered, self._ordered_for = self._data, -1
        self._updates: dict[int, CompiledUpdate] = {}

    def run(self, point: Point, updates: int) -> tuple[Array, Point]:
        """Run updates without recording them.

        Parameters
        ----------
        point : Point
            Where to start.
        updates : int
            How many; numbers that are not finite do not stop it.

        Returns
        -------
        losses : array (updates,)
        point : Point
            After the last update.
        """
        losses = np.empty(updates)
        epoch, position, turn = point.epoch, point.position, 0
        with np.errstate(all="ignore"):
            update = self._start(point)
            for number in range(updates):
                if update.samples != min(self._batch_size, self._samples - position):
                    update, turn = self._continued(update.blocks.states[turn], position), 0
                self._fill(update, point.update + number, epoch, position)
                update.lean[turn].run(*self._times(point, number))
                losses[number] = update.last_loss()
                turn = 1 - turn
                if not (point.update + number + 1) % _FLUSH_EVERY:
                    _flush(update.blocks.states[turn])
                position += update.samples
                if position >= self._samples:
                    epoch, position = epoch + 1, 0
            state = read_only(update.blocks.states[turn].copy())
        return losses, self._point(point, updates, state, epoch, position)

    def record(self, point: Point) -> tuple[Point, Numbers]:
        """Run one update and return the point after it and every number."""
        with np.errstate(all="ignore"):
            update = self._start(point)
            self._fill(update, point.update, point.epoch, point.position)
            update.whole.run(*self._times(point, 0))
            if not (point.update + 1) % _FLUSH_EVERY:
                _flush(update.blocks.states[1])
            numbers = Numbers(update)
        position = point.position + update.samples
        finished = position >= self._samples
        after = self._point(point, 1, numbers.state, point.epoch + finished, 0 if finished else position)
        return after, numbers

    def _point(self, before: Point, updates: int, state: Array, epoch: int, position: int) -> Point:
        slots = dict(zip(self._optimizer.slots(), state[1:], strict=True))
        done, steps = before.update + updates, before.optimizer_steps + updates
        return Point(done, state[0], slots, epoch, position, steps)

    def _start(self, point: Point) -> CompiledUpdate:
        """Return the update for the batch at a point, with the point's numbers in its first state."""
        update = self._update_at(point.position)
        update.blocks.states[0][0] = point.theta
        for row, slot in enumerate(self._optimizer.slots(), 1):
            update.blocks.states[0][row] = point.state[slot]
        return update

    def _continued(self, state: Array, position: int) -> CompiledUpdate:
        update = self._update_at(position)
        np.copyto(update.blocks.states[0], state)
        return update

    def _update_at(self, position: int) -> CompiledUpdate:
        samples = min(self._batch_size, self._samples - position)
        if samples not in self._updates:
            self._updates[samples] = self._compile(samples)
        return self._updates[samples]

    def _times(self, point: Point, number: int) -> tuple[float, ...]:
        """Return the step of the optimizer's `number`-th update after a point and, if it varies, its rate."""
        step = point.optimizer_steps + number + 1
        if self._schedule is None:
            return (step,)
        return step, scheduled_rate(self._optimizer, self._schedule, point.update + number)

    def _fill(self, update: CompiledUpdate, number: int, epoch: int, position: int) -> None:
        """Put the batch in its place, unless it is there, and the masks of update `number`."""
        blocks = update.blocks
        if blocks.masks:
            masks = draw_masks(self._network, update.samples, self._seed, number)
            for layer, mask in masks.items():
                np.copyto(blocks.masks[layer], mask)
        if self._shuffle and epoch != self._ordered_for:
            order = order_of(self._samples, True, self._seed, epoch)
            self._ordered, self._ordered_for = self._data.take(order, axis=1), epoch
        wanted = (epoch if self._shuffle else 0, position)
        if update.filled_with != wanted:
            update.filled_with = wanted
            np.copyto(blocks.batch, self._ordered[:, position : position + update.samples])
            update.prepare.run()


def _flush(state: Array) -> None:
    slots = state[1:]
    slots[np.abs(slots) < _FLUSH_BELOW] = 0
