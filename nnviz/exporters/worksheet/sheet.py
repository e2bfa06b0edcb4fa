"""What stands on a worksheet: one update of one sample, as exercises with numbers left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.explain import Explanation, answer, explain, with_blanks
from core.formula import Formula, Source
from core.number_format import format_number
from core.trace import Trace
from core.trace_layout import PHASES
from core.training import divergence, run_update
from nnviz.exporters.worksheet.blanks import GROUPS, group_of, groups
from nnviz.exporters.worksheet.errors import SheetError
from nnviz.moment import Moment, Selection
from nnviz.project.model import Project

MOST_NUMBERS = 600  # some fifty pages
FEWEST_DIGITS, MOST_DIGITS = 2, 17
HEADINGS = {"forward": "Forward pass", "loss": "Loss", "backward": "Backward pass", "update": "Update"}


@dataclass(frozen=True)
class SheetOptions:
    """What a worksheet asks for.

    Attributes
    ----------
    steps : str
        ``FIRST-LAST``, each a step's index or a phase's name, or one of them.
    blanks : tuple of str
        Keys of `GROUPS`.
    digits : int
        Significant digits of every number.
    """

    steps: str = f"{PHASES[0]}-{PHASES[-1]}"
    blanks: tuple[str, ...] = tuple(GROUPS)
    digits: int = 4


@dataclass(frozen=True)
class Exercise:
    """A number that the sheet shows how to compute; `number` counts those to fill in, 0 if it is given."""

    phase: str
    number: int
    explanation: Explanation


@dataclass(frozen=True, eq=False)
class Sheet:
    """A worksheet.

    Attributes
    ----------
    moment : Moment
        The update, with all that is computed before the first exercise.
    exercises : tuple of Exercise
    blanks : frozenset of Source
        The numbers that are left out.
    digits : int
    title : str
    mark : str
        What tells the sheet from others of its kind: "variant 3, seed 0".
    """

    moment: Moment
    exercises: tuple[Exercise, ...]
    blanks: frozenset[Source] = field(repr=False)
    digits: int
    title: str
    mark: str = ""

    @property
    def trace(self) -> Trace:
        """The steps of the update."""
        return self.moment.trace

    @cached_property
    def phases(self) -> tuple[tuple[str, tuple[Exercise, ...]], ...]:
        """The exercises under their headings."""
        return tuple(
            (heading, found)
            for phase, heading in HEADINGS.items()
            if (found := tuple(each for each in self.exercises if each.phase == phase))
        )

    @property
    def task_words(self) -> str:
        """What is to be done."""
        count = sum(each.number > 0 for each in self.exercises)
        what = f"{count} numbers" if count > 1 else "number"
        return (
            f"Fill in the {what}. Round to {self.digits} significant digits; a last digit that differs from "
            "the key's comes from rounding on the way."
        )

    @property
    def recipe_words(self) -> str:
        """Which functions the network, its loss and its optimizer are made of."""
        task = self.trace.task
        layers = [f"layer {k}: {layer.activation.label}" for k, layer in enumerate(task.network.layers, 1)]
        parts = [*layers, f"loss: {task.loss.label}", f"optimizer: {task.optimizer.label}"]
        if task.penalises:
            parts.append(f"penalty: {task.regularizer.label}")
        if task.clips:
            parts.append(f"clipping: {task.clipping.label}")
        if task.varies_rate:
            rate = task.optimizer_at(self.moment.update_number).learning_rate  # type: ignore[attr-defined]
            parts.append(f"learning rate now {format_number(rate, self.digits)}")
        words = " · ".join(parts)
        return words[:1].upper() + words[1:]

    def formula(self, exercise: Exercise, box: str) -> Formula:
        """Return an exercise's formula with its numbers, `box` standing for each that is left out."""
        return with_blanks(exercise.explanation, self.blanks, box, self.digits)

    def answer(self, exercise: Exercise) -> Formula:
        """Return what the key says."""
        return answer(exercise.explanation, self.digits)


def make_sheet(project: Project, options: SheetOptions, title: str, mark: str = "") -> Sheet:
    """Return the worksheet of a project's first update, which has one sample.

    Raises
    ------
    SheetError
        If the range or the digits are impossible, nothing in it is left out, there is too much for a sheet,
        or a number is not finite.
    """
    if not FEWEST_DIGITS <= options.digits <= MOST_DIGITS:
        raise SheetError(f"digits: expected {FEWEST_DIGITS} to {MOST_DIGITS}, got {options.digits}")
    chosen = groups(options.blanks)
    with np.errstate(all="ignore"):
        update = run_update(project.task, project.first_point())
    if divergence(update):
        raise SheetError("the update has numbers that are not finite: nobody can calculate them")
    trace = Trace(project.task, update)
    steps = steps_of(trace, options.steps)
    exercises = _exercises(trace, steps, chosen)
    blanks = frozenset(each.explanation.target for each in exercises if each.number)
    if not blanks:
        known = ", ".join(chosen)
        raise SheetError(f"nothing to fill in: steps {steps[0]} to {steps[-1]} compute none of {known}")
    losses = np.array([update.recording.loss])
    moment = Moment(project, trace, steps[0] - 1, Selection(), losses, is_still=True)
    return Sheet(moment, exercises, blanks, options.digits, title, mark)


def steps_of(trace: Trace, words: str) -> range:
    """Return the steps that ``FIRST-LAST`` means, each an index or a phase.

    Raises
    ------
    SheetError
        If it means none.
    """
    found = re.fullmatch(r"\s*(\w+)\s*(?:-\s*(\w+)\s*)?", words, re.ASCII)
    if not found:
        raise SheetError(f"steps: expected FIRST-LAST, each a number or {', '.join(PHASES)}, got {words!r}")
    first, last = _ends(trace, found[1])[0], _ends(trace, found[2] or found[1])[-1]
    if first > last:
        raise SheetError(f"steps: {words} is empty: its end, {last}, lies before its beginning, {first}")
    return range(first, last + 1)


def _ends(trace: Trace, word: str) -> range:
    """Return the steps that one word names."""
    if word in PHASES:
        return trace.phase(word)
    if not word.isdigit() or len(word) > 15:
        raise SheetError(f"steps: expected a number or {', '.join(PHASES)}, got {word!r}")
    if int(word) >= len(trace):
        raise SheetError(f"steps: expected 0 to {len(trace) - 1}, got {word}")
    return range(int(word), int(word) + 1)


def _exercises(trace: Trace, steps: range, chosen: Sequence[str]) -> tuple[Exercise, ...]:
    completing = []
    for index in trace.completing(steps):
        completing.append(trace[index])
        if len(completing) > MOST_NUMBERS:
            raise SheetError(
                f"more than {MOST_NUMBERS} numbers are computed in steps {steps[0]} to {steps[-1]}: too many "
                "for a worksheet, take fewer steps"
            )
    exercises: list[Exercise] = []
    blanks: set[Source] = set()
    count = 0
    for step in completing:
        explanation = explain(trace, step.index)
        # A number that is another one as it is, dL/db say, would give that one away.
        repeats = explanation.is_bare and not blanks.isdisjoint(explanation.reads)
        is_blank = repeats or group_of(explanation.target.quantity) in chosen
        if is_blank:
            blanks.add(explanation.target)
        count += is_blank
        exercises.append(Exercise(step.phase, count if is_blank else 0, explanation))
    return tuple(exercises)
