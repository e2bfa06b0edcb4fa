"""Binds a recorded graph to arrays and runs it.

Every operand is an array that exists before the first run and every result has its place: a run is a row of
calls that are known beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.arrays import Array
from core.compiled.places import Arrays
from core.compiled.record import Node, Rows
from core.compiled.straight import Call, StraightFunction

_FEW_UNITS = 4

_SIGNS: dict[Any, str] = {np.add: "+", np.subtract: "-", np.multiply: "*", np.power: "**"}


class Program:
    """The calls that compute nodes.

    Parameters
    ----------
    nodes : list of Node
        In an order in which they can be computed; what they need besides one another is computed already.
    arrays : mapping of Node to array
    given : tuple of Node
        The scalars that every run is called with.
    filled : sequence of array
        What a run is given after the scalars is put there.
    total : sequence of pair of float and array ()
        Factors and numbers, whose products' sum a run gives back; nothing if there are none.

    Attributes
    ----------
    run : callable
        Computes everything for these values of the given scalars and of what is filled in.
    """

    def __init__(
        self,
        nodes: list[Node],
        arrays: Arrays,
        given: tuple[Node, ...] = (),
        filled: Sequence[Array] = (),
        total: Sequence[tuple[float, Array]] = (),
    ) -> None:
        scalars = [node for node in nodes if node.is_scalar and node.constant is None]
        names = {node: f"s{number}" for number, node in enumerate((*given, *scalars))}
        function = StraightFunction(*(names[node] for node in given), *(f"x{n}" for n in range(len(filled))))
        names |= {node: function.name(node.constant) for node in nodes if node.constant is not None}
        for number, array in enumerate(filled):
            function.line(f"{function.name(np.copyto)}({function.name(array)}, x{number})")
        for node in scalars:
            if node not in given:
                function.line(f"{names[node]} = {_on_floats(function, node, names)}")
        used = {argument for node in nodes if not node.is_scalar for argument in node.arguments}
        for node in scalars:
            if node in used:
                function.line(f"{function.name(arrays[node])}[()] = {names[node]}")
        for node in nodes:
            for call in _calls(node, arrays):
                function.call(call)
        if total:
            products = (f"{function.name(factor)} * {function.name(array.item)}()" for factor, array in total)
            function.line(f"return {' + '.join(products)}")
        self.run = function.compiled()


def _on_floats(function: StraightFunction, node: Node, names: Mapping[Node, str]) -> str:
    """Return a scalar's expression; plain floats cost a third of an array of no axes."""
    arguments = [names[argument] for argument in node.arguments]
    if node.operation is np.divide:  # as of arrays, by 0 too
        dividend, divisor = arguments
        by_numpy = f"{function.name(np.divide)}({dividend}, {divisor})"
        return f"{dividend} / {divisor} if {divisor} else {by_numpy}"
    if node.operation in _SIGNS:
        return f" {_SIGNS[node.operation]} ".join(arguments)
    return f"{function.name(node.operation)}({', '.join(arguments)})"


def _calls(node: Node, arrays: Arrays) -> list[Call]:
    if node.operation is None or node.is_scalar:
        return []
    out, arguments = arrays[node], [arrays[argument] for argument in node.arguments]
    if hasattr(node.operation, "calls"):
        found: list[Call] = node.operation.calls(out, *arguments)
        return found
    if node.operation is np.where:
        condition, yes, no = arguments
        return [Call(np.copyto, (out, no)), Call(np.copyto, (out, yes, "same_kind", condition))]
    if node.operation is Rows.SUM:  # a product with ones takes a third of the time of a reduction
        return [Call(np.ones((1, arguments[0].shape[1])).dot, (arguments[0].T, out.T))]
    if node.operation is Rows.SPREAD:
        return [Call(np.ones((out.shape[1], 1)).dot, (arguments[0].T, out.T))]
    if node.operation is Rows.SPREAD_SUM:
        return [Call(np.ones((out.shape[1], arguments[0].shape[1])).dot, (arguments[0].T, out.T))]
    if node.operation is Rows.MAX:
        return _row_max(arguments[0].T, out.T)
    if node.operation in (np.maximum, np.minimum):  # NumPy wants these two to name it
        return [Call(node.operation, tuple(arguments), {"out": out})]
    return [Call(node.operation, (*arguments, out))]


def _row_max(columns: Array, out: Array) -> list[Call]:
    """Return how the largest of each sample is found: of few units by halving, which is faster."""
    if not 1 < len(columns) <= _FEW_UNITS:
        return [Call(np.maximum.reduce, (columns, 0, None, out[0]))]
    half = -(-len(columns) // 2)
    larger = np.empty((half, columns.shape[1])) if half > 1 else out
    call = Call(np.maximum, (columns[:half], columns[-half:]), {"out": larger})
    return [call] if half == 1 else [call, *_row_max(larger, out)]
