"""One step of a race, recorded and bound: heights and slopes under all rivals, then each rival's own rule.

Positions and slots lie in two blocks that take turns, so that a step reads one and writes the other and
nothing is copied. All that goes on for one coordinate of one rival lies together in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from core.arrays import Array
from core.compiled.lowered import Copy, Joined, Plain, Row
from core.compiled.places import Arrays, allocate, reachable
from core.compiled.program import Program
from core.compiled.record import Node, Recorder, Symbol
from core.compiled.rule import kept, record_rule
from core.optimizers.base import Optimizer

Formula = Callable[[Any, Any], tuple[Any, ...]]


class Ground(Protocol):
    """What is raced on; a `core.landscape.Terrain` is one."""

    def value(self, x: Array, y: Array) -> Array:
        """Return the height at every point."""

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives by x and by y at every point."""


class CompiledRace:
    """The arrays of a race and the programs that take its steps.

    Parameters
    ----------
    ground : Ground
    optimizers : sequence of Optimizer
    starts : array (n, 2)
        Every rival starts from each.

    Attributes
    ----------
    heights : array (rivals, n)
        How high the rivals were when `step` or `measure` was called last.
    """

    def __init__(self, ground: Ground, optimizers: Sequence[Optimizer], starts: Array) -> None:
        self._taken = 0
        self._recorder = Recorder()
        self._step = self._recorder.given((), is_scalar=True)
        self._blocks = np.empty((2, len(optimizers), *starts.T.shape))
        self._blocks[0] = starts.T
        self._turns: tuple[Arrays, Arrays] = ({}, {})
        rivals, _, count = self._blocks[0].shape
        by_axis = zip(*self._blocks.swapaxes(1, 2), strict=True)
        given = self._recorder.given
        self._position = tuple(self._put(given((count, rivals)), turns) for turns in by_axis)
        self.heights = np.empty((rivals, count))
        self._height = self._record_height(ground)
        self._moved: list[Node] = []
        for rival, slopes in enumerate(self._record_slopes(ground)):
            self._record_rule(rival, optimizers[rival], slopes)
        self._steps = self._bound([self._height, *self._moved])
        self._measures = self._bound([self._height])

    @property
    def places(self) -> Array:
        """Where the rivals are, shape (rivals, 2, n): x and y apart."""
        places: Array = self._blocks[self._taken % 2]
        return places

    def measure(self) -> None:
        """Find the heights of the places."""
        self._measures[self._taken % 2].run(self._taken)

    def step(self) -> None:
        """Find the heights of the places and take one step from there."""
        program = self._steps[self._taken % 2]
        self._taken += 1
        program.run(self._taken)

    # Arrays (n, ...) are views of transposed ones, as everywhere in compiled programs.

    def _record_height(self, ground: Ground) -> Node:
        (height,) = self._recorded(lambda x, y: (ground.value(x, y),), 1)
        return self._put(height, (self.heights, self.heights))

    def _record_slopes(self, ground: Ground) -> list[Node]:
        """Record the slopes and return, for each rival, its own."""
        place = np.empty_like(self._blocks[0])
        found = self._recorded(ground.gradient, len(self._position))
        by_axis = tuple(self._put(node, (place[:, axis],) * 2) for axis, node in enumerate(found))
        joined = [self._recorder.call(Joined(), by_axis, own.T.shape) for own in place]
        return [self._put(node, (own, own)) for node, own in zip(joined, place, strict=True)]

    def _recorded(self, formula: Formula, results: int) -> list[Node]:
        """Return the results of a formula of x and y; where it cannot be recorded, those of one call."""
        shape = self._position[0].shape
        try:
            made = formula(*(Symbol(self._recorder, axis) for axis in self._position))
            nodes = [symbol.node for symbol in made]
        except (TypeError, AttributeError):  # it does what no symbol can do
            together = Plain(lambda *places: np.stack([np.broadcast_to(a, shape) for a in formula(*places)]))
            whole = self._recorder.call(together, self._position, (results, *shape))
            nodes = [self._recorder.call(Row(number), (whole,), shape) for number in range(results)]
        return [kept(self._recorder, node, shape) for node in nodes]

    def _put(self, node: Node, places: tuple[Array, Array]) -> Node:
        """Give a node its array in either turn; where it has one already, a second one gets a copy."""
        if node in self._turns[0]:
            node = self._recorder.call(Copy(), (node,), node.shape)
        for turn, place in zip(self._turns, places, strict=True):
            turn[node] = place.T
        return node

    def _record_rule(self, rival: int, optimizer: Optimizer, slopes: Node) -> None:
        start, slots = self._blocks[0, rival], optimizer.slots()
        initial = optimizer.init(start.T)
        first = [start, *(np.array(initial[slot].T, order="C") for slot in slots)]
        second = [self._blocks[1, rival], *(np.empty_like(start) for _ in slots)]
        before = tuple(
            self._put(self._recorder.given(slopes.shape), turns) for turns in zip(first, second, strict=True)
        )
        values = record_rule(self._recorder, optimizer, slopes, before, (self._step,))
        for name, read, written in zip(("theta", *slots), first, second, strict=True):
            node = kept(self._recorder, values[name], slopes.shape)
            self._moved.append(self._put(node, (written, read)))

    def _bound(self, wanted: list[Node]) -> tuple[Program, Program]:
        """Return the programs for either turn."""
        needed, step = reachable(self._recorder.nodes, wanted), (self._step,)
        first = allocate(needed, self._turns[0])
        return Program(needed, first, step), Program(needed, first | self._turns[1], step)
