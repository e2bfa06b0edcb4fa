"""The brute-force search for a threshold, walked threshold by threshold and row by row.

===========  ==================================================================
sum          what the inputs add up to
veto         how many inhibitory inputs are on, where one is enough to forbid
output       whether the neuron fires
error        whether that is wrong
errors       at the end of a threshold: how many rows are wrong
===========  ==================================================================
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.datasets.base import Samples
from core.explain.explanation import Explanation, first_factor, sum_templates
from core.formula import Term
from core.neurons.firing import Firing
from core.neurons.learning import Learning, Place
from core.neurons.notation import place, symbol, term
from core.number_format import format_number

if TYPE_CHECKING:
    from core.neurons.mcculloch_pitts import McCullochPitts


class ThresholdSweep(Learning):
    """Every threshold tried on every row of a truth table (a `core.walk.Walk`).

    Attributes
    ----------
    thresholds : tuple of int
        In the order in which they are tried.
    wrong : array of bool (thresholds, rows)
        Which rows each threshold gets wrong.
    """

    grains = ("term", "row", "threshold", "sweep")
    focus = "row"
    blocks = {  # noqa: RUF012
        "term": Learning.blocks["term"],
        "row": Learning.blocks["example"],
        "threshold": Learning.blocks["epoch"],
    }

    def __init__(self, neuron: McCullochPitts, samples: Samples) -> None:
        kinds = ("sum", "veto", "output", "error") if neuron.has_veto else ("sum", "output", "error")
        rows = [Place(kind, row, quantity=kind) for row in range(len(samples)) for kind in kinds]
        self.neuron = neuron
        self.samples = samples
        self.thresholds = neuron.tried(samples.inputs.shape[1])
        super().__init__(len(self.thresholds), [*rows, Place("errors", None, quantity="errors")])
        answers = [self.neuron_at(k).value(samples.inputs) for k in range(self.epochs)]
        self.wrong: npt.NDArray[np.bool_] = np.array(answers) != samples.targets[:, 0]

    def neuron_at(self, epoch: int) -> McCullochPitts:
        """Return the neuron with the threshold that is tried at that place of the sweep."""
        return replace(self.neuron, threshold=self.thresholds[epoch])

    @property
    def error_counts(self) -> tuple[int, ...]:
        """How many rows each threshold gets wrong."""
        return tuple(int(count) for count in self.wrong.sum(axis=1))

    @cached_property
    def right(self) -> tuple[int, ...]:
        """The thresholds that get every row right."""
        pairs = zip(self.thresholds, self.error_counts, strict=True)
        return tuple(threshold for threshold, count in pairs if not count)

    @cached_property
    def possible(self) -> tuple[int, ...]:
        """The thresholds that get every row right, among all that could be tried."""
        if self.neuron.search == "sweep":
            return self.right
        return replace(self.neuron, search="sweep").learn(self.samples).right

    @property
    def best(self) -> int:
        """The threshold with the fewest errors, the smallest of them."""
        return self.thresholds[int(np.argmin(self.error_counts))]

    @cached_property
    def obstacle(self) -> tuple[int, ...]:
        """The rows that rule out every threshold, from 0; empty if there is a right one.

        One row: it should fire and is forbidden to. Two rows: the first should fire and the second should
        not, although its sum is at least as large.
        """
        if self.possible:
            return ()
        inputs, targets = self.samples.inputs, self.samples.targets[:, 0]
        sums, free = self.neuron.sums(inputs), self.neuron.vetoes(inputs) == 0
        forbidden = np.flatnonzero((targets == 1) & ~free)
        if len(forbidden):
            return (int(forbidden[0]),)
        fires, silent = np.flatnonzero(targets == 1), np.flatnonzero((targets == 0) & free)
        return int(fires[np.argmin(sums[fires])]), int(silent[np.argmax(sums[silent])])

    @property
    def verdict(self) -> str:
        """The outcome in a sentence or two, with the reason where no threshold is right."""
        if self.right:
            which = _joined([format_number(threshold) for threshold in self.right])
            return f"Every row is right with the threshold {which}."
        if self.possible:
            wrong = _joined([self._row(int(row)) for row in np.flatnonzero(self.wrong[0])])
            others = _joined([format_number(threshold) for threshold in self.possible])
            return f"Wrong with this threshold: {wrong}. It can be done, with the threshold {others}."
        rows = [self._row(row) for row in self.obstacle]
        if len(rows) == 1:
            return f"No threshold can do it: {rows[0]} should fire, and an inhibitory input forbids it."
        sums = self.neuron.sums(self.samples.inputs[list(self.obstacle)]).tolist()
        low, high = (format_number(one) for one in sums)
        return (
            f"No threshold can do it: {rows[0]} should fire with the sum {low}, and {rows[1]} should not, "
            f"although its sum is {high}. Whatever threshold lets the first one through lets the second "
            "one through as well."
        )

    def _row(self, row: int) -> str:
        return f"({', '.join(f'{x:g}' for x in self.samples.inputs[row])})"

    def explain(self, index: int) -> Explanation:
        """Explain a step in words, in symbols and with its numbers."""
        step = self[index]
        if step.sample is None:
            return self._errors(index, step.epoch)
        if step.kind == "error":
            return self._error(index, step.epoch, step.sample)
        row = self.samples.inputs[step.sample]
        inputs = tuple(term(place("x", k), float(x)) for k, x in enumerate(row))
        return Firing(self.neuron_at(step.epoch), inputs).explain(index, step.kind)

    def _error(self, index: int, epoch: int, row: int) -> Explanation:
        target = place("error")
        answer = float(self.neuron_at(epoch).value(self.samples.inputs[row]))
        wanted = float(self.samples.targets[row, 0])
        return Explanation(
            index,
            f"Row {row + 1} with the threshold {format_number(self.thresholds[epoch])}: "
            + ("wrong" if self.wrong[epoch, row] else "right"),
            "The answer of the neuron beside the one that the truth table asks for.",
            symbol(target),
            (r"\left|<y> - <(a)>\right|",),
            {"y": term(place("target"), wanted), "a": term(place("a"), answer)},
            float(self.wrong[epoch, row]),
            target,
        )

    def _errors(self, index: int, epoch: int) -> Explanation:
        count, target = self.error_counts[epoch], place("mistakes")
        terms = {
            f"e{row}": Term(f"e^{{[{row + 1}]}}", float(wrong)) for row, wrong in enumerate(self.wrong[epoch])
        }
        words = f"{count} of {len(terms)} rows wrong" if count else "every row is right"
        last = index == len(self) - 1
        return Explanation(
            index,
            f"Threshold {format_number(self.thresholds[epoch])}: {words}",
            self.verdict if last else "The errors of all rows are added; the next threshold comes after it.",
            symbol(target),
            sum_templates([first_factor(name, row) for row, name in enumerate(terms)]),
            terms,
            float(count),
            target,
        )

    def step_of_threshold(self, threshold: int) -> int:
        """Return the step at which a threshold's errors are counted."""
        return (self.thresholds.index(threshold) + 1) * len(self.pattern) - 1


def _joined(words: list[str]) -> str:
    return " and ".join(words)
