"""An explanation as an exercise: its formula with gaps where numbers are to be worked out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.explain.explanation import Explanation
from core.formula import Chunk, Formula, Piece, Source, Term, fill


def with_blanks(
    explanation: Explanation, blanks: Collection[Source], box: str, significant: int = 4
) -> Formula:
    """Return the formula with its numbers, and the result, in which some of them are left out.

    Nothing gives a number away that is left out: parentheses, which only a negative number has, go with it.

    Parameters
    ----------
    explanation : Explanation
    blanks : collection of Source
        The places whose numbers are left out.
    box : str
        LaTeX of what stands in their stead; such a piece keeps its source.
    significant : int
        Digits of the other numbers.
    """
    terms = {name: _without_sign(term, blanks) for name, term in explanation.terms.items()}
    result = Term("", explanation.result, explanation.target)
    if explanation.is_bare:
        # The number that is read is the result: it stands there once, as the result.
        terms[explanation.templates[0].strip("<()>")] = _without_sign(result, blanks)
    chunks = fill((f"{explanation.left} =", *explanation.templates), terms, significant).chunks
    if not explanation.is_bare:
        chunks += fill(("= <result_>",), {"result_": _without_sign(result, blanks)}, significant).chunks
    return Formula(tuple(Chunk(tuple(_piece(piece, blanks, box) for piece in c.pieces)) for c in chunks))


def answer(explanation: Explanation, significant: int = 4) -> Formula:
    """Return what the formula defines and its result, without the calculation."""
    result = {"result_": Term("", explanation.result, explanation.target)}
    return fill((f"{explanation.left} =", "<result_>"), result, significant)


def _without_sign(term: Term, blanks: Collection[Source]) -> Term:
    return replace(term, value=0.0) if term.source in blanks else term


def _piece(piece: Piece, blanks: Collection[Source], box: str) -> Piece:
    return replace(piece, latex=box) if piece.source in blanks else piece
