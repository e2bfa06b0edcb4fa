"""Trees put together, and what is plain to see simplified: sums with 0, products with 1, two numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeGuard

from core.expression.tree import Call, Constant, Node, Number, Operation

_ONE = Number(1.0)


def number(value: float) -> Node:
    """Return a number of either sign."""
    return Number(value) if value >= 0 else Operation("-", (Number(-value),))


def number_of(node: Node) -> float | None:
    """Return the value of a number of either sign, None for anything else."""
    inner = _negated(node)
    if isinstance(inner, Number):
        return -inner.value
    return node.value if isinstance(node, Number) else None


def negative(a: Node) -> Node:
    """Return -a."""
    if number_of(a) == 0:
        return a
    return _negated(a) or Operation("-", (a,))


def add(a: Node, b: Node) -> Node:
    """Return a + b."""
    if number_of(a) == 0:
        return b
    if number_of(b) == 0:
        return a
    minus_b = _negated(b)
    if minus_b:
        return subtract(a, minus_b)
    return _folded(a, b, lambda p, q: p + q) or Operation("+", (a, b))


def subtract(a: Node, b: Node) -> Node:
    """Return a - b."""
    if number_of(a) == 0:
        return negative(b)
    if number_of(b) == 0:
        return a
    minus_b = _negated(b)
    if minus_b:
        return add(a, minus_b)
    return _folded(a, b, lambda p, q: p - q) or Operation("-", (a, b))


def multiply(a: Node, b: Node) -> Node:
    """Return a b, its sign and its number in front."""
    minus_a, minus_b = _negated(a), _negated(b)
    if minus_a:
        return negative(multiply(minus_a, b))
    if minus_b:
        return negative(multiply(a, minus_b))
    for one, other in ((a, b), (b, a)):
        if _is_operation(one, "/") and number_of(one.operands[0]) == 1:
            return divide(other, one.operands[1])
    (p, rest_a), (q, rest_b) = _factored(a), _factored(b)
    if not math.isfinite(p * q):
        return Operation("*", (a, b))
    return _scaled(p * q, _product(rest_a, rest_b))


def divide(a: Node, b: Node) -> Node:
    """Return a / b, its whole numbers reduced; 1/3 stays, because it reads better than its digits."""
    if number_of(a) == 0 or number_of(b) == 1:
        return a
    minus_a = _negated(a)
    if minus_a:
        return negative(divide(minus_a, b))
    if _is_operation(a, "/"):
        return divide(a.operands[0], multiply(a.operands[1], b))
    (p, above), (q, below) = _factored(a), _factored(b)
    common = _common_divisor(p, q)
    if common > 1:
        return divide(_scaled(p / common, above), _scaled(q / common, below))
    return Operation("/", (a, b))


def power(a: Node, b: Node) -> Node:
    """Return a to the power of b."""
    if number_of(b) == 0:
        return _ONE
    return a if number_of(b) == 1 else Operation("**", (a, b))


def logarithm(a: Node) -> Node:
    """Return ln a."""
    return _ONE if isinstance(a, Constant) and a.name == "e" else Call("log", (a,))


def _is_operation(node: Node, sign: str) -> TypeGuard[Operation]:
    return isinstance(node, Operation) and node.sign == sign


def _negated(node: Node) -> Node | None:
    """Return a where the node is -a."""
    return node.operands[0] if _is_operation(node, "-") and len(node.operands) == 1 else None


def _folded(a: Node, b: Node, rule: Callable[[float, float], float]) -> Node | None:
    """Return two numbers as one, unless that is too large for a float64."""
    p, q = number_of(a), number_of(b)
    if p is None or q is None:
        return None
    result = rule(p, q)
    return number(result) if math.isfinite(result) else None


def _factored(node: Node) -> tuple[float, Node]:
    """Return the number in front of a product, and the rest of it."""
    first, rest = node.operands if _is_operation(node, "*") else (node, _ONE)
    return (first.value, rest) if isinstance(first, Number) else (1.0, node)


def _scaled(factor: float, rest: Node) -> Node:
    if factor == 0 or number_of(rest) == 1:
        return Number(factor)
    return rest if factor == 1 else Operation("*", (Number(factor), rest))


def _product(a: Node, b: Node) -> Node:
    if number_of(a) == 1:
        return b
    if number_of(b) == 1:
        return a
    return Operation("*", (a, b))


def _common_divisor(p: float, q: float) -> int:
    """Return the largest whole number that divides both; 1 where one of them is no positive whole number."""
    if min(p, q) <= 0 or not (p.is_integer() and q.is_integer()):
        return 1
    return math.gcd(int(p), int(q))
