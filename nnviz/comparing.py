"""Somebody's arrays beside the update that is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from core.checking.check import check, unseen
from core.checking.given import Given
from core.checking.planting import planted_update, without_mistakes
from core.checking.search import Tick, go_on
from core.checking.situation import Key, Situation, recorded
from core.checking.verdict import Verdict
from core.mistakes.base import Mistake
from core.mistakes.derivative_missing import DerivativeMissing
from core.mistakes.error_sign import ErrorSign
from core.training import Point, Task, Update, divergence, run_update

Mark = Literal["agrees", "first", "later"]
Marks = Mapping[tuple[int, int | None], Mark]
"""By layer and unit from 0; what has no array is absent. The unit None is the loss."""


@dataclass(frozen=True, eq=False)
class Compared:
    """What was found.

    Attributes
    ----------
    number : int
        Of the update.
    verdict : Verdict
    unseen : tuple of Mistake classes
        What the arrays could not show.
    """

    number: int
    verdict: Verdict
    unseen: tuple[type[Mistake], ...]


def compare(
    task: Task,
    update: Update,
    given: Mapping[Key, Given],
    before: Point | None = None,
    tick: Tick = go_on,
) -> Compared:
    """Compare arrays with an update as it should be, even where mistakes are planted in the task.

    Parameters
    ----------
    task : Task
    update : Update
        Only the point before it counts where mistakes are planted.
    given : mapping of Key to Given
    before : Point or None
        The point before the update before, if there was one.
    tick : callable
        Called at every try; what it raises ends the comparison.

    Raises
    ------
    GivenError
        As `core.checking.check` does.
    DivergenceError
        If a number of the update itself is not finite.
    """
    previous = None if before is None else run_update(task, before)
    right, ours = without_mistakes(task, update)
    error = divergence(ours)
    if error:
        raise error
    verdict = check(right, ours, given, previous, tick)
    hidden = unseen(right, ours, given, previous, tick)
    return Compared(update.before.update, verdict, tuple(hidden))


def marks_of(verdict: Verdict) -> Marks:
    """Return what is to be said of each node."""
    marks: dict[tuple[int, int | None], Mark] = {
        node: "agrees" if is_right else "later" for node, is_right in verdict.nodes.items()
    }
    loss = next((c for c in verdict.comparisons.values() if c.key.quantity == "loss"), None)
    if loss is not None:
        marks[0, None] = "agrees" if loss.is_right else "later"
    first = verdict.departure
    if first is not None and (first.unit is not None or first.key.quantity == "loss"):
        marks[first.key.layer, first.unit] = "first"
    return marks


def example_arrays(task: Task, update: Update) -> list[Given]:
    """Return gradients of this very update with a usual mistake in them, as a student would save them."""
    right, ours = without_mistakes(task, update)
    known = recorded(task.network, ours)
    at = Situation.of(right, ours)
    for mistake in _examples(at):
        wrong = recorded(task.network, planted_update(right, ours.before, (mistake,)))
        given = [
            Given(wrong[key], f"{short}{key.layer}")
            for key in known
            if (short := _SHORT.get(key.quantity)) is not None
        ]
        if any(abs(wrong[key] - known[key]).max(initial=0.0) > _SEEN for key in known):
            break
    return given


_SHORT = {"delta": "delta", "weights_gradient": "dW", "biases_gradient": "db"}
_SEEN = 1e-6


def _examples(at: Situation) -> Iterable[Mistake]:
    """Yield mistakes, the best example first; the last one shows wherever anything is learned."""
    layers = range(1, at.network.depth + 1)
    yield from (one for layer in layers if (one := DerivativeMissing(layer)).is_possible(at))
    yield ErrorSign()
