"""How a number that is not finite was calculated: from what, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.diagnosis.drafts import Draft, draft_of
from core.diagnosis.first_bad import Place
from core.explain.explain import explain
from core.number_format import format_number
from core.trace import Trace
from core.trace_values import TraceValues

_DIGITS = 4
_ARITHMETIC = ("times", "plus")
_BEYOND = f"is beyond {format_number(float(np.finfo(np.float64).max), 2)}, the largest number"
_OF_SAMPLE = (
    "product",
    "bias",
    "activation",
    "dropout",
    "quotient",
    "loss_term",
    "grad_a_term",
    "dropout_gradient",
    "derivative",
    "jacobian_term",
    "delta",
    "shortcut",
)


@dataclass(frozen=True)
class Calculation:
    """One step that ended in a number that is not finite.

    Attributes
    ----------
    what : str
        The number that is computed, in words.
    operands : tuple of (str, float)
        What it is computed from, each with its name.
    joined_by : str
        The word before the last operand: ``times``, ``plus``, and for any other function ``and``.
    result : float
        What comes out.
    reason : str
        What went wrong, as the end of a sentence.
    """

    what: str
    operands: tuple[tuple[str, float], ...]
    joined_by: str
    result: float
    reason: str

    @property
    def words(self) -> str:
        """Say all of it, without the full stop."""
        return f"{self.what}: {self.how}"

    @property
    def how(self) -> str:
        """Say from what it came about, without the full stop."""
        parts = [f"{name} = {format_number(value, _DIGITS)}" for name, value in self.operands]
        *first, last = parts
        given = f"{', '.join(first)} {self.joined_by} {last}" if first else last
        if self.joined_by in _ARITHMETIC:
            return f"{given} {self.reason}"
        return f"from {given}, the result {self.reason}"


def calculation(trace: Trace, place: Place) -> Calculation:
    """Return how the number at a place came about."""
    step, told = trace[place.step], explain(trace, place.step, place.sample)
    what, samples = told.title, len(trace.update.batch)
    if step.kind in _OF_SAMPLE and samples > 1:
        what = f"{what}, sample {place.sample + 1} of {samples} in the batch"
    with np.errstate(all="ignore"):
        draft = draft_of(TraceValues(trace, place.sample), step, told)
    result, errors = _run(draft)
    if np.isfinite(result):  # near the largest number, the order of a sum decides: what is recorded counts
        result = told.result
    return Calculation(what, draft.operands, draft.joined_by, result, _reason(result, errors))


def _run(draft: Draft) -> tuple[float, list[str]]:
    """Calculate again and note which floating-point errors occur, in their order."""
    errors: list[str] = []

    def note(kind: str, _flag: int) -> None:
        errors.append(kind)

    run: Callable[[], Any] = draft.run
    with np.errstate(divide="call", over="call", invalid="call", under="ignore", call=note):
        result = run()
    return float(result), errors


def _reason(result: float, errors: list[str]) -> str:
    if "divide by zero" in errors:
        return "divides by 0"
    if np.isinf(result):
        return _BEYOND
    if "overflow" in errors:
        return f"overflows on the way ({_BEYOND.removeprefix('is ')}), and what comes of it is no number"
    return "gives no number (\N{INFINITY} \N{MINUS SIGN} \N{INFINITY}, 0 · \N{INFINITY} or 0 / 0)"
