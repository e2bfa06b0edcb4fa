"""A surface that somebody typed."""

import numpy as np
import pytest

from core.expression import ExpressionError
from core.hyper import HyperError
from core.surfaces.base import Surface
from core.surfaces.expression import TypedSurface


def test_slopes_are_formulas_of_their_own():
    surface = TypedSurface("x^2*y")
    assert surface.formula == r"f(x, y) = x^{2}\, y"
    assert [slope.latex() for slope in surface.slopes] == [r"2\, x\, y", "x^{2}"]
    assert np.array_equal(surface.gradient(np.array(3.0), np.array(2.0)), (12, 9))
    assert TypedSurface("x + y").formula == "f(x, y) = x + y"
    assert TypedSurface.formula == "f(x, y)"


def test_it_is_saved_as_it_was_typed():
    surface = TypedSurface(" x^2 +y")
    assert surface.encode() == {"key": "expression", "text": " x^2 +y"}
    assert Surface.decode(surface.encode()) == surface
    assert Surface.decode({"key": "expression"}) == TypedSurface()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x + z", "race.surface.text: unknown name 'z' at 4; known are x, y"),
        ("", "race.surface.text: the formula is empty"),
        (3, "race.surface.text: expected a text, got 3"),
    ],
)
def test_what_is_no_formula_is_refused_by_path(text, complaint):
    with pytest.raises(HyperError) as caught:
        Surface.decode({"key": "expression", "text": text}, "race.surface")
    assert str(caught.value) == complaint


def test_a_class_made_directly_refuses_too():
    with pytest.raises(ExpressionError) as caught:
        TypedSurface("sin(x))")
    assert caught.value.position == 6


def test_holes_are_not_numbers_and_nobody_is_warned():
    surface = TypedSurface("sqrt(x) + 1/y")
    heights = surface.value(np.array([-1.0, 4.0, 4.0]), np.array([1.0, 0.0, 2.0]))
    np.testing.assert_array_equal(heights, [np.nan, np.inf, 2.5])
    by_x, by_y = surface.gradient(np.array([-1.0, 4.0]), np.array([1.0, 2.0]))
    np.testing.assert_array_equal(by_x, [np.nan, 0.25])
    np.testing.assert_array_equal(by_y, [-1, -0.25])
