"""What a film is made of: one picture after the other, of steps, of updates or of a race."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

import numpy as np

from core.explain import explain
from core.formula import Formula
from core.history import History
from core.number_format import format_number
from core.trace import GRAINS, Trace
from core.walk import step_over
from nnviz.figures.film.bounds import MOST_FRAMES
from nnviz.figures.picture import Picture
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.race import Race

UPDATES, RACE_STEPS = "update", "step"


class ReelError(ValueError):
    """There is no such film: the message says why."""


class Shot(NamedTuple):
    """One frame before it is drawn: its picture, and what a caption says of it."""

    picture: Picture
    words: str
    formula: Formula | None = None


@dataclass(frozen=True, eq=False)
class Reel:
    """The shots of a film, in any order.

    Attributes
    ----------
    numbers : sequence of int
        Which step or update each frame shows.
    shoot : callable
        Returns the shot of one of them in a style.
    frames_per_second : float
        A usual speed: slow enough for a step to be read, fast for what only moves a little.
    """

    numbers: Sequence[int]
    shoot: Callable[[int, Style], Shot]
    frames_per_second: float

    def __len__(self) -> int:
        return len(self.numbers)


class FilmSource(Protocol):
    """All that can be filmed of one picture."""

    @property
    def grains(self) -> tuple[str, ...]:
        """What may pass from one frame to the next."""
        ...

    @property
    def explained(self) -> tuple[str, ...]:
        """Those of them whose frames have a formula."""
        ...

    def span(self, grain: str) -> range:
        """Return the numbers that can be filmed."""
        ...

    def on_screen(self, grain: str) -> int:
        """Return what the screen adds to a number: it counts the steps of an update from 1."""
        ...

    def reel(self, grain: str, first: int, last: int, every: int = 1) -> Reel:
        """Return the film from a number to another; with `every` N each N-th frame, and the last one.

        Raises
        ------
        ReelError
            If there is no frame, or more than `MOST_FRAMES`.
        """
        ...


@dataclass(frozen=True, eq=False)
class MomentSource:
    """Films the update of a moment by steps, or the updates of its history.

    Parameters
    ----------
    moment : Moment
        Its update is the one whose steps can be filmed; its losses are shown in every frame.
    history : History
        Where the updates come from; those that are known can be filmed.
    draw : callable
        Makes the picture of a moment.
    """

    moment: Moment
    history: History
    draw: Callable[[Moment, Style], Picture]
    explained: tuple[str, ...] = GRAINS[: GRAINS.index(UPDATES)]
    grains: tuple[str, ...] = (*explained, UPDATES)
    _traces: dict[int, Trace] = field(default_factory=dict, init=False)  # of the update shown last

    def span(self, grain: str) -> range:
        """Return the updates that are known, or the steps of the moment's update."""
        if grain == UPDATES:
            last = max(self.history.last.update - 1, self.moment.update_number)
            return range(self.history.first_update, last + 1)
        return range(len(self.moment.trace))

    def on_screen(self, grain: str) -> int:
        """Return what the screen adds to a number: it counts the steps of an update from 1."""
        return 0 if grain == UPDATES else 1

    def reel(self, grain: str, first: int, last: int, every: int = 1) -> Reel:
        """Return the film from a step, or an update, to another; frames are at the ends of blocks.

        Raises
        ------
        ReelError
            If there is no frame, or more than `MOST_FRAMES`.
        """
        _check(self.span(grain), grain, first, last)
        if grain == UPDATES:
            return Reel(_thinned(range(first, last + 1), every), self._shoot_update, 10)
        stops: list[int] = []
        step = step_over(self.moment.trace, first - 1, grain)
        while step is not None and step <= last and len(stops) <= MOST_FRAMES * every:
            stops.append(step)
            step = step_over(self.moment.trace, step, grain)
        if not stops:
            raise ReelError(f"no {grain} ends in this stretch of steps")
        return Reel(_thinned(stops, every), self._shoot_step, 2)

    def _shoot_step(self, step: int, style: Style) -> Shot:
        moment = replace(self.moment, step=step)
        explanation = explain(moment.trace, step, moment.sample)
        where = f"Update {moment.update_number}, step {step + 1} of {len(moment.trace)}"
        words = f"{where}: {explanation.title}"
        return Shot(self.draw(moment, style), words, explanation.numbers(style.digits))

    def _shoot_update(self, number: int, style: Style) -> Shot:
        trace = self._trace(number)
        moment = replace(self.moment, trace=trace, step=len(trace) - 1)
        loss = format_number(float(trace.update.recording.loss), style.digits)
        return Shot(self.draw(moment, style), f"Update {number}: loss {loss}")

    def _trace(self, number: int) -> Trace:
        if number == self.moment.update_number:
            return self.moment.trace
        if number not in self._traces:
            self._traces.clear()
            self._traces[number] = Trace(self.history.task, self.history.update(number))
        return self._traces[number]


@dataclass(frozen=True, eq=False)
class RaceSource:
    """Films the steps of a race.

    Parameters
    ----------
    race : Race
    draw : callable
        Makes the picture of a step (-1: the start).
    """

    race: Race
    draw: Callable[[int, Style], Picture]
    grains: tuple[str, ...] = (RACE_STEPS,)
    explained: tuple[str, ...] = ()

    def span(self, grain: str) -> range:
        """Return how many steps may be done: none at the start."""
        return range(self.race.runs.steps + 1)

    def on_screen(self, grain: str) -> int:
        """Return what the screen adds to a number: nothing, it counts the steps that are done."""
        return 0

    def reel(self, grain: str, first: int, last: int, every: int = 1) -> Reel:
        """Return the film from after so many steps to after so many.

        Raises
        ------
        ReelError
            If there is no frame, or more than `MOST_FRAMES`.
        """
        _check(self.span(grain), grain, first, last)
        return Reel(_thinned(range(first, last + 1), every), self._shoot, 20)

    def _shoot(self, done: int, style: Style) -> Shot:
        words = f"{self.race.terrain.label}: after {done} of {self.race.runs.steps} steps"
        return Shot(self.draw(done - 1, style), words)


def evenly(count: int, most: int) -> list[int]:
    """Return the places of at most so many frames out of `count`, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int)).tolist()


def _check(span: range, grain: str, first: int, last: int) -> None:
    noun = UPDATES if grain == UPDATES else RACE_STEPS
    for number in (first, last):
        if number not in span:
            raise ReelError(f"{noun} {number} is not there: expected {span[0]} to {span[-1]}")
    if first > last:
        raise ReelError(f"the first {noun} comes after the last one")


def _thinned(numbers: Sequence[int], every: int) -> Sequence[int]:
    """Return every N-th number and the last one.

    Raises
    ------
    ReelError
        If they are too many.
    """
    chosen = list(numbers[::every])
    if chosen[-1] != numbers[-1]:
        chosen.append(numbers[-1])
    if len(chosen) > MOST_FRAMES:
        raise ReelError(f"more than {MOST_FRAMES} frames: show fewer of them, or a shorter stretch")
    return chosen
