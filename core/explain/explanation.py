"""What is said about one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.formula import Formula, Source, Term, fill

_SHOWN_AT_EACH_END = 4
_MOST_NAMED = 64


@dataclass(frozen=True)
class Explanation:
    """One step, explained.

    Attributes
    ----------
    step : int
        Its index.
    title : str
        What is computed, in plain words.
    why : str
        Which paths or which rule, and why.
    left : str
        LaTeX of what the formula defines.
    templates : tuple of str
        The right-hand side, a chunk each (`core.formula.fill`).
    terms : mapping of str to Term
        What the templates read.
    result : float
        The recorded number.
    target : Source
        Its place.
    """

    step: int
    title: str
    why: str
    left: str
    templates: tuple[str, ...]
    terms: Mapping[str, Term]
    result: float
    target: Source

    @property
    def symbols(self) -> Formula:
        """The formula in symbols."""
        return fill((f"{self.left} =", *self.templates), self.terms, None)

    def numbers(self, significant: int = 4) -> Formula:
        """The right-hand side with its numbers, and the result."""
        terms = {**self.terms, "result_": Term("", self.result, self.target)}
        result = () if self.is_bare else ("= <result_>",)
        return fill((f"{self.left} =", *self.templates, *result), terms, significant)

    @property
    def is_bare(self) -> bool:
        """Whether the right-hand side is one number as it is, and so the result itself."""
        return len(self.templates) == 1 and self.templates[0].strip("<()>") in self.terms

    @property
    def reads(self) -> tuple[Source, ...]:
        """The places of the numbers that the formula reads."""
        return tuple(term.source for term in self.terms.values() if term.source is not None)


def named(count: int) -> Sequence[int]:
    """Return which summands of a sum are named: all or, of a very long one, those that are written."""
    if count <= _MOST_NAMED:
        return range(count)
    return [*range(_SHOWN_AT_EACH_END), *range(count - _SHOWN_AT_EACH_END, count)]


def sum_templates(products: Sequence[str], count: int | None = None) -> tuple[str, ...]:
    """Return the templates of a sum, a chunk each; the middle of a long one is left out.

    Parameters
    ----------
    products : sequence of str
        Those that are `named`.
    count : int or None
        How many there are in all; None if all are given.
    """
    chunks = [text if position == 0 else f"+ {text}" for position, text in enumerate(products)]
    if (count or len(chunks)) <= 2 * _SHOWN_AT_EACH_END + 1:
        return tuple(chunks)
    return (*chunks[:_SHOWN_AT_EACH_END], r"+ \cdots", *chunks[-_SHOWN_AT_EACH_END:])


def first_factor(name: str, position: int) -> str:
    """Return the placeholder that begins a summand: after a plus, a negative number needs parentheses."""
    return f"<({name})>" if position else f"<{name}>"


def in_parentheses(chunks: tuple[str, ...]) -> tuple[str, ...]:
    """Return the chunks of a sum with parentheses around them, if there is more than one."""
    if len(chunks) == 1:
        return chunks
    return (f"({chunks[0]}", *chunks[1:-1], f"{chunks[-1]})")
