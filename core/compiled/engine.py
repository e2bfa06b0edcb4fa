"""Runs the updates of a task on arrays that are allocated once.

Running many updates and recording one go through the same calls on the same arrays, so that they agree to
the bit; an engine is a task's, and one thread's at a time.
"""

from __future__ import annotations

from contextvars import Context
from dataclasses import replace
from functools import partial

import numpy as np

from core.arrays import Array
from core.compiled.numbers import Numbers, Stack
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
        self._count = task.network.parameter_count
        slots = enumerate(task.optimizer.slots(), 1)
        self._slots = [(name, row * self._count * 8) for row, name in slots]  # where they begin, in bytes
        self._schedule = task.schedule if task.varies_rate else None
        self._samples, self._batch_size = task.samples, task.batch_size
        self._shuffle, self._seed = task.shuffle, task.seed
        self._data = task.inputs, task.targets
        self._ordered, self._ordered_for = self._data, -1
        self._updates: dict[int, CompiledUpdate] = {}
        # Here NumPy says nothing about what is not finite; np.errstate takes ten times as long to enter.
        self._quiet = Context()
        self._quiet.run(np.seterr, all="ignore")

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
        return self._quiet.run(self._run, point, updates)

    def _run(self, point: Point, updates: int) -> tuple[Array, Point]:
        losses: list[float] = []
        epoch, position = point.epoch, point.position
        update = self._start(point)
        while len(losses) < updates:
            number, step = point.update + len(losses), point.optimizer_steps + len(losses) + 1
            most = min(updates - len(losses), _FLUSH_EVERY - number % _FLUSH_EVERY)
            update = self._continued(update, position)
            batches = self._batches(update, number, epoch, position)
            count = min(most, len(batches[0])) if batches else most
            run = update.filling.run if batches else update.lean.run
            rates = [] if self._schedule is None else [map(self._rate, range(number, number + count))]
            losses += map(run, range(step, step + count), *rates, *batches)
            if not (number + count) % _FLUSH_EVERY:
                _flush(update.blocks.state)
            epoch, position = self._after(epoch, position, count, update.samples)
        state = update.blocks.state.tobytes()
        return np.array(losses), self._reached(update, point, updates, state, epoch, position)

    def record(self, point: Point) -> tuple[Point, Numbers]:
        """Run one update and return the point after it and every number."""
        update = self._start(point)
        self._fill(update, point.update, point.epoch, point.position)
        rate = () if self._schedule is None else (self._rate(point.update),)
        self._quiet.run(update.whole.run, point.optimizer_steps + 1, *rate)
        if not (point.update + 1) % _FLUSH_EVERY:
            _flush(update.blocks.state)
        numbers = Numbers(update)
        epoch, position = self._after(point.epoch, point.position, 1, update.samples)
        return self._reached(update, point, 1, numbers.block, epoch, position), numbers

    def record_run(self, point: Point, updates: int) -> tuple[Point, list[tuple[list[int], Stack]]]:
        """Run updates one after the other and keep every number.

        Returns
        -------
        point : Point
            After the last update.
        stacks : list of (list of int, Stack)
            For each size of batch that occurs, which of the updates have it, from 0, and their numbers.
        """
        return self._quiet.run(self._record_run, point, updates)

    def _record_run(self, point: Point, updates: int) -> tuple[Point, list[tuple[list[int], Stack]]]:
        rows: dict[int, tuple[CompiledUpdate, list[int], Array]] = {}
        epoch, position, update = point.epoch, point.position, self._start(point)
        for number in range(updates):
            if self._samples - position < update.samples or update.samples < self._batch_size:
                update = self._continued(update, position)
            self._fill(update, point.update + number, epoch, position)
            rate = () if self._schedule is None else (self._rate(point.update + number),)
            update.whole.run(point.optimizer_steps + number + 1, *rate)
            if not (point.update + number + 1) % _FLUSH_EVERY:
                _flush(update.blocks.state)
            found = rows.get(update.samples)
            if found is None:
                found = update, [], np.empty((updates, update.blocks.block.size))
                rows[update.samples] = found
            found[2][len(found[1])] = update.blocks.block
            found[1].append(number)
            epoch, position = self._after(epoch, position, 1, update.samples)
        state = update.blocks.state.tobytes()
        stacks = [(places, Stack(update, blocks[: len(places)])) for update, places, blocks in rows.values()]
        return self._reached(update, point, updates, state, epoch, position), stacks

    def _start(self, point: Point) -> CompiledUpdate:
        """Return the update for the batch at a point, with the point's numbers in its state."""
        update = self._update_at(point.position)
        if update.state_of is not point:
            state = update.blocks.state
            state[0] = point.theta
            for row, (slot, _) in enumerate(self._slots, 1):
                state[row] = point.state[slot]
        update.state_of = None
        return update

    def _continued(self, update: CompiledUpdate, position: int) -> CompiledUpdate:
        """Return the update for the batch at a position, which goes on where another one is."""
        following = self._update_at(position)
        if following is not update:
            following.state_of = None
            np.copyto(following.blocks.state, update.blocks.state)
        return following

    def _reached(
        self, update: CompiledUpdate, before: Point, updates: int, state: bytes, epoch: int, position: int
    ) -> Point:
        """Return the point that an update's state has come to."""
        theta = np.frombuffer(state, float, self._count)
        slots = {}
        for name, start in self._slots:
            slots[name] = np.frombuffer(state, float, self._count, start)
        done, steps = before.update + updates, before.optimizer_steps + updates
        update.state_of = point = Point(done, theta, slots, epoch, position, steps)
        return point

    def _update_at(self, position: int) -> CompiledUpdate:
        left = self._samples - position
        samples = left if left < self._batch_size else self._batch_size  # min takes three times as long
        update = self._updates.get(samples)
        if update is None:
            update = self._updates[samples] = self._compile(samples)
        return update

    def _after(self, epoch: int, position: int, updates: int, samples: int) -> tuple[int, int]:
        """Return epoch and position after updates that do not reach beyond the epoch, or have all samples."""
        if samples == self._samples:
            return epoch + updates, 0
        position += updates * samples
        return (epoch, position) if position < self._samples else (epoch + 1, 0)

    def _rate(self, number: int) -> float:
        """Return the learning rate of an update, where it varies."""
        assert self._schedule is not None
        return scheduled_rate(self._optimizer, self._schedule, number)

    def _batches(self, update: CompiledUpdate, number: int, epoch: int, position: int) -> list[Array]:
        """Return inputs and targets of the updates that follow in this epoch, one batch after the other.

        Nothing, if all have the same batch; it is in its place then.
        """
        samples = update.samples
        if samples == self._samples and not self._shuffle and not update.blocks.masks:
            self._fill(update, number, epoch, position)
            return []
        if update.blocks.masks:
            self._draw_masks(update, number)
        update.filled_with = None
        left = 1 if update.blocks.masks else (self._samples - position) // samples
        ordered = self._order(epoch)
        return [part[position : position + left * samples].reshape(left, samples, -1) for part in ordered]

    def _fill(self, update: CompiledUpdate, number: int, epoch: int, position: int) -> None:
        """Put the batch in its place, unless it is there, and the masks of update `number`."""
        if update.blocks.masks:
            self._draw_masks(update, number)
        wanted = (epoch if self._shuffle else 0, position)
        if update.filled_with != wanted:
            update.filled_with = wanted
            update.prepare.run(*(part[position : position + update.samples] for part in self._order(epoch)))

    def _draw_masks(self, update: CompiledUpdate, number: int) -> None:
        for layer, mask in draw_masks(self._network, update.samples, self._seed, number).items():
            np.copyto(update.blocks.masks[layer], mask)

    def _order(self, epoch: int) -> tuple[Array, Array]:
        """Return inputs and targets in the order of an epoch."""
        if self._shuffle and epoch != self._ordered_for:
            order = order_of(self._samples, True, self._seed, epoch)
            self._ordered_for = epoch
            self._ordered = self._data[0][order], self._data[1][order]
        return self._ordered


def _flush(state: Array) -> None:
    slots = state[1:]
    slots[np.abs(slots) < _FLUSH_BELOW] = 0
