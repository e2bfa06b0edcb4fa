"""A formula that somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.expression.derivative import derivative
from core.expression.evaluate import evaluate
from core.expression.hole import hole_in
from core.expression.latex import latex
from core.expression.read import read
from core.expression.tree import Node
from core.expression.write import write


@dataclass(frozen=True)
class Expression:
    """A formula of named variables; made by `parse`.

    It may hold numbers, the variables, ``pi``, ``e``, ``+ - * / ** ^``, parentheses and the functions of
    `core.expression.functions`, among them sin, cos, exp, log (or ln), sqrt, abs, tanh, min and max.

    Attributes
    ----------
    text : str
        As it was typed; of a derivative, as it would be typed.
    variables : tuple of str
        What it may be a function of, whether it is or not.
    """

    text: str
    variables: tuple[str, ...]
    _tree: Node = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str, variables: Sequence[str]) -> Self:
        """Read a formula.

        Raises
        ------
        core.expression.ExpressionError
            If the text is no formula of these variables; it tells what is wrong, and where.
        """
        return cls(text, tuple(variables), read(text, variables))

    def value(self, **arrays: npt.ArrayLike) -> Array:
        """Return the values at every point, in the shape of all variables together.

        They are NaN or infinite where the formula has none; nothing is raised or warned of there.

        Parameters
        ----------
        arrays : array-like of float
            Every one of the variables, by its name.

        Raises
        ------
        TypeError
            If other variables are given than the formula has.
        """
        if set(arrays) != set(self.variables):
            raise TypeError(f"expected {', '.join(self.variables)}, got {', '.join(arrays) or 'nothing'}")
        variables = {name: np.asarray(array, dtype=np.float64) for name, array in arrays.items()}
        return evaluate(self._tree, variables)

    def hole(self, **numbers: float) -> str:
        """Return the part that has no value at a point, as it would be typed; "" if all of it has one."""
        part = hole_in(self._tree, numbers)
        return "" if part is None else write(part)

    def derivative(self, name: str) -> Self:
        """Return the exact partial derivative by one of the variables (`core.expression.derivative`)."""
        slope = derivative(self._tree, name)
        return type(self)(write(slope), self.variables, slope)

    def latex(self) -> str:
        """Return the formula as LaTeX."""
        return latex(self._tree)
