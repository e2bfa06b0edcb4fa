"""What a check has found in words: the panel, its figure and the command line say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from core.checking.separating import words
from core.checking.verdict import (
    CONVENTION,
    MISTAKE,
    RIGHT,
    UNKNOWN,
    Comparison,
    Departure,
    Explanation,
    Verdict,
    departure_of,
    within,
)
from core.mistakes.base import LayerMistake, Mistake
from core.number_format import format_number

_DIGITS = 6


class Finding(NamedTuple):
    """One thing that was found.

    Attributes
    ----------
    title, text : str
        The text may be empty.
    reasons : tuple of str
        Why each mistake matters.
    formulas : tuple of (str, str)
        For each mistake the right and the wrong formula, as LaTeX.
    place : Departure or None
        The number to look at.
    """

    title: str
    text: str = ""
    reasons: tuple[str, ...] = ()
    formulas: tuple[tuple[str, str], ...] = ()
    place: Departure | None = None


def headline(verdict: Verdict) -> str:
    """Return the verdict in one sentence."""
    explanations = verdict.explanations
    if verdict.outcome == RIGHT:
        return f"Right: {arrays_agree(verdict)}."
    if verdict.outcome == UNKNOWN:
        said = unknown_words(verdict)
        return f"{said[0].upper()}{said[1:]}."
    if len(explanations) > 1:
        kind = "conventions" if verdict.outcome == CONVENTION else "explanations"
        return f"{len(explanations)} {kind} fit your arrays equally well."
    sentence = explanations[0].sentence
    return f"{sentence[0].upper()}{sentence[1:]}."


def findings(verdict: Verdict) -> Iterator[Finding]:
    """Yield everything that explains the first difference, and then that itself.

    What the headline says already is not said again.
    """
    explained = [_explained(verdict, one) for one in (*verdict.explanations, *verdict.beginnings)]
    if len(verdict.explanations) == 1:
        explained[0] = explained[0]._replace(text="")
    yield from explained
    for one in verdict.if_own if verdict.outcome == CONVENTION else ():
        meant = _explained(verdict, one)
        yield meant._replace(title=f"If the project's own way was meant: {meant.title}")
    first = verdict.departure
    if first is not None:
        said = departure_words(first, verdict.comparisons[first.key])
        yield Finding("The first difference", f"{said[0].upper()}{said[1:]}.", place=first)


def remarks(verdict: Verdict, left_out: tuple[str, ...], unseen: tuple[type[Mistake], ...]) -> Iterator[str]:
    """Yield what else there is to say, a sentence each."""
    if verdict.separating and verdict.outcome in (MISTAKE, CONVENTION):
        yield f"{verdict.separating[0].upper()}{verdict.separating[1:]}."
    yield from (f"{text[0].upper()}{text[1:]}." for text in verdict.transposed)
    if left_out:
        yield f"Left out: {', '.join(left_out)}."
    if verdict.outcome == RIGHT and unseen:
        yield f"These arrays would not show: {'; '.join(member.label for member in unseen)}."


def arrays_agree(verdict: Verdict) -> str:
    """Return how many arrays agree, and how well."""
    count = len(verdict.comparisons)
    off = max(comparison.deviation for comparison in verdict.comparisons.values())
    return f"{'1 array agrees' if count == 1 else f'{count} arrays agree'}, {within(off)}"


def unknown_words(verdict: Verdict) -> str:
    """Return what is not explained, without a full stop."""
    if verdict.beyond is None:
        return "none of the usual mistakes explains these arrays"
    which = "that is" if len(verdict.beginnings) == 1 else "one of these is"
    return f"{which} not all: {words(verdict.beyond)} is wrong besides; mend the first and check again"


def departure_words(departure: Departure, comparison: Comparison) -> str:
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


def _explained(verdict: Verdict, one: Explanation) -> Finding:
    said = one.sentence
    return Finding(
        title=" + ".join(mistake.name for mistake in one.mistakes) or "Another convention",
        text=f"{said[0].upper()}{said[1:]}.",
        reasons=tuple(mistake.why for mistake in one.mistakes),
        formulas=tuple(mistake.formulas() for mistake in one.mistakes),
        place=_place(verdict, one),
    )


def _place(verdict: Verdict, one: Explanation) -> Departure | None:
    """Return the first difference in the layer of an explanation's first mistake, else the very first."""
    mistake = one.mistakes[0] if one.mistakes else None
    if isinstance(mistake, LayerMistake) and mistake.layer:
        wrong = (c for c in verdict.comparisons.values() if not c.is_right)
        there = next((c for c in wrong if c.key.layer == mistake.layer), None)
        if there is not None:
            return departure_of(there)
    return verdict.departure
