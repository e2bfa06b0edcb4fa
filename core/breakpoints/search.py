"""Execution that goes on, or back, until a breakpoint hits.

Forward it trains, as fast as it can be looked at; back it replays what is known, from checkpoint to
checkpoint. In both directions a breakpoint stops at its n-th hit from where one continues, so that going back
from the n-th hit by n hits leads to where one was.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from core.breakpoints.breakpoint import Breakpoint
from core.breakpoints.scan import Event, Scanned, Scanner
from core.conditions.stretch import Integers
from core.history import History
from core.training import Point, engine_of


@dataclass(frozen=True, eq=False)
class Known:
    """What a history knows at one time; the history may grow meanwhile.

    Attributes
    ----------
    checkpoints : tuple of Point
        In their order.
    losses : array
        Of the updates from the first checkpoint on.
    last : Point
        The furthest point reached.
    """

    checkpoints: tuple[Point, ...]
    losses: Array
    last: Point

    @classmethod
    def of(cls, history: History) -> Known:
        """Return what a history knows now."""
        return cls(history.checkpoints, history.losses, history.last)

    def checkpoint(self, update: int) -> Point:
        """Return the nearest checkpoint at or before an update that was reached."""
        return self.checkpoints[bisect_right(self.checkpoints, update, key=lambda p: p.update) - 1]

    def previous_loss(self, update: int) -> float:
        """Return the loss of the update before one; NaN if there was none."""
        place = update - self.checkpoints[0].update - 1
        return float(self.losses[place]) if 0 <= place < len(self.losses) else np.nan


class Search:
    """A run until a breakpoint hits; iterating over it carries it out.

    Parameters
    ----------
    history : History
    breakpoints : sequence of Breakpoint
    update, step : int
        The cursor: the step just done, -1 before the first.

    Attributes
    ----------
    goes_back : bool
        Whether it looks in the past.
    found : Event or None
        Where it ended; None while it has not, and where nothing hit.

    Raises
    ------
    HyperError, core.expression.ExpressionError
        If an enabled breakpoint does not fit the history's task.
    DivergenceError
        While iterating forward, where training meets a number that is not finite before a breakpoint hits.
    """

    goes_back: ClassVar[bool] = False

    def __init__(self, history: History, breakpoints: Sequence[Breakpoint], update: int, step: int) -> None:
        self.found: Event | None = None
        self._hits = np.array([one.hits for one in breakpoints])
        self._counts = np.zeros_like(self._hits)
        self._task = history.task
        self._scanner = Scanner(history.task, breakpoints)
        self._known = Known.of(history)
        self._start = (update, step)

    @property
    def counts(self) -> list[int]:
        """The hits of each breakpoint so far, that of the end included."""
        return [int(count) for count in self._counts]

    def __iter__(self) -> Iterator[tuple[Array, Point]]:
        """Yield now and then the losses of the updates gone through since, and the point after them."""
        raise NotImplementedError

    def _meet(self, events: Integers) -> None:
        """Count hits in the order in which they are met, up to the first that is its breakpoint's n-th."""
        places = [np.flatnonzero(events[:, 2] == number) for number in range(len(self._hits))]
        missing = self._hits - self._counts
        ends = [found[n - 1] for found, n in zip(places, missing, strict=True) if len(found) >= n]
        last = min(ends, default=len(events))
        if ends:
            self.found = Event(*events[last].tolist())
        self._counts += [np.searchsorted(found, last, side="right") for found in places]


class Forward(Search):
    """From the cursor on, into the future if need be."""

    def __iter__(self) -> Iterator[tuple[Array, Point]]:
        """Train; each time the updates lie all in what was known or all beyond it."""
        known, start = self._known, self._start[0]
        near = known.last if known.last.update <= start else known.checkpoint(start)
        _, point = engine_of(self._task).run(near, start - near.update)
        previous, length = known.previous_loss(start), 1
        while True:
            ahead = known.last.update - point.update
            count = min(length, ahead) if ahead > 0 else length
            scanned = self._scanner.scan(point, count, previous)
            events = scanned.events
            self._meet(events[_order(events, *self._start) > 0])
            if self.found:
                done = self.found.update - point.update
                if done:
                    yield engine_of(self._task).run(point, done)
                return
            if len(scanned.losses):
                yield scanned.losses, scanned.after
                point, previous = scanned.after, float(scanned.losses[-1])
            if scanned.diverged:
                raise scanned.diverged
            length = min(2 * length, self._scanner.longest)  # short at first: many stop at once


class Backward(Search):
    """From the cursor back, to the first update at most."""

    goes_back = True

    def __iter__(self) -> Iterator[tuple[Array, Point]]:
        """Replay what is known, each time the updates from a checkpoint on, before the former ones."""
        end = self._start[0] + 1
        while not self.found and end > self._known.checkpoints[0].update:
            checkpoint = self._known.checkpoint(end - 1)
            point, tallies = checkpoint, []
            while point.update < end:
                count = min(self._scanner.longest, end - point.update)
                events, scanned = self._scan_back(point, count)
                tallies.append((point.update, count, np.bincount(events[:, 2], minlength=len(self._hits))))
                if scanned.diverged:
                    break  # the cursor is there: nothing was known beyond it
                point = scanned.after
                yield scanned.losses, point
            self._turn_back(checkpoint, tallies)
            end = checkpoint.update

    def _scan_back(self, point: Point, updates: int) -> tuple[Integers, Scanned]:
        """Return the events before the cursor, the latest first, of equal ones the first of the list."""
        scanned = self._scanner.scan(point, updates, self._known.previous_loss(point.update))
        events = scanned.events[_order(scanned.events, *self._start) < 0]
        return events[np.lexsort((events[:, 2], -events[:, 1], -events[:, 0]))], scanned

    def _turn_back(self, checkpoint: Point, tallies: Sequence[tuple[int, int, Integers]]) -> None:
        """Count what hits in the updates from a checkpoint on, from their end; look where one stops again.

        The counts alone are kept while a long way from the checkpoint is replayed, not every hit in it.
        """
        for update, updates, tally in reversed(tallies):
            if (self._counts + tally < self._hits).all():
                self._counts += tally
                continue
            _, point = engine_of(self._task).run(checkpoint, update - checkpoint.update)
            self._meet(self._scan_back(point, updates)[0])
            return


def _order(events: Integers, update: int, step: int) -> Integers:
    """Return for each event 1 if it lies after a place in time, -1 before it, 0 there."""
    of_update, of_step = np.sign(events[:, 0] - update), np.sign(events[:, 1] - step)
    return np.where(of_update, of_update, of_step)
