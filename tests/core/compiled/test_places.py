from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.compiled.places import Replacement, allocate, may_replace
from core.compiled.record import Node, Recorder, Symbol


class Graph:
    """A formula of an array and of one that it replaces."""

    def __init__(self, formula: Any) -> None:
        self.recorder = Recorder()
        self.given, self.before = (self.recorder.given((3,)) for _ in range(2))
        self.after: Node = formula(*(Symbol(self.recorder, node) for node in (self.given, self.before))).node
        self.placed = {node: np.zeros(3) for node in (self.given, self.before)}
        self.placed[self.after] = self.placed[self.before][:]

    def arrays(self) -> list[int]:
        """Return which array each result has, in their order; 0 is the one that is replaced."""
        replacement = Replacement((self.before,), self.after)
        found = allocate(self.recorder.nodes, self.placed, [replacement])
        results = [node for node in self.recorder.nodes if node.operation is not None]
        known = [id(self.placed[self.before])]
        for node in results:
            if id(found[node]) not in known:
                known.append(id(found[node]))
        return [known.index(id(found[node])) for node in results]

    def may_replace(self) -> bool:
        return may_replace(self.recorder.nodes, (self.before,), self.after)


@pytest.mark.parametrize(
    ("formula", "arrays"),
    [
        (lambda g, m: 0.9 * m + 0.1 * g, [0, 1, 0]),  # a running mean needs one array besides its own
        (lambda g, m: m + np.sqrt(2 * g) * g, [1, 1, 1, 0]),
        (lambda g, m: m + np.tanh(2 * g), [1, 2, 0]),  # another route may be taken in place: not to the bit
        (lambda g, m: np.tanh(m) + np.exp(g), [1, 0, 0]),
        (lambda g, m: np.exp(np.tanh(g) + m), [1, 1, 0]),
    ],
)
def test_arithmetic_is_done_in_place(formula: Any, arrays: list[int]) -> None:
    graph = Graph(formula)
    assert graph.may_replace()
    assert graph.arrays() == arrays


def test_what_is_read_later_is_not_replaced() -> None:
    graph = Graph(lambda g, m: m + g)
    assert graph.may_replace()
    np.multiply(Symbol(graph.recorder, graph.before), 2)
    assert not graph.may_replace()


@pytest.mark.parametrize("formula", [lambda g, m: np.tanh(m), lambda g, m: np.where(g > 0, g, m)])
def test_only_arithmetic_replaces_what_it_reads(formula: Any) -> None:
    assert not Graph(formula).may_replace()


def test_what_is_read_in_part_is_not_replaced_by_its_reader() -> None:
    graph = Graph(lambda g, m: m + g)
    assert not may_replace(graph.recorder.nodes, (graph.before, graph.given), graph.after)
