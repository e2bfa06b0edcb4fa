"""Typed formulas: what they may hold, their values, derivatives and LaTeX."""

import inspect
import math
import pickle
import sys

import numpy as np
import pytest

from core.expression import Expression, ExpressionError
from core.expression.evaluate import value_of
from core.expression.tree import Variable
from tests.core.latex_value import latex_value


def parse(text, variables=("x", "y")):
    return Expression.parse(text, variables)


def value(text, **numbers):
    return float(parse(text, tuple(numbers)).value(**numbers))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("-2^2", -4),
        ("-2**2", -4),
        ("2^-1", 0.5),
        ("2^3^2", 512),
        ("x^2 + 1", 10),
        ("(x + 1)^2", 16),
        ("+x - -x", 6),
        ("8 / 2 / 2", 2),
        (" 1e3*x\n ", 3000),
        ("x − 1·2×3", -3),
        ("2*pi", 2 * math.pi),
        ("e^1", math.e),
        ("ln(e) + log(e)", 2),
        ("sin(1) + cos(1) + tan(1)", math.sin(1) + math.cos(1) + math.tan(1)),
        ("sinh(1) + cosh(1) + tanh(1)", math.sinh(1) + math.cosh(1) + math.tanh(1)),
        ("exp(2) * sqrt(2)", math.exp(2) * math.sqrt(2)),
        ("atan(2) + sigmoid(0)", math.atan(2) + 0.5),
        ("abs(-3) + sign(-3)", 2),
        ("min(3, 1, 2) + max(1, 2)", 3),
        ("0^0", 1),
        ("9^9^9^9", math.inf),
        ("-1/0", -math.inf),
        ("exp(exp(99))", math.inf),
    ],
)
def test_values(text, expected):
    assert value(text, x=3.0) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("text", ["0/0", "log(-1)", "sqrt(-1)", "(-8)^(1/3)", "log(0) - log(0)"])
def test_holes_are_nan_and_nobody_is_warned(text):
    assert math.isnan(value(text, x=1.0))


def test_a_hole_at_one_point_leaves_the_others_alone():
    x = np.array([-1.0, 0.0, 1.0])
    np.testing.assert_array_equal(parse("1/x").value(x=x, y=0.0), [-1, np.inf, 1])
    np.testing.assert_array_equal(parse("sqrt(x)").value(x=x, y=0.0), [np.nan, 0, 1])


@pytest.mark.parametrize("text", ["3", "x", "y", "x + y"])
def test_values_are_a_new_array_in_the_shape_of_all_variables(text):
    x, y = np.ones((4, 1)), np.zeros(3)
    x.flags.writeable = y.flags.writeable = False
    heights = parse(text).value(x=x, y=y)
    assert heights.shape == (4, 3)
    assert heights.dtype == np.float64
    assert heights.flags.writeable
    assert not np.shares_memory(heights, x)
    assert not np.shares_memory(heights, y)


def test_a_variable_has_no_value_of_its_own():
    with pytest.raises(TypeError, match=r"the value of Variable.* has to be given"):
        value_of(Variable("x"), ())


def test_other_names():
    assert value("loss + 2*epoch", loss=0.5, epoch=3) == 6.5
    assert value("e + pi", e=1.0, pi=2.0) == 3, "variables go before constants"
    with pytest.raises(TypeError, match="expected x, y, got x"):
        parse("x").value(x=1.0)


