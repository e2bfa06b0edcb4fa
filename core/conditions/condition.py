"""A condition at a place: in which updates it holds, and from which step on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from core.conditions.formula import Formula, renamed, variables_of
from core.conditions.named import Named
from core.conditions.names import NUMBER, names_of, readable
from core.conditions.spots import EDGE, NODE, PARAMETER, UPDATE
from core.conditions.stretch import Integers, RecordedStretch, Stretch
from core.expression.read import ExpressionError
from core.expression.read_condition import ConditionReader, Name
from core.expression.tree import Node
from core.places.base import Place
from core.task import Task
from core.trace import Steps
from core.trace_layout import PHASES

NO_SPOT = -1
_MOST_STEPS = 2**40  # more than an update has


class Condition:
    """A condition, read for a task and a place.

    Parameters
    ----------
    text : str
        Empty for one that always holds.
    place : Place
        One that the task's network has.
    task : Task

    Attributes
    ----------
    formulas : list of Formula
        It holds where one of them does. There are several where the text says `NUMBER`; none, if it is empty.

    Raises
    ------
    core.expression.ExpressionError
        If the text is no condition there; it tells what is wrong, and where.
    """

    def __init__(self, text: str, place: Place, task: Task) -> None:
        self.text = text
        self._place = place
        self._task = task
        self.formulas: list[Formula] = []
        if text.strip():
            names = names_of(task)
            known, absent = readable(names, {*place.kinds, UPDATE})
            root = ConditionReader(text, {**known, NUMBER: Name(of_spot=True)}, absent).condition()
            self._check(root, names)
            self.formulas = list(self._variants(root, names))
        elif place.key == "anywhere":
            raise ExpressionError("anywhere needs a condition: it would hold at every step", 0)

    @property
    def of_losses(self) -> bool:
        """Whether it is enough to know the losses to see that it does not hold."""
        return bool(self.formulas) and all(formula.of_losses for formula in self.formulas)

    def holds(self, stretch: Stretch) -> npt.NDArray[np.bool_]:
        """Tell in which updates it holds anywhere in the place, shape ``(K,)``."""
        held = np.full(len(stretch), not self.formulas)
        for formula in self.formulas:
            held |= np.any(formula.values(stretch), axis=(1, 2))
        return held

    def hits(self, stretch: RecordedStretch) -> Integers:
        """Return where it comes to hold, each step of an update once, in the order of time.

        Returns
        -------
        array of int (H, 5)
            Update, step, sample (the row of the batch, the first if there are several), spot (of the formula;
            the first, or `NO_SPOT` if it is of all together) and formula.
        """
        if not self.formulas:
            stops = self._place.stops(self._steps(stretch))
            rows = np.zeros((len(stretch) * len(stops), 5), np.intp)
            rows[:, 0], rows[:, 1] = np.repeat(stretch.updates, len(stops)), np.tile(stops, len(stretch))
            return rows
        found = [
            self._hits_of(number, stretch)
            for number, formula in enumerate(self.formulas)
            if np.any(formula.values(stretch))
        ]
        if len(found) < 2:
            return found[0] if found else np.empty((0, 5), np.intp)
        every: Integers = np.concatenate(found)
        _, first = np.unique(places_in_time(every), return_index=True)
        return np.take(every, first, axis=0)

    def _hits_of(self, number: int, stretch: RecordedStretch) -> Integers:
        formula, trace = self.formulas[number], self._steps(stretch)
        values, steps = np.broadcast_arrays(*formula.known(stretch, trace))
        shape = (len(stretch), *values.shape[1:])
        update, sample, spot = np.nonzero(np.broadcast_to(values, shape))
        steps = np.broadcast_to(steps, shape)[update, sample, spot]
        steps = self._place.reached(trace, steps, formula.spots.kind)
        if formula.spots.whole and values.shape[2] == 1:
            spot = np.full_like(spot, NO_SPOT)
        columns = stretch.updates[update], steps, sample, spot, np.full_like(steps, number)
        rows: Integers = np.stack(columns, axis=1)[steps >= 0]
        # Of a step that many samples or spots meet at, the first one.
        _, first = np.unique(places_in_time(rows), return_index=True)
        return np.take(rows, first, axis=0)

    def _steps(self, stretch: RecordedStretch) -> Steps:
        return Steps(self._task, stretch.samples)

    def _check(self, root: Node, names: Mapping[str, Named]) -> None:
        """Look whether what the names belong to goes together, and is known in time."""
        used = {variable.name for variable in variables_of(root)} - {NUMBER}
        kinds = {names[name].kind: name for name in sorted(used)}
        if NODE in kinds and EDGE in kinds:
            reason = f"{kinds[EDGE]} belongs to an edge and {kinds[NODE]} to a node: not in one condition"
            raise self._error(reason, kinds[EDGE])
        last = PHASES.index(self._place.phases[-1])
        for name in sorted(used):
            if PHASES.index(names[name].phase) > last:
                raise self._error(f"{name} comes after the {PHASES[last]} phase", name)

    def _error(self, reason: str, name: str) -> ExpressionError:
        found = re.search(rf"\b{name}\b", self.text)
        position = found.start() if found else 0
        return ExpressionError(f"{reason} at {position}", position)

    def _variants(self, root: Node, names: Mapping[str, Named]) -> Iterator[Formula]:
        """Yield the formula, once for everything that `NUMBER` stands for if it is in it."""
        used = {variable.name for variable in variables_of(root)}
        kind = _common_kind([names[name] for name in used - {NUMBER}])
        if NUMBER not in used:
            yield Formula(root, names, self._place.spots(kind, self._task.network))
            return
        for name, named in names.items():
            computed = bool(named.quantity) and not named.name.sizes and not named.name.is_truth
            common = _common_kind([named, *(names[name] for name in used - {NUMBER})])
            fits = kind in (UPDATE, named.kind, common) and common in self._place.kinds
            if computed and fits and named.phase in self._place.phases:
                spots = self._place.spots(common, self._task.network)
                yield Formula(renamed(root, NUMBER, name), names, spots)


def places_in_time(rows: Integers) -> Integers:
    """Return one number for the update and the step of each row, in the order of time."""
    places: Integers = (rows[:, 0] - rows[:1, 0]) * _MOST_STEPS + rows[:, 1]
    return places


def _common_kind(names: list[Named]) -> str:
    """Return what a condition with these names is looked at."""
    kinds = {named.kind for named in names}
    return next((kind for kind in (NODE, EDGE, PARAMETER) if kind in kinds), UPDATE)
