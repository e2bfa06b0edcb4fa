"""The gradient check of a network as a drawing shows it: colours, short texts and sentences."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.formula import Source
from core.network import LayerParameters
from core.network_check import HELD, KINK, NOT_FINITE, ROUNDED, WRONG, NetworkCheck
from core.number_format import format_number, full_number
from core.parameter_check import RIGHT_BELOW

LOWEST, HIGHEST = -12.0, 0.0  # powers of ten of the relative error: the ends of the colours
LEVELS = 12
_DIGITS = 2
_NOT_COMPARED = (KINK, NOT_FINITE, ROUNDED, HELD)

_VERDICTS = {
    KINK: "a kink lies between θ − h and θ + h: there is no one slope to compare with",
    ROUNDED: "right, as closely as rounding lets it be measured",
    HELD: "right, as PyTorch holds the loss's gradient there: it is not the slope of the loss",
    WRONG: "the two do not agree",
    NOT_FINITE: "there is no number to compare",
}


class CheckReading:
    """What a check has measured up to now; a later state of the check is another reading.

    Parameters
    ----------
    check : NetworkCheck

    Attributes
    ----------
    levels : array of int (parameters,)
        The relative error as a level of colour, from 0 to `LEVELS`; -1 where none is known.
    verdicts : array of int (parameters,)
    """

    def __init__(self, check: NetworkCheck) -> None:
        self.check = check
        self.network = check.trace.task.network
        self.done = check.done
        self.errors = check.relative_errors
        self.verdicts = check.verdicts
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (np.log10(self.errors) - LOWEST) / (HIGHEST - LOWEST)
        known = ~np.isnan(self.errors)
        levels = np.ceil(np.clip(np.where(known, share, 0.0), 0, 1) * LEVELS)
        self.levels: NDArray[np.intp] = np.where(known, levels, -1).astype(np.intp)

    def parts(self, layer: int) -> tuple[LayerParameters, LayerParameters]:
        """Return the levels and the verdicts of a layer, whole numbers as floats."""
        levels, verdicts = self._by_layer
        return levels[layer - 1], verdicts[layer - 1]

    def index(self, source: Source) -> int | None:
        """Return the place in theta of a weight, bias or slope, whatever of it a source names."""
        if not 0 < source.layer <= self.network.depth:
            return None
        if source.unit is None and not self.network.layers[source.layer - 1].activation.learns_slope:
            return None
        return self.network.index(source.layer, source.unit, source.origin)

    def text(self, index: int) -> str:
        """Return what stands at a parameter's place: its relative error, or why there is none."""
        verdict = self.verdicts[index]
        if index >= self.done:
            return "…"
        if verdict == KINK:
            return "◆ kink"
        if verdict == NOT_FINITE:
            return "?"
        error = format_number(float(self.errors[index]), 1)
        return f"✗ {error}" if verdict == WRONG else error

    def facts(self, index: int) -> list[tuple[str, str]]:
        """Return both numbers of a parameter and how they compare, with all their digits."""
        if index >= self.done:
            return [("check", "not measured yet")]
        verdict = int(self.verdicts[index])
        held = [("by differences, held", full_number(self.check.held[index]))] if verdict == HELD else []
        return [
            ("backpropagation", full_number(self.check.recorded[index])),
            ("by differences", full_number(self.check.measured[index])),
            *held,
            ("relative error", format_number(float(self.errors[index]), _DIGITS)),
            ("step h", format_number(float(self.check.steps[index]), _DIGITS)),
            ("check", _VERDICTS.get(verdict, "right")),
        ]

    def facts_in_short(self, index: int) -> str:
        """Return the same in one line."""
        if index >= self.done:
            return "not measured yet"
        numbers = (self.check.recorded[index], self.check.measured[index])
        ours, theirs = (format_number(float(number), 4) for number in numbers)
        return f"{ours} and {theirs}, error {format_number(float(self.errors[index]), _DIGITS)}"

    def name(self, index: int) -> str:
        """Return a parameter's short name, ``W2[1,3]``: from unit 1 to unit 3, counted from 1."""
        layer, unit, origin = self.network.place(index)
        if unit is None:
            return f"α{layer}"
        return f"b{layer}[{unit + 1}]" if origin is None else f"W{layer}[{origin + 1},{unit + 1}]"

    @property
    def summary(self) -> str:
        """What came out, in a few sentences."""
        count, done = len(self.errors), self.done
        if not done:
            return "Nothing is measured yet."
        verdicts = self.verdicts[:done]
        wrong = np.flatnonzero(verdicts == WRONG)
        sentences = [] if done == count else [f"{done} of {count} gradients are measured."]
        if wrong.size:
            what = "gradients is wrong" if wrong.size == 1 else "gradients are wrong"
            bound = format_number(RIGHT_BELOW, 1)
            sentences.append(
                f"{wrong.size} of {done} {what}: {self._largest(wrong)}; above {bound}, a difference that "
                "rounding does not explain is an error."
            )
        else:
            sentences.append(self._all_right(verdicts))
        sentences += self._exceptions(verdicts)
        return " ".join(sentences)

    @property
    def in_short(self) -> str:
        """What came out, in one line."""
        done = self.done
        wrong = np.flatnonzero(self.verdicts[:done] == WRONG)
        compared = np.flatnonzero(~np.isin(self.verdicts[:done], _NOT_COMPARED))
        found = wrong if wrong.size else compared
        if not found.size:
            return "No gradient could be compared."
        index = int(found[np.argmax(self.errors[found])])
        outcome = f"✗ {wrong.size} of {done} wrong" if wrong.size else f"✓ {compared.size} right"
        error, step = (format_number(float(n[index]), _DIGITS) for n in (self.errors, self.check.steps))
        return f"{outcome}, errors up to {error} ({self.name(index)}, h = {step})"

    @cached_property
    def _by_layer(self) -> tuple[tuple[LayerParameters, ...], tuple[LayerParameters, ...]]:
        split = self.network.split
        return split(self.levels.astype(np.float64)), split(self.verdicts.astype(np.float64))

    def _all_right(self, verdicts: NDArray[np.intp]) -> str:
        compared = np.flatnonzero(~np.isin(verdicts, _NOT_COMPARED))
        if not compared.size:
            return "No gradient could be compared."
        count = "The gradient is" if compared.size == 1 else f"All {compared.size} gradients compared are"
        bound = format_number(RIGHT_BELOW, 1)
        return f"{count} right: {self._largest(compared)}; below {bound} a gradient is right."

    def _largest(self, indices: NDArray[np.intp]) -> str:
        index = int(indices[np.argmax(self.errors[indices])])
        error = format_number(float(self.errors[index]), _DIGITS)
        step = format_number(float(self.check.steps[index]), _DIGITS)
        return f"the largest relative error is {error} at {self.name(index)} with h = {step}"

    def _exceptions(self, verdicts: NDArray[np.intp]) -> list[str]:
        codes = (KINK, ROUNDED, NOT_FINITE, HELD)
        kinks, rounded, lost, held = (int((verdicts == code).sum()) for code in codes)
        sentences = []
        if kinks:
            stand = "1 stands" if kinks == 1 else f"{kinks} stand"
            sentences.append(f"{stand} at a kink, where there is no one slope to compare with.")
        if rounded:
            are = "1 more is" if rounded == 1 else f"{rounded} more are"
            sentences.append(f"{are} right as far as rounding lets so small a gradient be measured.")
        if held:
            are = "1 is" if held == 1 else f"{held} are"
            sentences.append(
                f"{are} right as PyTorch holds the loss's gradient near probabilities of 0 and 1: it is not "
                "the slope of the loss there."
            )
        if lost:
            sentences.append(f"{lost} are not finite.")
        return sentences
