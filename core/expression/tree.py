"""A formula as a tree, and the one way in which trees are walked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

R = TypeVar("R")

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
LOGIC = ("and", "or", "not")


@dataclass(frozen=True, eq=False)
class Number:
    """A finite number from 0 on; a negative one is the `Operation` ``-`` of it."""

    value: float


@dataclass(frozen=True, eq=False)
class Constant:
    """``pi`` or ``e``."""

    name: str


@dataclass(frozen=True, eq=False)
class Variable:
    """What the formula is a function of; with indices, counted from 0, one number of an array."""

    name: str
    indices: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Operation:
    """``+ - * / **`` of two operands, ``-`` of one; in a condition also `COMPARISONS` and `LOGIC`."""

    sign: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Call:
    """A function of `core.expression.functions`, or a reduction of one operand, and what it is taken of."""

    name: str
    operands: tuple[Node, ...]


Node = Number | Constant | Variable | Operation | Call


def operands_of(node: Node) -> tuple[Node, ...]:
    """Return what a node is made of."""
    return node.operands if isinstance(node, (Operation, Call)) else ()


def fold(root: Node, combine: Callable[[Node, Sequence[R]], R]) -> R:
    """Work a tree out from its leaves up: ``combine(node, results of its operands)``.

    A derivative refers to the same part of its formula at many places and is deeper than it: each part
    is worked out once, and without recursion.
    """
    results: dict[int, R] = {}
    waiting = [root]
    while waiting:
        node = waiting[-1]
        operands = operands_of(node)
        missing = [operand for operand in operands if id(operand) not in results]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        if id(node) not in results:
            results[id(node)] = combine(node, [results[id(operand)] for operand in operands])
    return results[id(root)]
