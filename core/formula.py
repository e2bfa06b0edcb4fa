"""A formula that knows which of its parts are numbers and where they come from.

A rule is written once as a template, ``"<beta1> <m_old> + (1 - <beta1>) <g>"``; filled with symbols it
is the formula of the book, filled with numbers it is the calculation, and each number carries the
`Source` that it was read from, so that the drawing can light it up. ``<(z)>`` is the same placeholder
with parentheses around the number where it is negative or has an exponent, as after a minus sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.number_format import latex_number

_BREAKS = re.compile(r" (?==|\\quad\b)")
_PLACEHOLDER = re.compile(r"<(\(?\w+\)?)>")


@dataclass(frozen=True)
class Source:
    """The place of one recorded number.

    Attributes
    ----------
    quantity : str
        ``x``, ``weight``, ``bias``, ``z``, ``a``, ``target``, ``loss``, ``grad_a``, ``derivative``,
        ``delta``, ``weight_gradient``, ``bias_gradient``, or the name of an optimizer's quantity.
    layer : int
        1 and up; 0 is the input.
    unit : int or None
        From 0, in that layer.
    origin : int or None
        The unit of the layer before, for a weight and what belongs to it.
    """

    quantity: str
    layer: int
    unit: int | None = None
    origin: int | None = None


@dataclass(frozen=True)
class Piece:
    """A run of LaTeX; with `source`, it is a number that was read there."""

    latex: str
    source: Source | None = None


@dataclass(frozen=True)
class Chunk:
    """Balanced LaTeX that is not broken over lines; a formula is a row of them."""

    pieces: tuple[Piece, ...]

    @property
    def latex(self) -> str:
        """The chunk as plain LaTeX."""
        return "".join(piece.latex for piece in self.pieces)


@dataclass(frozen=True)
class Formula:
    """A row of chunks; a line may be broken between two of them."""

    chunks: tuple[Chunk, ...]

    @property
    def latex(self) -> str:
        """The whole formula as plain LaTeX."""
        return " ".join(chunk.latex for chunk in self.chunks)


def formula_of(latex: str) -> Formula:
    """Return LaTeX without numbers as a formula that can be broken before an ``=`` and a ``\\quad``."""
    return Formula(tuple(Chunk((Piece(part),)) for part in _BREAKS.split(latex)))


@dataclass(frozen=True)
class Term:
    """What a placeholder stands for: its symbol, its number and where that is from."""

    symbol: str
    value: float
    source: Source | None = None


def fill(templates: Iterable[str], terms: Mapping[str, Term], significant: int | None) -> Formula:
    """Fill the templates, a chunk each.

    Parameters
    ----------
    templates : iterable of str
        LaTeX with ``<name>`` where a term stands.
    terms : mapping
        The term of every name.
    significant : int or None
        Digits of the numbers; None writes the symbols.

    Raises
    ------
    KeyError
        If a template names a term that is not given.
    """
    return Formula(tuple(Chunk(_pieces(template, terms, significant)) for template in templates))


def _pieces(template: str, terms: Mapping[str, Term], significant: int | None) -> tuple[Piece, ...]:
    parts = _PLACEHOLDER.split(template)
    pieces = []
    for position, part in enumerate(parts):
        if position % 2 == 0:
            if part:
                pieces.append(Piece(part))
        else:
            term = terms[part.strip("()")]
            pieces.append(Piece(_text(term, significant, guarded=part.startswith("(")), term.source))
    return tuple(pieces)


def _text(term: Term, significant: int | None, *, guarded: bool) -> str:
    if significant is None:
        return term.symbol
    number = latex_number(term.value, significant)
    needs_parentheses = term.value < 0 or r"\cdot" in number
    return rf"\left({number}\right)" if guarded and needs_parentheses else number
