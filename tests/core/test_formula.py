from __future__ import annotations

import pytest

from core.formula import Chunk, Formula, Piece, Source, Term, fill, formula_of

A, W = Source("a", 1, 0), Source("weight", 2, 0, 0)
TERMS = {"a": Term("a_1", 0.25, A), "w": Term("w_{1,1}", -0.5, W), "eta": Term(r"\eta", 1e-7)}


def test_without_digits_the_symbols_stand_there() -> None:
    assert fill((r"<a> \cdot <(w)>",), TERMS, None).latex == r"a_1 \cdot w_{1,1}"


def test_with_digits_the_numbers_stand_there() -> None:
    assert fill((r"<a> \cdot <w>",), TERMS, 4).latex == r"0.25 \cdot {-0.5}"


def test_parentheses_stand_only_where_a_number_needs_them() -> None:
    assert fill((r"<w> \cdot <(w)>",), TERMS, 4).latex == r"{-0.5} \cdot \left({-0.5}\right)"
    assert fill(("<(a)>",), TERMS, 4).latex == "0.25"
    assert fill(("<(eta)>",), TERMS, 4).latex == r"\left(1 \cdot 10^{-7}\right)"
    assert fill(("<eta>",), TERMS, 4).latex == r"1 \cdot 10^{-7}"


def test_each_number_knows_where_it_is_from() -> None:
    formula = fill((r"<a> \cdot <(w)>", "+ <eta>"), TERMS, 4)
    assert formula == Formula(
        (
            Chunk((Piece("0.25", A), Piece(r" \cdot "), Piece(r"\left({-0.5}\right)", W))),
            Chunk((Piece("+ "), Piece(r"1 \cdot 10^{-7}", None))),
        )
    )


def test_a_term_may_stand_more_than_once() -> None:
    assert fill((r"<a> \left(1 - <a>\right)",), TERMS, 2).latex == r"0.25 \left(1 - 0.25\right)"


def test_a_relation_is_no_placeholder() -> None:
    template = r"\begin{cases} 1 & <a> > 0 \\ 0 & <a> < 1 \end{cases}"
    assert fill((template,), TERMS, None).latex == r"\begin{cases} 1 & a_1 > 0 \\ 0 & a_1 < 1 \end{cases}"


def test_a_term_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError, match="unknown"):
        fill(("<unknown>",), TERMS, None)


def test_chunks_keep_their_order() -> None:
    formula = fill(("y =", "<a>", "+ <a>"), TERMS, None)
    assert [chunk.latex for chunk in formula.chunks] == ["y =", "a_1", "+ a_1"]
    assert formula.latex == "y = a_1 + a_1"


def test_latex_without_numbers_can_be_broken_before_its_equals_sign() -> None:
    formula = formula_of(r"\sum_{n=1}^N x_n = c \quad \text{for all}")
    assert [chunk.latex for chunk in formula.chunks] == [r"\sum_{n=1}^N x_n", "= c", r"\quad \text{for all}"]
    assert formula_of(r"\frac{g}{2}").latex == r"\frac{g}{2}"
