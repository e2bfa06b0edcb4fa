"""A surface that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from core.arrays import Array
from core.expression import Expression, ExpressionError
from core.hyper import HyperError, hyper
from core.surfaces.base import Surface


@dataclass(frozen=True)
class TypedSurface(Surface):
    """Any height that can be written down; its slopes are exact, its minima are yours to find.

    Where the formula has no value the height is NaN or infinite, and so are its slopes.

    Raises
    ------
    core.expression.ExpressionError
        If the text is no formula of x and y.
    """

    key, label = "expression", "Typed formula"
    formula = "f(x, y)"
    reference = "the person who types it"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (3.0, 2.0)

    text: str = hyper("x^2 + y^2 + 3*sin(x)*sin(y)", "f", help="a formula of x and y, as (1 - x)^2 + exp(y)")

    def __post_init__(self) -> None:
        # Each one has a formula of its own, which hides the family's general one.
        object.__setattr__(self, "formula", f"f(x, y) = {self.expression.latex()}")

    @classmethod
    def from_values(cls, values: Mapping[str, Any], path: str = "") -> Self:
        """Build the surface; HyperError tells what is wrong with the text, and where."""
        try:
            return super().from_values(values, path)
        except ExpressionError as error:
            raise HyperError(f"{path or cls.key}.text", error.message) from None

    @cached_property
    def expression(self) -> Expression:
        """The height as a formula."""
        return Expression.parse(self.text, ("x", "y"))

    @cached_property
    def slopes(self) -> tuple[Expression, Expression]:
        """The partial derivatives by x and by y as formulas."""
        return self.expression.derivative("x"), self.expression.derivative("y")

    def hole(self, x: float, y: float) -> str:
        """Return the part of the formula that has no value at a point, as it would be typed."""
        return self.expression.hole(x=x, y=y)

    @property
    def slope_formulas(self) -> tuple[str, str]:
        """LaTeX of both slopes."""
        by_x, by_y = (slope.latex() for slope in self.slopes)
        return rf"\frac{{\partial f}}{{\partial x}} = {by_x}", rf"\frac{{\partial f}}{{\partial y}} = {by_y}"

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return self.expression.value(x=x, y=y)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives, by the formulas of `slopes`."""
        by_x, by_y = self.slopes
        return by_x.value(x=x, y=y), by_y.value(x=x, y=y)
