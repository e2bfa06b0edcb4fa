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


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("x^2 + log(y - 1)*x", (2.0, 0.5), "log(y - 1)"),
        ("x^2 + log(y - 1)*x", (2.0, 1.5), ""),
        ("y + x/0", (1.0, 1.0), "x/0"),
        ("1 + sqrt(1/x - 4)", (0.0, 1.0), "1/x"),  # the first of several
        ("1/(1 + 1/x)", (0.0, 0.0), ""),  # what is infinite within need not be so as a whole
        ("x*y", (1e200, 1e200), "x*y"),
    ],
)
def test_a_hole_is_told_by_the_part_that_makes_it(text, place, part):
    assert TypedSurface(text).hole(*place) == part


def test_only_a_typed_surface_knows_its_slopes_as_formulas_and_its_holes():
    by_x, by_y = TypedSurface("x^2*y").slope_formulas
    assert by_x == r"\frac{\partial f}{\partial x} = 2\, x\, y"
    assert by_y == r"\frac{\partial f}{\partial y} = x^{2}"
    himmelblau = Surface.find("himmelblau")()
    assert himmelblau.slope_formulas == ()
    assert himmelblau.hole(0.0, 0.0) == ""
