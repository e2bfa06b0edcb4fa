"""The exact derivative of a formula, as a formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.expression.algebra import (
    add,
    divide,
    logarithm,
    multiply,
    negative,
    number,
    number_of,
    power,
    subtract,
)
from core.expression.functions import FUNCTIONS
from core.expression.tree import Call, Node, Operation, Variable, fold


def derivative(root: Node, name: str) -> Node:
    """Return the partial derivative by the variable called `name`.

    Conventions where there is none: abs has the slope 0 at 0, and min and max of equal operands the mean of
    their slopes.
    """

    def slope(node: Node, slopes: Sequence[Node]) -> Node:
        if isinstance(node, Operation):
            return _RULES[node.sign](*node.operands, *slopes)
        if isinstance(node, Call):
            return _call(node, slopes)
        return number(float(isinstance(node, Variable) and node.name == name))

    return fold(root, slope)


def _sum(_a: Node, _b: Node, da: Node, db: Node) -> Node:
    return add(da, db)


def _difference(*operands: Node) -> Node:
    if len(operands) == 2:
        return negative(operands[1])
    return subtract(*operands[2:])


def _product(a: Node, b: Node, da: Node, db: Node) -> Node:
    return add(multiply(da, b), multiply(a, db))


def _quotient(a: Node, b: Node, da: Node, db: Node) -> Node:
    if number_of(db) == 0:
        return divide(da, b)
    return divide(subtract(multiply(da, b), multiply(a, db)), power(b, number(2.0)))


def _power(a: Node, b: Node, da: Node, db: Node) -> Node:
    """Differentiate the base as if the exponent were fixed, and the other way round."""
    of_base = multiply(multiply(b, power(a, subtract(b, number(1.0)))), da)
    if number_of(db) == 0:
        return of_base
    return add(of_base, multiply(multiply(power(a, b), logarithm(a)), db))


def _call(call: Call, slopes: Sequence[Node]) -> Node:
    outer = FUNCTIONS[call.name].slope
    if outer:
        return multiply(slopes[0], outer(call.operands[0]))
    a, b = call.operands[:2]
    if call.name == "min":
        a, b = b, a
    where_larger, where_smaller = slopes[-2:]
    if number_of(where_larger) == number_of(where_smaller) is not None:
        return where_larger
    return Call("choose", (a, b, where_larger, where_smaller))


_RULES: dict[str, Callable[..., Node]] = {
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
    "**": _power,
}
