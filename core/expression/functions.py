"""The functions that a formula may use: each with its values, its derivative and its LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.activations.sigmoid import logistic
from core.arrays import Array
from core.expression.algebra import add, divide, multiply, negative, number, power, subtract
from core.expression.tree import Call, Node

ONE, TWO = number(1.0), number(2.0)


@dataclass(frozen=True)
class Function:
    """One function.

    Attributes
    ----------
    value : callable
        Its values, elementwise; NaN or infinite where it has none.
    slope : callable or None
        Its operand, as a tree, to its derivative; None where `core.expression.derivative` has a rule for it.
    latex : str
        LaTeX of its name; empty where it is not written as a name with parentheses.
    operands : int
        How many it takes; those that take two also take more, as max(max(a, b), c).
    """

    value: Callable[..., Array]
    slope: Callable[[Node], Node] | None
    latex: str = ""
    operands: int = 1


def _sigmoid_slope(a: Node) -> Node:
    value = Call("sigmoid", (a,))
    return multiply(value, subtract(ONE, value))


def _choose(a: Array, b: Array, where_larger: Array, where_smaller: Array) -> Array:
    """Return one or the other, and their mean where a equals b."""
    mean = (where_larger + where_smaller) / 2
    return np.where(a > b, where_larger, np.where(a < b, where_smaller, mean))


FUNCTIONS: dict[str, Function] = {
    "sin": Function(np.sin, lambda a: Call("cos", (a,)), r"\sin"),
    "cos": Function(np.cos, lambda a: negative(Call("sin", (a,))), r"\cos"),
    "tan": Function(np.tan, lambda a: divide(ONE, power(Call("cos", (a,)), TWO)), r"\tan"),
    "exp": Function(np.exp, lambda a: Call("exp", (a,))),
    "log": Function(np.log, lambda a: divide(ONE, a), r"\ln"),
    "sqrt": Function(np.sqrt, lambda a: divide(ONE, multiply(TWO, Call("sqrt", (a,))))),
    "abs": Function(np.abs, lambda a: Call("sign", (a,))),
    "sign": Function(np.sign, lambda a: number(0.0), r"\mathrm{sign}"),
    "tanh": Function(np.tanh, lambda a: subtract(ONE, power(Call("tanh", (a,)), TWO)), r"\tanh"),
    "sinh": Function(np.sinh, lambda a: Call("cosh", (a,)), r"\sinh"),
    "cosh": Function(np.cosh, lambda a: Call("sinh", (a,)), r"\cosh"),
    "atan": Function(np.arctan, lambda a: divide(ONE, add(ONE, power(a, TWO))), r"\arctan"),
    "sigmoid": Function(logistic, _sigmoid_slope, r"\sigma"),
    "min": Function(np.minimum, None, r"\min", operands=2),
    "max": Function(np.maximum, None, r"\max", operands=2),
    # What the slopes of min and max are: the third operand where the first is larger than the second.
    "choose": Function(_choose, None, operands=4),
}
SYNONYMS = {"ln": "log"}
FINITE = "finite"  # of a condition alone: whether a number is neither infinite nor NaN
