"""Writes down which NumPy calls a formula makes.

A formula is called once with symbols in the place of arrays. Every ufunc that it applies becomes a node of
a graph: the same call on the same nodes is one node, what depends on constants alone is a constant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

Shape = tuple[int, ...]

_COMPARISONS = (np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal)
_TRUTHS = frozenset((*_COMPARISONS, np.bitwise_and, np.bitwise_or))  # formulas use & and | on truths only


class Rows(Enum):
    """What is done with the rows of ``(N, units)``."""

    SUM = "row_sum"  # into a column (N, 1)
    MAX = "row_max"  # into a column (N, 1)
    SPREAD = "spread"  # a column into every column


class UntraceableError(TypeError):
    """A formula did something with its arrays that cannot be written down, such as branching on a value."""


@dataclass(frozen=True, eq=False)
class Node:
    """One result.

    Attributes
    ----------
    operation : ufunc, `np.where`, Rows, Lowered or None
        None for what is given.
    arguments : tuple of Node
    shape : tuple of int
    truth : bool
        Whether it holds truths instead of numbers.
    constant : float or None
        Its value, if that is known.
    is_scalar : bool
        Whether it depends on constants and the number of the step alone.
    """

    operation: Any
    arguments: tuple[Node, ...]
    shape: Shape
    truth: bool = False
    constant: float | None = None
    is_scalar: bool = False


class Recorder:
    """Collects the nodes of one graph, in the order in which they can be computed."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[Any, ...], Node] = {}
        self._constants: dict[float, Node] = {}

    def given(self, shape: Shape, is_scalar: bool = False) -> Node:
        """Return a node whose value comes from outside."""
        return self._keep(Node(None, (), shape, is_scalar=is_scalar))

    def constant(self, value: float) -> Node:
        """Return the node of a number."""
        if value not in self._constants:
            self._constants[value] = self._keep(Node(None, (), (), constant=value, is_scalar=True))
        return self._constants[value]

    def call(self, operation: Any, arguments: tuple[Node, ...], shape: Shape) -> Node:
        """Return the node of a call as it stands, with no simplification."""
        key = (operation, *map(id, arguments), shape)
        if key not in self._known:
            is_scalar = not shape and all(argument.is_scalar for argument in arguments)
            node = Node(operation, arguments, shape, operation in _TRUTHS, is_scalar=is_scalar)
            self._known[key] = self._keep(node)
        return self._known[key]

    def apply(self, ufunc: np.ufunc, arguments: tuple[Node, ...]) -> Node:
        """Return the node of a ufunc's call, simplified where that does not change more than a rounding."""
        constants = [argument.constant for argument in arguments]
        if all(constant is not None for constant in constants):
            return self.constant(float(ufunc(*constants)))
        if ufunc is np.positive:
            return arguments[0]
        if ufunc is np.negative:
            return self.apply(np.multiply, (self.constant(-1.0), arguments[0]))
        if ufunc in (np.multiply, np.add) and constants[1] is not None:
            return self.apply(ufunc, arguments[::-1])
        if ufunc is np.multiply and constants[0] is not None:
            return self._scaled(constants[0], arguments[1])
        if ufunc is np.add and constants[0] == 0:
            return arguments[1]
        if ufunc in (np.divide, np.power) and constants[1] == 1:
            return arguments[0]
        if ufunc is np.power and constants[1] == 2:
            ufunc, arguments = np.square, arguments[:1]
        shape = np.broadcast_shapes(*(argument.shape for argument in arguments))
        return self.call(ufunc, tuple(self._spread(argument, shape) for argument in arguments), shape)

    def _spread(self, node: Node, shape: Shape) -> Node:
        """Return a column in full width: a product with ones, where broadcasting takes four times as long."""
        is_column = len(node.shape) == 2 and node.shape[1] == 1 < shape[1]
        return self.call(Rows.SPREAD, (node,), shape) if is_column else node

    def _scaled(self, factor: float, node: Node) -> Node:
        if node.operation is np.multiply and node.arguments[0].constant is not None:
            factor, node = factor * node.arguments[0].constant, node.arguments[1]
        if factor == 1:
            return node
        return self.call(np.multiply, (self.constant(factor), node), node.shape)

    def _keep(self, node: Node) -> Node:
        self.nodes.append(node)
        return node


class Symbol(NDArrayOperatorsMixin):
    """Stands for an array while a formula is recorded."""

    def __init__(self, recorder: Recorder, node: Node) -> None:
        self.recorder = recorder
        self.node = node

    @property
    def shape(self) -> Shape:
        """The shape that the array will have."""
        return self.node.shape

    def __bool__(self) -> bool:
        raise UntraceableError("a formula branches on a value")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or ufunc.nout != 1:
            return NotImplemented
        return Symbol(self.recorder, self.recorder.apply(ufunc, tuple(map(self._node, inputs))))

    def __array_function__(self, function: Any, types: Any, inputs: Any, options: Any) -> Any:
        return getattr(self, f"_{function.__name__}", _refuse)(*inputs, **options)

    def _where(self, condition: Any, yes: Any, no: Any) -> Symbol:
        nodes = (self._node(condition), self._node(yes), self._node(no))
        shape = np.broadcast_shapes(*(node.shape for node in nodes))
        return Symbol(self.recorder, self.recorder.call(np.where, nodes, shape))

    def _sum(self, values: Symbol, axis: int, keepdims: bool = False) -> Symbol:
        return self._reduced(Rows.SUM, values, axis, keepdims)

    def _max(self, values: Symbol, axis: int, keepdims: bool = False) -> Symbol:
        return self._reduced(Rows.MAX, values, axis, keepdims)

    def _reduced(self, operation: Rows, values: Symbol, axis: int, keepdims: bool) -> Symbol:
        if axis != -1 or not keepdims or len(values.shape) != 2:
            raise UntraceableError("only reductions of rows that keep their axis are known")
        node = self.recorder.call(operation, (values.node,), (values.shape[0], 1))
        return Symbol(self.recorder, node)

    # A filled array is its number: every operation broadcasts, and `Recorder.call` fills it where it is kept.

    def _full_like(self, _like: Symbol, value: Any) -> Symbol:
        return Symbol(self.recorder, self._node(value))

    def _zeros_like(self, like: Symbol) -> Symbol:
        return self._full_like(like, 0.0)

    def _ones_like(self, like: Symbol) -> Symbol:
        return self._full_like(like, 1.0)

    def _node(self, value: Any) -> Node:
        if isinstance(value, Symbol):
            return value.node
        if isinstance(value, (int, float, np.floating)):
            return self.recorder.constant(float(value))
        raise UntraceableError(f"a formula uses {type(value).__name__}, which cannot be written down")


def _refuse(*_inputs: Any, **_options: Any) -> Any:
    raise UntraceableError("a formula calls a NumPy function that cannot be written down")
