"""Binds a recorded graph to arrays and runs it.

Every operand is an array that exists before the first run and every result has its place: a run is a plain
loop over calls without arguments, because at the size of a small network the calls themselves are what costs.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol

import numpy as np

from core.arrays import Array
from core.compiled.record import Node, Rows

Call = Callable[[], Any]
Arrays = dict[Node, Any]

_PLAIN: dict[Any, Callable[..., Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.power: operator.pow,
}


class Lowered(Protocol):
    """An operation that knows its own calls."""

    def calls(self, out: Array, *arguments: Array) -> list[Call]:
        """Return what has to be called to compute it."""


def allocate(nodes: Iterable[Node], wanted: Iterable[Node], placed: Mapping[Node, Array]) -> Arrays:
    """Return an array for every number, row and step that the graph computes.

    Arrays ``(N, units)`` are views of transposed ones: a row of ones below a layer's activations then leaves
    both contiguous. Two results share an array if the first is not needed any more when the second comes.
    """
    order = list(nodes)
    needed = reachable(order, wanted)
    last_use = {argument: node for node in needed for argument in node.arguments}
    arrays: Arrays = dict(placed)
    free: dict[tuple[Any, ...], list[Any]] = {}
    for node in needed:
        if node.is_scalar:
            arrays.setdefault(node, np.array(node.constant or 0.0, bool if node.truth else float))
        elif node not in arrays:
            spare = free.get((node.shape, node.truth))
            arrays[node] = (
                spare.pop() if spare else np.empty(node.shape[::-1], bool if node.truth else float).T
            )
        for argument in set(node.arguments):
            if last_use[argument] is node and not argument.is_scalar and argument not in placed:
                free.setdefault((argument.shape, argument.truth), []).append(arrays[argument])
    return arrays


def reachable(nodes: Iterable[Node], wanted: Iterable[Node]) -> list[Node]:
    """Return the nodes that the wanted ones depend on, and these, in their order."""
    waiting, found = list(wanted), set()
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.arguments)
    return [node for node in nodes if node in found]


class Program:
    """The calls that compute the wanted nodes.

    Parameters
    ----------
    nodes : iterable of Node
        The whole graph in its order.
    wanted : iterable of Node
    arrays : mapping of Node to array
    given : tuple of Node
        The scalars that every run is called with.
    """

    def __init__(
        self, nodes: Iterable[Node], wanted: Iterable[Node], arrays: Arrays, given: tuple[Node, ...]
    ) -> None:
        needed = reachable(nodes, wanted)
        self._calls = [call for node in needed for call in _calls(node, arrays)]
        scalars = [node for node in needed if node.is_scalar and node.constant is None]
        self._values: list[Any] = [0.0] * (len(needed) + len(given))
        place = {node: number for number, node in enumerate(needed, len(given))}
        place |= {node: number for number, node in enumerate(given)}
        for node in needed:
            if node.constant is not None:
                self._values[place[node]] = node.constant
        self._scalars = [
            (place[node], _on_floats(node, [place[argument] for argument in node.arguments]))
            for node in scalars
            if node not in given
        ]
        used = {argument for node in needed if not node.is_scalar for argument in node.arguments}
        self._handed_over = [(place[node], arrays[node]) for node in scalars if node in used]

    def run(self, *given: float) -> None:
        """Compute everything for these values of the given scalars."""
        values = self._values
        values[: len(given)] = given
        for place, compute in self._scalars:
            values[place] = compute(values)
        for place, array in self._handed_over:
            array[()] = values[place]
        for call in self._calls:
            call()


def _on_floats(node: Node, places: list[int]) -> Callable[[list[Any]], Any]:
    """Return a function of the list of all scalars; plain floats cost a third of an array of no axes."""
    function: Any = _PLAIN.get(node.operation, node.operation)
    if len(places) == 2:
        left, right = places
        return lambda values: function(values[left], values[right])
    return lambda values: function(*[values[place] for place in places])


def _calls(node: Node, arrays: Arrays) -> list[Call]:
    if node.operation is None or node.is_scalar:
        return []
    out, arguments = arrays[node], [arrays[argument] for argument in node.arguments]
    if hasattr(node.operation, "calls"):
        found: list[Call] = node.operation.calls(out, *arguments)
        return found
    if node.operation is np.where:
        condition, yes, no = arguments
        return [partial(np.copyto, out, no), partial(np.copyto, out, yes, "same_kind", condition)]
    if node.operation is Rows.SUM:  # a product with ones takes a third of the time of a reduction
        return [partial(np.ones((1, arguments[0].shape[1])).dot, arguments[0].T, out.T)]
    if node.operation is Rows.SPREAD:
        return [partial(np.ones((out.shape[1], 1)).dot, arguments[0].T, out.T)]
    if node.operation is Rows.MAX:
        return [partial(np.maximum.reduce, arguments[0].T, 0, None, out.T[0])]
    if node.operation in (np.maximum, np.minimum):  # NumPy wants these two to name it
        return [partial(node.operation, *arguments, out=out)]
    return [partial(node.operation, *arguments, out)]
