"""Execution that goes on, or back, until a breakpoint hits.

Forward it trains, as fast as it can be looked at; back it replays what is known, from checkpoint to
checkpoint. In both directions a breakpoint stops at its n-th hit from where one continues, so that going back
from the n-th hit by n hits leads to where one was.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.breakpoints.breakpoint import Breakpoint
from core.breakpoints.scan import Event, Scanner
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
    found : Event or None
        Where it ended; None while it has not, and where nothing hit.
    counts : list of int
        The hits of each breakpoint so far, that of the end included.

    Raises
    ------
    HyperError, core.expression.ExpressionError
        If an enabled breakpoint does not fit the history's task.
    DivergenceError
        While iterating forward, where training meets a number that is not finite before a breakpoint hits.
    """

    def __init__(self, history: History, breakpoints: Sequence[Breakpoint], update: int, step: int) -> None:
        self.found: Event | None = None
        self.counts = [0] * len(breakpoints)
        self._breakpoints = breakpoints
        self._task = history.task
        self._scanner = Scanner(history.task, breakpoints)
        self._known = Known.of(history)
        self._start = (update, step)

    def __iter__(self) -> Iterator[tuple[Array, Point]]:
        """Yield now and then the losses of the updates gone through since, and the point after them."""
        raise NotImplementedError


class Forward(Search):
    """From the cursor on, into the future if need be."""

    def __iter__(self) -> Iterator[tuple[Array, Point]]:
        """Train; each time the updates lie all in what was known or all beyond it."""
        start, known = self._start[0], self._known
        near = known.checkpoints[bisect_left(known.checkpoints, start + 1, key=lambda p: p.update) - 1]
        near = known.last if known.last.update <= start else near
        _, point = engine_of(self._task).run(near, start - near.update)
        previous, length = known.previous_loss(start), 1
        while True:
            ahead = known.last.update - point.update
            count = min(length, ahead) if ahead > 0 else length
            scanned = self._scanner.scan(point, count, previous)
            self._count(scanned.events)
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

    def _count(self, events: Sequence[Event]) -> None:
        for event in events:
            if (event.update, event.step) > self._start:
                self.counts[event.number] += 1
                if self.counts[event.number] == self._breakpoints[event.number].hits:
                    self.found = event
                    return


class Backward(Search):
    """From the cursor back, to the first update at most."""

    def __iter__(self) -> Iterator[tuple[Array, Point]]:
        """Replay what is known, each time a row of updates before the former row."""
        end = self._start[0] + 1
        while not self.found and end > self._known.checkpoints[0].update:
            checkpoints = self._known.checkpoints
            point = checkpoints[bisect_left(checkpoints, end, key=lambda p: p.update) - 1]
            end, rest = point.update, end
            last = [
                deque[Event](maxlen=b.hits - n) for b, n in zip(self._breakpoints, self.counts, strict=True)
            ]
            hits = [0] * len(last)
            while point.update < rest:
                count = min(self._scanner.longest, rest - point.update)
                scanned = self._scanner.scan(point, count, self._known.previous_loss(point.update))
                for event in scanned.events:
                    if (event.update, event.step) < self._start:
                        last[event.number].append(event)
                        hits[event.number] += 1
                if scanned.diverged:
                    break  # the cursor is there: nothing was known beyond it
                point = scanned.after
                yield scanned.losses, point
            self._end(last, hits)

    def _end(self, last: Sequence[deque[Event]], hits: Sequence[int]) -> None:
        """Count the hits of a row of updates, or those of its end if a breakpoint stops in it."""
        stops = [events[0] for events in last if len(events) == events.maxlen]
        if stops:
            place = max(stop[:2] for stop in stops)
            self.found = min(stop for stop in stops if stop[:2] == place)
        for number, events in enumerate(last):
            within = [event for event in events if self.found is None or event[:2] >= self.found[:2]]
            self.counts[number] += len(within) if self.found else hits[number]