@pytest.mark.parametrize(
    ("text", "position", "complaint"),
    [
        ("", 0, "the formula is empty"),
        (" \t\n", 0, "the formula is empty"),
        ("x + foo", 4, "unknown name 'foo' at 4; known are x, y"),
        (" x^2 + foo", 7, "unknown name 'foo' at 7"),
        ("é + x", 0, "unknown name 'é' at 0"),
        ("(y) + é + foo", 6, "unknown name 'é' at 6"),
        ("y*(1 + __import__(x))", 7, "unknown function '__import__' at 7; known are abs, "),
        ("x + y.real", 4, "a name cannot have parts after a dot at 4"),
        ("x.real(1)", 0, "only functions are followed by ("),
        ("(x).__class__", 0, "a name cannot have parts"),
        ("x[0]", 1, "'[' is not part of a formula at 1"),
        ("(x for x in y)", 0, "this is not part of a formula at 0"),
        ("2 + (lambda: 0)", 11, "':' is not part of a formula at 11"),
        ("x, y", 0, "a comma stands only between the arguments of a function"),
        ("'x'", 0, '"\'" is not part of a formula at 0'),
        ("f'{x}'", 1, '"\'" is not part of a formula at 1'),
        ("x if y else 2", 0, "this is not part of a formula"),
        ("x²", 1, "invalid character '²' (U+00B2) at 1"),
        ("True", 0, "this is not part of a formula"),
        ("x + 1j", 4, "this is not part of a formula at 4"),
        ("x // y", 0, "this is not part of a formula"),
        ("x < y", 2, "'<' is not part of a formula"),
        ("1or x", 0, "this is not part of a formula"),
        ("~x", 0, "'~' is not part of a formula"),
        ("x = 1", 2, "'=' is not"),
        ("2x", 0, "not understood (a product is written 2*x)"),
        ("x y", 2, "not understood"),
        ("sin x", 4, "not understood"),
        ("x + sin", 4, "sin needs its argument in parentheses at 4"),
        ("2(x)", 0, "only functions are followed by ("),
        ("1 + x(y)", 4, "'x' is no function (a product is written x*(...)) at 4"),
        ("sin(x, y)", 0, "sin takes 1 argument"),
        ("sin(a=x)", 5, "'=' is not part of a formula"),
        ("choose(x, y, 1)", 0, "choose takes 4 arguments at 0"),
        ("min(x)", 0, "min takes 2 arguments or more"),
        ("sin(*x)", 4, "this is not part of a formula"),
        ("1 + sin(^x)", 4, "sin takes its arguments without names at 4"),
        ("x + ", 3, "something is missing at 3"),
        ("2*(x", 2, "'(' was never closed at 2"),
        ("x)", 1, "unmatched ')' at 1"),
        ("x # note", 2, "'#' is not part of a formula at 2"),
        ("1 + 1e999", 4, "a number that is too large at 4"),
        ("9" * 900, 0, "a number that is too large"),
        ("x\0", 1, r"'\x00' is not part of a formula at 1"),
        ("x\ud800", 1, r"'\ud800' is not part of a formula"),
        ("(" * 5000 + ")" * 5000, 1000, "a formula has at most 1000 characters, this one 10000"),
        ("-" * 990 + "x", 0, "nested more than 100 deep"),
        ("sin(" * 120 + "x" + ")" * 120, 0, "nested more than 100 deep"),
        ("(" * 400 + "x" + ")" * 400, 200, "too many nested parentheses"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(text, position, complaint):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert str(error).startswith(complaint)
    if not str(error).startswith("nested"):  # where Python's own parser gives up depends on its version
        assert error.position == position
    assert 0 <= error.position <= len(text)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_nest_that_python_itself_gives_up_on():
    def parse_below(frames):
        return parse_below(frames - 1) if frames else parse("-" * 990 + "x")

    with pytest.raises(ExpressionError, match="nested more than 100 deep"):
        parse_below(sys.getrecursionlimit() - len(inspect.stack()) - 30)


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("x**2", "2*x"),
        ("5", "0"),
        ("y", "0"),
        ("x", "1"),
        ("x + y*x - 3", "1 + y"),
        ("-x", "-1"),
        ("y - x", "-1"),
        ("x - -x", "2"),
        ("3*x**2/6", "x"),
        ("x**3/6", "x**2/2"),
        ("x/(-2)", "1/-2"),
        ("y/x", "-(y/x**2)"),
        ("x/x", "(x - x)/x**2"),
        ("x**-1", "-x**-2"),
        ("x**y", "y*x**(y - 1)"),
        ("y**x", "y**x*log(y)"),
        ("e**x", "e**x"),
        ("x**x", "x*x**(x - 1) + x**x*log(x)"),
        ("(2*x + y)**3", "6*(2*x + y)**2"),
        ("x**1", "1"),
        ("x**0", "0"),
        ("sin(x) + cos(x)", "cos(x) - sin(x)"),
        ("tan(x)", "1/cos(x)**2"),
        ("exp(-x**2)", "-(2*(x*exp(-x**2)))"),
        ("log(3*x)", "1/x"),
        ("sqrt(x**2 + y**2)", "x/sqrt(x**2 + y**2)"),
        ("abs(x)", "sign(x)"),
        ("sign(x)", "0"),
        ("tanh(x)", "1 - tanh(x)**2"),
        ("sinh(x) + cosh(x)", "cosh(x) + sinh(x)"),
        ("atan(x)", "1/(1 + x**2)"),
        ("atan(x/y)", "1/((1 + (x/y)**2)*y)"),
        ("sigmoid(x)", "sigmoid(x)*(1 - sigmoid(x))"),
        ("max(x, y)", "choose(x, y, 1, 0)"),
        ("min(2*x, sin(x), y)", "choose(y, min(2*x, sin(x)), choose(sin(x), 2*x, 2, cos(x)), 0)"),
        ("max(x, x + y)", "1"),
        ("choose(y, 1, x**2, y)", "choose(y, 1, 2*x, 0)"),
        ("1e300*(1e300*x)", "1e+300*1e+300"),
        ("x*1e308 + x*1e308", "1e+308 + 1e+308"),
        ("(1 - x)**2 + 100*(y - x**2)**2", "-(2*(1 - x)) - 400*((y - x**2)*x)"),
    ],
)
def test_derivatives_read_as_one_would_write_them(text, slope):
    assert parse(text).derivative("x").text == slope


def test_slopes_at_kinks():
    assert parse("abs(x)").derivative("x").value(x=0.0, y=0.0) == 0
    larger = parse("max(2*x, y)")
    x, y = np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(larger.derivative("x").value(x=x, y=y), [2, 1, 0])
    np.testing.assert_array_equal(larger.derivative("y").value(x=x, y=y), [0, 0.5, 1])
    hole = parse("min(x, x/y)").derivative("x")
    assert hole.value(x=1.0, y=0.0) == 1, "the slope that is not taken may be infinite"
    np.testing.assert_array_equal(parse("min(2*x, y)").derivative("x").value(x=x, y=y), [0, 1, 2])


def test_second_derivatives():
    f = parse("x**3*y").derivative("x").derivative("x")
    assert f.text == "6*(x*y)"
    assert f.variables == ("x", "y")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("x^2 + 3*x*y - 1.5", r"x^{2} + 3\, x\, y - 1.5"),
        ("2*3^x", r"2 \cdot 3^{x}"),
        ("(x + 1)/(x*y)", r"\frac{x + 1}{x\, y}"),
        ("-x/2", r"-\frac{x}{2}"),
        ("(x + y)*(x - y)", r"\left(x + y\right)\, \left(x - y\right)"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("x + (y - 1)", "x + y - 1"),
        ("x + -y", r"x + \left(-y\right)"),
        ("x*-y", r"x\, \left(-y\right)"),
        ("-x*y", r"-x\, y"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("-(x + 1)", r"-\left(x + 1\right)"),
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
        ("(x^y)^2", r"\left(x^{y}\right)^{2}"),
        ("x^(y + 1)", "x^{y + 1}"),
        ("exp(-x)^2", r"\left(e^{-x}\right)^{2}"),
        ("sqrt(x)*pi", r"\sqrt{x}\, \pi"),
        ("abs(x - 1)", r"\left|x - 1\right|"),
        ("ln(x)*max(x, y)", r"\ln\left(x\right)\, \max\left(x, y\right)"),
        ("sigmoid(atan(x))", r"\sigma\left(\arctan\left(x\right)\right)"),
        ("1e-7*x + 2.5e30", r"10^{-7}\, x + 2.5 \cdot 10^{30}"),
    ],
)
def test_latex(text, latex):
    assert parse(text).latex() == latex


def test_long_names_in_latex():
    assert parse("val_loss*y", ("val_loss", "y")).latex() == r"\mathrm{val\_loss}\, y"


@pytest.mark.parametrize(
    "text",
    [
        "(1 - x)^2 + 100*(y - x^2)^2",
        "-x^2/2*-y - (-x - y)/(x*-3)",
        "2*3*4^2 - 1e-7*(5e10*x)",
        "x - (y + (x - (-y)))*(-2)^3",
        "sin(x*y)^2 + cos(x)*tanh(-y) - ln(x/y)/-x",
        "exp(-(x^2 + y^2)/2)^2*pi - sqrt(x + y)*2^-x",
        "sigmoid(x)*(1 - sigmoid(x)) + max(x, 2*y)*min(-x, x^2*y)",
    ],
)
def test_latex_and_the_slopes_latex_mean_the_same_to_an_independent_reader(text):
    f, point = parse(text), {"x": 0.7, "y": 1.9}
    assert latex_value(f.latex(), **point) == pytest.approx(float(f.value(**point)), rel=1e-13)
    for name in point:
        slope = f.derivative(name)
        assert latex_value(slope.latex(), **point) == pytest.approx(float(slope.value(**point)), rel=1e-13)


def test_an_expression_is_a_value():
    assert parse("x + y") == parse("x + y")
    assert parse("x") != parse("x", ("x",))
    f = parse("sin(x)*y").derivative("x")
    copy = pickle.loads(pickle.dumps(f))
    assert copy == f
    assert copy.value(x=0.0, y=3.0) == 3
