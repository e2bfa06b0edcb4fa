"""Writes down which NumPy calls a formula makes.

A formula is called once with symbols in the place of arrays. Every ufunc that it applies becomes a node of
a graph: the same call on the same nodes is one node, what depends on constants alone is a constant. What
changes no more than a rounding and saves a call is done: at the size of a small network calls are what costs.
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
_FEW = 1024  # numbers; of fewer, a call costs more than their arithmetic


class Rows(Enum):
    """What is done with the rows of ``(N, units)``."""

    SUM = "row_sum"  # into a column (N, 1)
    MAX = "row_max"  # into a column (N, 1)
    SPREAD = "spread"  # a column into every column
    SPREAD_SUM = "spread_sum"  # the sum into every column


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
    is_settled : bool
        Whether it depends on constants and the batch alone, so that it changes only with the batch.
    """

    operation: Any
    arguments: tuple[Node, ...]
    shape: Shape
    truth: bool = False
    constant: float | None = None
    is_scalar: bool = False
    is_settled: bool = False


class Recorder:
    """Collects the nodes of one graph, in the order in which they can be computed."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[tuple[Any, ...], Node] = {}
        self._constants: dict[float, Node] = {}

    def given(self, shape: Shape, is_scalar: bool = False, is_settled: bool = False) -> Node:
        """Return a node whose value comes from outside."""
        return self._keep(Node(None, (), shape, is_scalar=is_scalar, is_settled=is_settled))

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
            is_settled = any(argument.is_settled for argument in arguments) and all(
                argument.is_settled or argument.constant is not None for argument in arguments
            )
            node = Node(operation, arguments, shape, operation in _TRUTHS, None, is_scalar, is_settled)
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
        if ufunc in (np.multiply, np.add) and constants[0] is None and arguments[1].is_scalar:
            arguments, constants = arguments[::-1], constants[::-1]
        of_step = arguments[-1].is_scalar and constants[-1] is None
        if ufunc is np.divide and of_step and not arguments[0].is_scalar:  # its factors are one number
            factor = self.apply(np.divide, (self.constant(1.0), arguments[1]))
            return self._scaled(factor, arguments[0])
        if ufunc is np.multiply and arguments[0].is_scalar:
            return self._scaled(*arguments)
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
        if not is_column:
            return node
        is_small = shape[0] * shape[1] < _FEW
        if is_small and node.operation is Rows.SUM:
            return self.call(Rows.SPREAD_SUM, node.arguments, shape)
        if is_small and isinstance(node.operation, np.ufunc):
            return self.apply(node.operation, tuple(self._spread(part, shape) for part in node.arguments))
        return self.call(Rows.SPREAD, (node,), shape)

    def _scaled(self, factor: Node, node: Node) -> Node:
        if factor.constant == 1:
            return node
        if node.operation is np.multiply and node.arguments[0].is_scalar:
            return self._scaled(self.apply(np.multiply, (factor, node.arguments[0])), node.arguments[1])
        absorbed = None if factor.constant is None else self._absorbed(factor, node)
        return absorbed or self.call(np.multiply, (factor, node), node.shape)

    def _absorbed(self, factor: Node, node: Node) -> Node | None:
        """Return a node times a constant where that costs nothing: the batch can be scaled beforehand."""
        if node.is_settled:
            return self.call(np.multiply, (factor, node), node.shape)
        if node.operation in (np.multiply, np.divide):
            first, second = node.arguments
            if first.is_settled:
                return self.call(node.operation, (self._scaled(factor, first), second), node.shape)
            if node.operation is np.multiply and second.is_settled:
                return self.call(np.multiply, (first, self._scaled(factor, second)), node.shape)
        if node.operation in (np.add, np.subtract):
            parts = [self._absorbed(factor, argument) for argument in node.arguments]
            if None not in parts:
                return self.call(node.operation, tuple(part for part in parts if part), node.shape)
        return None

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
