"""Gives every result of a graph an array."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array
from core.compiled.record import Node

Arrays = dict[Node, Any]

# Each number of these results depends on the same number of the arguments alone, and is rounded exactly: it
# comes out the same in the place of an argument as in a place of its own.
_IN_PLACE = frozenset(
    (np.add, np.subtract, np.multiply, np.divide, np.square, np.sqrt, np.absolute, np.maximum, np.minimum)
)


class Replacement(NamedTuple):
    """A result that is put where something given was.

    Attributes
    ----------
    before : tuple of Node
        What was given: the whole array first, then those that are parts of it.
    after : Node
    """

    before: tuple[Node, ...]
    after: Node


def reachable(nodes: Iterable[Node], wanted: Iterable[Node]) -> list[Node]:
    """Return the nodes that the wanted ones depend on, and these, in their order."""
    waiting, found = list(wanted), set()
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.arguments)
    return [node for node in nodes if node in found]


def may_replace(nodes: Sequence[Node], before: tuple[Node, ...], after: Node) -> bool:
    """Tell whether a result may come in the place of what is before it (see `Replacement`): nobody reads
    that any more.
    """
    later = nodes[nodes.index(after) + 1 :]
    if any(not set(before).isdisjoint(node.arguments) for node in later):
        return False
    if after.operation in _IN_PLACE:
        return set(before[1:]).isdisjoint(after.arguments)
    return set(before).isdisjoint(after.arguments)


def allocate(
    nodes: Sequence[Node],
    placed: Mapping[Node, Array],
    replacements: Sequence[Replacement] = (),
    lent: Sequence[Node] = (),
) -> Arrays:
    """Return an array for every number, row and step of a graph.

    Arrays ``(N, units)`` are views of transposed ones: a row of ones below a layer's activations then leaves
    both contiguous. Two results share an array if the first is not needed any more when the second comes:
    fewer arrays stay in the cache. What is settled keeps an array of its own.

    Parameters
    ----------
    nodes : sequence of Node
        In their order.
    placed : mapping of Node to array
        The arrays of what is given, and of results that have a place.
    replacements : sequence of Replacement
        Of which `may_replace` is true.
    lent : sequence of Node
        Those with a place that others may have after their last use.
    """
    last_use = {argument: number for number, node in enumerate(nodes) for argument in node.arguments}
    arrays: Arrays = dict(placed)
    until: dict[Node, float] = {}  # how long the array of a result may be others' after it
    ending: dict[float, list[Node]] = defaultdict(list)  # by number: the results whose last use that is
    for before, after in replacements:
        whole, *parts = before
        arrays[after] = arrays[whole]  # the same object: of two views NumPy has to find out that they overlap
        until[whole] = nodes.index(after) - (after.operation not in _IN_PLACE)
        ends = [last_use.get(whole, -1), *(last_use.get(part, -1) + 1 for part in parts)]
        ending[max(ends)].append(whole)
    for node in lent:
        until[node] = math.inf
        ending[last_use.get(node, -1)].append(node)
    spare: list[Node] = ending.pop(-1, [])
    for number, node in enumerate(nodes):
        gone = ending.pop(number, [])
        last = last_use.get(node, math.inf)
        if node in arrays:
            pass
        elif node.is_scalar or node.is_settled:
            arrays[node] = _new(node)
        else:
            in_place = [old for old in gone if old in node.arguments and node.operation in _IN_PLACE]
            fitting = (old for old in (*in_place, *spare) if last <= until[old] and _alike(old, node))
            found = next(fitting, None)
            arrays[node] = _new(node) if found is None else arrays[found]
            until[node] = math.inf if found is None else until[found]
            ending[last].append(node)
            gone, spare = ([old for old in olds if old is not found] for olds in (gone, spare))
        spare += gone
    return arrays


def _alike(one: Node, other: Node) -> bool:
    return (one.shape, one.truth) == (other.shape, other.truth)


def _new(node: Node) -> Array:
    kind = bool if node.truth else float
    if node.is_scalar:
        return np.array(node.constant or 0.0, kind)
    array: Array = np.empty(node.shape[::-1], kind).T
    return array
