"""Typed formulas that nobody thought of."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.expression import Expression, ExpressionError

ONE_OPERAND = ["sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sinh", "cosh", "atan", "sigmoid"]
NUMBERS = st.sampled_from(["0", "1", "2", "3", "0.5", "1.25", "10", "1e-3", "pi", "e"])


def grow(parts):
    return st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from("+-*/^"), parts),
        st.builds("{}{}{}".format, parts, st.sampled_from("+-*/"), parts),
        st.builds("(-{})".format, parts),
        st.builds("{}({})".format, st.sampled_from(ONE_OPERAND), parts),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), parts, parts),
    )


FORMULAS = st.recursive(st.sampled_from(["x", "y"]) | NUMBERS, grow, max_leaves=8)
X = st.integers(-300, 300).map(lambda k: (k + 0.5) / 97)
# Never equal to x: at a tie min and max have two slopes.
Y = st.integers(-300, 300).map(lambda k: (k + 0.3) / 97)


def parse(text):
    return Expression.parse(text, ("x", "y"))


@given(FORMULAS, X, Y)
@settings(max_examples=150)
def test_derivatives_are_slopes(text, x, y):
    f = parse(text)
    step = 1e-3 * np.array([-3, -2, -1, 0, 1, 2, 3])
    for name, places in (("x", {"x": x + step, "y": y}), ("y", {"x": x, "y": y + step})):
        heights = f.value(**places)
        # Only where the function is smooth at this scale can differences be held against it.
        scale = np.max(np.abs(heights))
        assume(np.isfinite(heights).all() and scale < 1e6)
        coarse = (heights[5] - heights[1]) / 4e-3
        fine = (heights[4] - heights[2]) / 2e-3
        assume(abs(coarse - fine) < 1e-4 * (1 + abs(fine)) and abs(np.diff(heights, 3)).max() < 1e-6)
        slope = float(f.derivative(name).value(x=x, y=y))
        assume(np.isfinite(slope))  # (x*y - x*y)**0.5 has none that could be computed
        assert slope == pytest.approx(fine, rel=2e-3, abs=2e-3 + 1e-10 * scale)


@given(FORMULAS)
@settings(max_examples=150)
def test_text_of_a_tree_reads_as_the_same_tree(text):
    x, y = np.linspace(-2, 3, 7), np.linspace(2.5, -2, 7)
    for f in (parse(text), parse(text).derivative("x")):
        again = f.derivative("y")  # has been written from its tree
        assume(len(again.text) <= 1000)
        read = parse(again.text)
        np.testing.assert_array_equal(read.value(x=x, y=y), again.value(x=x, y=y))
        assert read.latex() == again.latex()


@given(FORMULAS)
@settings(max_examples=100)
def test_latex_is_balanced(text):
    for f in (parse(text), parse(text).derivative("x")):
        latex = f.latex()
        depth = np.cumsum([{"{": 1, "}": -1}.get(sign, 0) for sign in latex])
        assert depth.min(initial=0) == 0
        assert depth[-1] == 0
        assert latex.count(r"\left") == latex.count(r"\right")
        assert "--" not in latex.replace(" ", "")
        assert "+-" not in latex.replace(" ", "")


def refusal(text):
    """Return the error that a text meets; a text that meets none must be usable in every way."""
    try:
        f = parse(text)
    except ExpressionError as error:
        return error
    slope = f.derivative("x")
    assert f.value(x=0.5, y=2.0).shape == slope.value(x=0.5, y=2.0).shape == ()
    assert f.latex()
    assert slope.derivative("x").latex()
    return None


WORDS = st.lists(
    st.sampled_from(
        [*"xy()+-*/^.,:'[]{}<>=!~%@#&|0123456789 \t\n\\", *ONE_OPERAND, "lambda", "if", "else", "**", "e"]
    ),
    max_size=40,
).map("".join)


@given(st.text(max_size=60) | WORDS)
@settings(max_examples=250)
def test_any_other_text_gets_a_message_with_a_place(text):
    error = refusal(text)
    assert error is None or (str(error) and 0 <= error.position <= len(text))


@pytest.mark.parametrize("opening", ["(", "-", "+", "[", "{", "sin(", "x**-", "2^", "x*(", "not ", "lambda:"])
@pytest.mark.parametrize("length", [99, 999, 10_000])
def test_deep_nests_get_a_message(opening, length):
    text = opening * (length // len(opening)) + "x"
    error = refusal(text)
    assert error is None or str(error)
