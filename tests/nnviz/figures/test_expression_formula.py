"""Typed formulas and surfaces, as the typesetter takes them."""

import pytest

import core.surfaces  # noqa: F401
from core.expression import Expression
from core.expression.functions import FUNCTIONS
from core.surfaces.base import Surface
from nnviz.figures.formula_mathml import unknown_commands

ARGUMENTS = ("x^2", "y/x", "-1.5e-7*x", "pi*e")
TYPED = [
    *(f"2*{name}({', '.join(ARGUMENTS[: function.operands])})^-y" for name, function in FUNCTIONS.items()),
    "max(sin(x)*y, min(x, -y))/(1 + abs(x - y))",
    "-(x + y)*(x - y)^2^x/3*4",
]


@pytest.mark.parametrize("text", TYPED)
def test_nothing_of_a_typed_formula_is_printed_as_a_command(text: str) -> None:
    formula = Expression.parse(text, ("x", "y"))
    assert unknown_commands(formula.latex()) == []
    assert unknown_commands(formula.derivative("x").latex()) == []


def test_long_names_can_be_set() -> None:
    assert unknown_commands(Expression.parse("val_loss^2", ("val_loss",)).latex()) == []


@pytest.mark.parametrize("key", sorted(Surface.members()))
def test_nothing_of_a_surface_is_printed_as_a_command(key: str) -> None:
    surface = Surface.decode({"key": key})
    assert unknown_commands(surface.formula) == []
    assert all(unknown_commands(hyper.symbol) == [] for hyper in surface.hypers())
