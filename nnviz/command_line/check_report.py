"""A verdict as lines for people and as plain values for scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from core.checking.verdict import (
    CONVENTION,
    RIGHT,
    UNKNOWN,
    Comparison,
    Departure,
    Explanation,
    Verdict,
)
from core.mistakes.base import LayerMistake, Mistake
from nnviz.importers.array_names import Mapped
from nnviz.verdict_words import arrays_agree, departure_words, unknown_words


def as_lines(verdict: Verdict, mapped: Mapped, hidden: Sequence[type[Mistake]]) -> Iterator[str]:
    """Yield one line per finding."""
    if verdict.departure is not None and verdict.outcome != CONVENTION:
        yield f"wrong: {departure_words(verdict.departure, verdict.comparisons[verdict.departure.key])}"
    if verdict.outcome == RIGHT:
        yield f"right: {arrays_agree(verdict)}"
    yield from (_explanation_text(one) for one in verdict.explanations)
    if verdict.outcome == CONVENTION:
        yield from (f"note: if the project's own was meant: {one.sentence}" for one in verdict.if_own)
    yield from (_explanation_text(one) for one in verdict.beginnings)
    if verdict.outcome == UNKNOWN:
        yield f"note: {unknown_words(verdict)}"
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
    labels = " + ".join(mistake.name for mistake in one.mistakes)
    return f"mistake: {labels}: {one.sentence}"


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
