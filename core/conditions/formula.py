"""A condition or a watch as it is worked out: its values, and the first step at which each is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from core.conditions.named import Named
from core.conditions.spots import Spots
from core.conditions.stretch import RecordedStretch, Stretch
from core.expression.evaluate import value_of
from core.expression.reductions import LOGICAL, is_reduction, reduced
from core.expression.tree import Call, Node, Operation, Variable, fold, operands_of
from core.expression.write import write
from core.trace import Steps, Trace

_NEVER = np.iinfo(np.intp).max


class Known(NamedTuple):
    """Values, and the first step at which each is known; both broadcast to ``(K, N, S)``."""

    values: Any
    steps: Any


class Formula:
    """A tree with what its names stand for.

    Parameters
    ----------
    root : Node
    names : mapping of str to Named
        Those that the tree holds, at least.
    spots : Spots
        Where it is looked at.
    """

    def __init__(self, root: Node, names: Mapping[str, Named], spots: Spots) -> None:
        self.spots = spots
        self.names = {variable.name: names[variable.name] for variable in variables_of(root)}
        self._root = root

    @property
    def of_losses(self) -> bool:
        """Whether the losses alone are enough for it."""
        return all(named.of_losses for named in self.names.values())

    def values(self, stretch: Stretch) -> Any:
        """Return the values at all spots; they broadcast to ``(K, N, S)``."""

        def value(node: Node, operands: Sequence[Any]) -> Any:
            if isinstance(node, Variable):
                named = self.names[node.name]
                return _chosen(named, node.indices, named.values(stretch, self.spots))
            if isinstance(node, Call) and is_reduction(node):
                return reduced(node.name, operands[0], self._axes(node))
            return value_of(node, operands)

        with np.errstate(all="ignore"):
            return fold(self._root, value)

    def known(self, stretch: Stretch, trace: Steps) -> Known:
        """Return the values, with the steps at which they are known.

        ``or`` and ``any`` are known as soon as one operand is true, ``and`` and ``all`` as soon as one is
        false, everything else when all that it is made of is known.

        Parameters
        ----------
        trace : Steps
            Of any update of the stretch: their steps are the same.
        """

        def known(node: Node, operands: Sequence[Known]) -> Known:
            if isinstance(node, Variable):
                named = self.names[node.name]
                values = _chosen(named, node.indices, named.values(stretch, self.spots))
                steps = np.asarray(named.steps(trace, self.spots)).reshape(1, 1, -1)
                return Known(values, _chosen(named, node.indices, steps))
            if isinstance(node, Call) and is_reduction(node):
                return _reduced(node.name, operands[0], self._axes(node))
            values = value_of(node, [operand.values for operand in operands])
            if isinstance(node, Operation) and node.sign in ("and", "or"):
                return Known(values, _decided(node.sign == "or", *operands))
            return Known(values, reduce(np.maximum, [operand.steps for operand in operands], np.intp(0)))

        with np.errstate(all="ignore"):
            return fold(self._root, known)

    def measured(self, stretch: RecordedStretch, sample: int, spot: int) -> dict[str, float]:
        """Return the numbers that the comparisons are of, by their text, as they are in the first update.

        Parameters
        ----------
        sample, spot : int
            From 0; what is the same for all samples, or all spots, is taken as it is.
        """
        found = {}
        for node in _measures(self._root):
            if isinstance(node, Variable) and self.names[node.name].name.is_truth:
                continue
            values = np.asarray(Formula(node, self.names, self.spots).values(stretch))[0]
            row, column = min(sample, values.shape[0] - 1), min(spot, values.shape[1] - 1)
            found[write(node)] = float(values[row, column])
        return found

    def computed_at(self, trace: Trace) -> int:
        """Return the step that computes the last of its numbers; -1 where all are there before the update."""
        return max((self._computed_at(variable, trace) for variable in variables_of(self._root)), default=-1)

    def _computed_at(self, variable: Variable, trace: Trace) -> int:
        named = self.names[variable.name]
        if named.is_given:
            return -1
        steps = np.asarray(named.steps(trace, self.spots)).reshape(1, 1, -1)
        return int(np.max(_chosen(named, variable.indices, steps)))

    def _axes(self, node: Node) -> tuple[int, ...]:
        """Return what a reduction goes over: all of a whole array, the spots' own numbers otherwise."""
        return (1, 2) if self._is_array(*operands_of(node)) else self.spots.reduced

    def _is_array(self, node: Node) -> bool:
        if isinstance(node, Variable):
            return bool(self.names[node.name].name.sizes) and not node.indices
        return not is_reduction(node) and any(map(self._is_array, operands_of(node)))


def renamed(root: Node, name: str, other: str) -> Node:
    """Return a formula in which one name stands for another."""

    def copy(node: Node, operands: Sequence[Node]) -> Node:
        if isinstance(node, Variable):
            return Variable(other) if node.name == name else node
        return replace(node, operands=tuple(operands)) if isinstance(node, (Operation, Call)) else node

    return fold(root, copy)


def _measures(root: Node) -> list[Node]:
    """Return the variables in a formula, and the reductions to one number instead of what is in them."""
    found: list[Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        is_one_number = isinstance(node, Call) and is_reduction(node) and node.name not in LOGICAL
        if is_one_number or isinstance(node, Variable):
            found.append(node)
        else:
            waiting += reversed(operands_of(node))
    return found


def variables_of(root: Node) -> list[Variable]:
    """Return the variables in a formula, as often as they occur."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        waiting += operands_of(node)
        if isinstance(node, Variable):
            found.append(node)
    return found


def _chosen(named: Named, indices: tuple[int, ...], values: Any) -> Any:
    """Return the number of an array that the indices name; without them all."""
    if not indices:
        return values
    place = int(np.ravel_multi_index(indices, named.name.sizes))
    return values[..., place : place + 1]


def _decided(settles: bool, a: Known, b: Known) -> Any:
    """Return when ``or`` (`settles` is true) or ``and`` (false) is known: one operand may settle it."""
    by_a, by_b = np.equal(a.values, settles), np.equal(b.values, settles)
    both = np.maximum(a.steps, b.steps)
    first_of_two = np.where(by_a & by_b, np.minimum(a.steps, b.steps), np.where(by_a, a.steps, b.steps))
    return np.where(by_a | by_b, first_of_two, both)


def _reduced(name: str, operand: Known, axes: tuple[int, ...]) -> Known:
    shape = np.broadcast_shapes(np.shape(operand.values), np.shape(operand.steps))
    steps = np.broadcast_to(operand.steps, shape)
    last = steps.max(axis=axes, keepdims=True)
    values = reduced(name, operand.values, axes)
    if name not in LOGICAL:
        return Known(values, last)
    settles = np.equal(operand.values, name == "any")
    first = np.where(settles, steps, _NEVER).min(axis=axes, keepdims=True)
    return Known(values, np.where(first < _NEVER, first, last))
