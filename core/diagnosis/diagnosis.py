"""Why training diverged, measured and said in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.diagnosis.calculation import Calculation, calculation
from core.diagnosis.curvature import StepCurvature, first_excess
from core.diagnosis.first_bad import Place, first_bad
from core.diagnosis.growth import Growth, measure_growth
from core.history import History, stretch_length
from core.number_format import format_number
from core.optimizers.sgd import SGD
from core.task import Task
from core.trace import Trace

_LONGEST, _SHORTEST = 32, 3  # updates whose growth is shown
_TRIED = 8  # updates whose curvature is measured: each costs two gradients
_STRETCHES = 4  # of training, which take a few milliseconds each: a large network shows fewer updates
_DIGITS = 3


@dataclass(frozen=True)
class Diagnosis:
    """Why training diverged.

    Attributes
    ----------
    task : Task
    update : int
        The number of the update in which it did.
    place : Place
        The step of its trace, and the row of the batch.
    calculation : Calculation
        How that number came about.
    growth : Growth
        The updates just before, from where the loss began to grow; empty at the very first update.
    curvature : StepCurvature or None
        Of an update at which the numbers were still moderate.
    """

    task: Task
    update: int
    place: Place
    calculation: Calculation
    growth: Growth
    curvature: StepCurvature | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened, what led up to it, and the learning rate against the curvature."""
        where = f"update {self.update}, step {self.place.step}: {self.calculation.words}."
        return tuple(filter(None, (where, self._growth_words(), self._rate_words())))

    @property
    def words(self) -> str:
        """All of it in one line."""
        return " ".join(self.sentences)

    def _growth_words(self) -> str:
        count = len(self.growth.updates)
        if not count:
            return "Nothing led up to it: no update was done before."
        factors = {name: self.growth.factor(name) for name in ("loss", "parameters", "gradient")}
        loss, theta, gradient = (
            "" if factor is None else format_number(factor, _DIGITS) for factor in factors.values()
        )
        if not loss or not theta or not gradient:
            return ""
        return (
            f"Over the {count} updates before it, each multiplied the loss by {loss}, the length of the "
            f"parameters by {theta} and that of their gradient by {gradient}, on average."
        )

    def _rate_words(self) -> str:
        found = self.curvature
        if found is None:
            return ""
        optimizer = self.task.optimizer_at(found.update)
        curvature = format_number(found.curvature, _DIGITS)
        if found.rate < 0:
            return f"At update {found.update} the step of {optimizer.label} went uphill."
        if found.curvature <= 0:
            return (
                f"At update {found.update} the loss does not curve upwards along the step (its curvature is "
                f"{curvature}): no step is too long by that measure."
            )
        highest, rate = format_number(found.highest_rate, _DIGITS), format_number(found.rate, _DIGITS)
        allowed, compared = f"2 / {curvature} = {highest}", "which is not above"
        if found.excess > 1:
            compared = f"{format_number(found.excess, _DIGITS)} times as much"
        curves = f"At update {found.update} the loss curves with {curvature} along the step"
        if _is_plain(self.task):
            return f"{curves}: a learning rate above {allowed} overshoots. It was {rate}, {compared}."
        return (
            f"{curves}: a step longer than gradient descent's with a learning rate of {allowed} overshoots. "
            f"The step of {optimizer.label} was as long as with {rate}, {compared}."
        )

    @property
    def rate_in_short(self) -> str:
        """The learning rate against the curvature, where that explains it, for a line beside the controls."""
        found = self.curvature
        if found is None or not found.excess > 1:
            return ""
        highest, excess = format_number(found.highest_rate, _DIGITS), format_number(found.excess, _DIGITS)
        what = "The learning rate" if _is_plain(self.task) else "The step"
        return f"{what} was {excess} times what the curvature allows ({highest}, at update {found.update})."


def diagnose(history: History, number: int) -> Diagnosis:
    """Find out why an update of a history diverged.

    Parameters
    ----------
    history : History
        Has been up to that update.
    number : int
        The update that `core.training.divergence` finds fault with.

    Raises
    ------
    ValueError
        If all of its numbers are finite.
    """
    task = history.task
    trace = Trace(task, history.update(number))
    place = first_bad(trace)
    if place is None:
        raise ValueError(f"every number of update {number} is finite")
    turn = _turn(history, number)
    longest = max(_SHORTEST, min(_LONGEST, _STRETCHES * stretch_length(task)))
    growth = measure_growth(task, history.point(max(turn, number - longest)), number)
    near = (history.update(near) for near in range(turn, min(turn + min(_TRIED, longest), number)))
    return Diagnosis(task, number, place, calculation(trace, place), growth, first_excess(task, near))


def _turn(history: History, number: int) -> int:
    """Return the last update whose loss was no larger than the first one: from there on it only grew."""
    losses = history.losses[: number - history.first_update]
    low = np.flatnonzero(losses <= losses[0]) if losses.size else np.zeros(1, dtype=np.intp)
    return history.first_update + int(low[-1])


def _is_plain(task: Task) -> bool:
    """Tell whether a step is the gradient times the learning rate and nothing else."""
    optimizer = task.optimizer
    if not isinstance(optimizer, SGD) or task.planted is not None:
        return False
    return not (optimizer.momentum or optimizer.weight_decay or task.clips)
