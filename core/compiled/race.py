"""One step of a race, recorded and bound: heights and slopes under all rivals, then each rival's own rule.

A step puts positions and slots where the old ones were, so that little has to stay in the cache. All that
goes on for one coordinate of one rival lies together in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from core.arrays import Array
from core.compiled.lowered import Copy, Joined, Plain, Row
from core.compiled.places import Arrays, Replacement, allocate, may_replace, reachable
from core.compiled.program import Program
from core.compiled.record import Node, Recorder, Symbol
from core.compiled.rule import kept, record_rule
from core.optimizers.base import Optimizer
from core.rival import Rival

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
    rivals : sequence of Rival
    starts : array (n, 2)
        Every rival starts from each.
    is_noisy : bool
        Whether `noise` is added to the gradients.

    Attributes
    ----------
    places : array (rivals, 2, n)
        Where the rivals are: x and y apart.
    heights : array (rivals, n)
        How high the rivals were when `step` or `measure` was called last.
    noise : array (2, n)
        To be filled in before a step.
    """

    def __init__(
        self, ground: Ground, rivals: Sequence[Rival], starts: Array, is_noisy: bool = False
    ) -> None:
        self.places = np.empty((len(rivals), *starts.T.shape))
        self.places[:] = starts.T
        _, axes, count = self.places.shape
        self.heights = np.empty((len(rivals), count))
        self.noise = np.zeros((axes, count))
        self._taken = 0
        self._varying = [rival for rival in rivals if rival.varies_rate]
        self._recorder = Recorder()
        self._times = [self._recorder.given((), is_scalar=True) for _ in range(1 + len(self._varying))]
        self._placed: Arrays = {}
        self._replacements: list[Replacement] = []
        self._position = tuple(self._given(self.places[:, axis]) for axis in range(axes))
        height = self._record_height(ground)
        noise = self._given(self.noise) if is_noisy else None
        rates = iter(self._times[1:])
        for place, slopes in enumerate(self._record_slopes(ground)):
            seen = slopes if noise is None else self._recorder.apply(np.add, (slopes, noise))
            times = (self._times[0], next(rates)) if rivals[place].varies_rate else (self._times[0],)
            self._record_rule(place, rivals[place].optimizer, seen, times)
        self._measure = self._bound([height])
        self._move = self._bound([height, *(replacement.after for replacement in self._replacements)])

    def measure(self) -> None:
        """Find the heights of the places."""
        self._measure.run(*self._now())

    def step(self) -> None:
        """Find the heights of the places and take one step from there."""
        self._move.run(*self._now())
        self._taken += 1

    def _now(self) -> tuple[float, ...]:
        """Return the number of the next step, from 1, and the learning rates that vary."""
        return self._taken + 1, *(rival.rate(self._taken) for rival in self._varying)

    # Arrays (n, ...) are views of transposed ones, as everywhere in compiled programs.

    def _record_height(self, ground: Ground) -> Node:
        (height,) = self._recorded(lambda x, y: (ground.value(x, y),), 1)
        return self._put(height, self.heights)

    def _record_slopes(self, ground: Ground) -> list[Node]:
        """Record the slopes and return, for each rival, its own."""
        place = np.empty_like(self.places)
        found = self._recorded(ground.gradient, len(self._position))
        by_axis = tuple(self._put(node, place[:, axis]) for axis, node in enumerate(found))
        joined = [self._recorder.call(Joined(), by_axis, own.T.shape) for own in place]
        return [self._put(node, own) for node, own in zip(joined, place, strict=True)]

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

    def _given(self, array: Array) -> Node:
        return self._put(self._recorder.given(array.T.shape), array)

    def _put(self, node: Node, place: Array) -> Node:
        """Give a node its array; where it has one already, a second one gets a copy."""
        if node in self._placed:
            node = self._recorder.call(Copy(), (node,), node.shape)
        self._placed[node] = place.T
        return node

    def _record_rule(self, place: int, optimizer: Optimizer, slopes: Node, times: tuple[Node, ...]) -> None:
        """Record a rival's update, which puts theta and slots where they were before."""
        theta, slots = self.places[place], optimizer.slots()
        initial = optimizer.init(theta.T)
        state = [theta, *(np.array(initial[slot].T, order="C") for slot in slots)]
        before = tuple(self._given(array) for array in state)
        values = record_rule(self._recorder, optimizer, slopes, before, times)
        after = [kept(self._recorder, values[name], slopes.shape) for name in ("theta", *slots)]
        parts = [self._position, *(() for _ in slots)]  # x and y share the memory of theta
        for old, part, node, array in zip(before, parts, after, state, strict=True):
            if not may_replace(self._recorder.nodes, (old, *part), node):
                node = self._recorder.call(Copy(), (node,), node.shape)
            self._replacements.append(Replacement((old, *part), self._put(node, array)))

    def _bound(self, wanted: list[Node]) -> Program:
        needed = reachable(self._recorder.nodes, wanted)
        replacements = [replacement for replacement in self._replacements if replacement.after in needed]
        return Program(needed, allocate(needed, self._placed, replacements), tuple(self._times))
