"""A verdict as lines for people and as plain values for scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from core.checking.separating import words
from core.checking.verdict import (
    CONVENTION,
    RIGHT,
    UNKNOWN,
    Comparison,
    Departure,
    Explanation,
    Verdict,
    within,
)
from core.mistakes.base import LayerMistake, Mistake
from core.number_format import format_number
from nnviz.importers.array_names import Mapped

_DIGITS = 6


def as_lines(verdict: Verdict, mapped: Mapped, hidden: Sequence[type[Mistake]]) -> Iterator[str]:
    """Yield one line per finding."""
    if verdict.departure is not None and verdict.outcome != CONVENTION:
        yield f"wrong: {_departure_text(verdict.departure, verdict.comparisons[verdict.departure.key])}"
    if verdict.outcome == RIGHT:
        off = max(comparison.deviation for comparison in verdict.comparisons.values())
        yield f"right: {_arrays(len(verdict.comparisons))}, {within(off)}"
    yield from (_explanation_text(one) for one in verdict.explanations)
    if verdict.outcome == CONVENTION:
        yield from (f"note: if the project's own was meant: {one.sentence}" for one in verdict.if_own)
    yield from (_explanation_text(one) for one in verdict.beginnings)
    if verdict.outcome == UNKNOWN:
        yield _unknown_text(verdict)
    if verdict.separating:
        yield f"note: {len(verdict.explanations)} explanations fit: {verdict.separating}"
    yield from (f"note: {text}" for text in verdict.transposed)
    if mapped.left_out:
        yield f"note: left out, as the name is not known: {', '.join(mapped.left_out)}"
    if verdict.outcome == RIGHT and hidden:
        yield f"note: these arrays would not show: {'; '.join(member.label for member in hidden)}"


def _explanation_text(one: Explanation) -> str:
    if not one.mistakes:
        return f"convention: {one.sentence}"
    labels = " + ".join(f"{mistake.label} {mistake.place}".rstrip() for mistake in one.mistakes)
    return f"mistake: {labels}: {one.sentence}"


def _unknown_text(verdict: Verdict) -> str:
    if verdict.beyond is None:
        return "note: none of the usual mistakes explains these arrays"
    which = "that is" if len(verdict.beginnings) == 1 else "one of these is"
    return f"note: {which} not all: {words(verdict.beyond)} is wrong besides; mend the first and check again"


def _arrays(count: int) -> str:
    return "1 array agrees" if count == 1 else f"{count} arrays agree"


def _departure_text(departure: Departure, comparison: Comparison) -> str:
    """Return where theirs first differs: ``delta of layer 2, unit 1, sample 1: yours 0.1, ours 0.2``."""
    if not comparison.fits:
        shapes = f"yours has the shape {comparison.given.values.shape}, ours {comparison.ours.shape}"
        return f"first in {words(departure.key)}: {shapes}"
    places = [("unit", departure.unit), ("from unit", departure.origin), ("sample", departure.sample)]
    where = "".join(f", {name} {place + 1}" for name, place in places if place is not None)
    numbers = (
        f"yours {format_number(departure.theirs, _DIGITS)}, ours {format_number(departure.ours, _DIGITS)}"
    )
    factor = departure.factor
    times = f"; the whole array is ours times {format_number(factor, _DIGITS)}" if factor is not None else ""
    return f"first in {words(departure.key)}{where}: {numbers}{times}"


def as_document(verdict: Verdict, mapped: Mapped, hidden: Sequence[type[Mistake]]) -> dict[str, Any]:
    """Return everything as plain values; units, samples and origins count from 0, layers from 1."""
    return {
        "outcome": verdict.outcome,
        "right": verdict.is_right,
        "first": None if verdict.departure is None else _departure(verdict.departure),
        "explanations": [_explanation(one) for one in verdict.explanations],
        "beginnings": [_explanation(one) for one in verdict.beginnings],
        "if_own": [_explanation(one) for one in verdict.if_own],
        "separating": verdict.separating,
        "arrays": [_comparison(comparison) for comparison in verdict.comparisons.values()],
        "transposed": list(verdict.transposed),
        "left_out": list(mapped.left_out),
        "unseen": [member.key for member in hidden],
    }


def _departure(departure: Departure) -> dict[str, Any]:
    return {
        "quantity": departure.key.quantity,
        "layer": departure.key.layer,
        "unit": departure.unit,
        "origin": departure.origin,
        "sample": departure.sample,
        "yours": _finite(departure.theirs),
        "ours": departure.ours,
        "factor": departure.factor,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "quantity": comparison.key.quantity,
        "layer": comparison.key.layer,
        "name": comparison.given.name,
        "right": comparison.is_right,
        "deviation": _finite(comparison.deviation),
        "units": [comparison.unit_is_right(unit) for unit in range(comparison.units)],
    }


def _explanation(explanation: Explanation) -> dict[str, Any]:
    return {
        "sentence": explanation.sentence,
        "mistakes": [_mistake(mistake) for mistake in explanation.mistakes],
        "convention": list(explanation.convention.words),
        "deviation": explanation.deviation,
    }


def _mistake(mistake: Mistake) -> dict[str, Any]:
    right, wrong = mistake.formulas()
    return {
        "key": mistake.key,
        "label": mistake.label,
        "layer": mistake.layer if isinstance(mistake, LayerMistake) else None,
        "difference": mistake.difference,
        "why": mistake.why,
        "right_formula": right,
        "wrong_formula": wrong,
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
