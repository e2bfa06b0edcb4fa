"""How a neuron learns, as a walk: every epoch repeats one pattern of steps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from core.arrays import Array
from core.explain.explanation import Explanation
from core.formula import Source

EPOCH_GRAINS = ("term", "quantity", "example", "epoch")


@dataclass(frozen=True)
class Place:
    """One step of the pattern.

    Attributes
    ----------
    kind : str
        What is computed; see the neuron's learning.
    example : int or None
        Which of the epoch's examples in turn it belongs to, from 0; None at the epoch's end.
    origin : int or None
        The input whose weight it belongs to, from 0; None for the bias and for the whole neuron.
    quantity : str
        The number that it helps to make: steps in a row with the same one form a block.
    completes : bool
        Whether that number is complete with this step.
    """

    kind: str
    example: int | None
    origin: int | None = None
    quantity: str = ""
    completes: bool = True


@dataclass(frozen=True)
class NeuronStep:
    """One step of a neuron's learning: a place of the pattern in one epoch.

    Attributes
    ----------
    index : int
        Its place in the walk, from 0.
    epoch : int
        From 0; for a McCulloch-Pitts neuron the place of the threshold in the sweep.
    sample : int or None
        The row of the data that is looked at, from 0; None at the epoch's end.
    kind, example, origin, completes
        See `Place`.
    """

    index: int
    epoch: int
    sample: int | None
    kind: str
    example: int | None
    origin: int | None
    completes: bool


class Learning:
    """Epochs that all have the same steps (a `core.walk.Walk`).

    Parameters
    ----------
    epochs : int
        How often the pattern is repeated.
    pattern : sequence of Place
        The steps of one epoch.
    """

    grains: ClassVar[tuple[str, ...]] = EPOCH_GRAINS
    focus: ClassVar[str] = "example"  # the grain of what is looked at together
    # What the steps of a block have in common; a grain that is not listed spans the whole walk.
    blocks: ClassVar[Mapping[str, Callable[[int, Place], object]]] = {
        "term": lambda index, place: index,
        "quantity": lambda index, place: (place.example, place.quantity),
        "example": lambda index, place: place.example,
        "epoch": lambda index, place: None,
    }

    def __init__(self, epochs: int, pattern: Sequence[Place]) -> None:
        self.epochs = epochs
        self.pattern = tuple(pattern)
        self._starts = {grain: _starts(self.pattern, shared) for grain, shared in self.blocks.items()}

    def __len__(self) -> int:
        return self.epochs * len(self.pattern)

    def __getitem__(self, index: int) -> NeuronStep:
        if not 0 <= index < len(self):
            raise IndexError(f"step {index} is outside 0 to {len(self) - 1}")
        epoch, inside = divmod(index, len(self.pattern))
        place = self.pattern[inside]
        sample = None if place.example is None else self.sample_at(epoch, place.example)
        return NeuronStep(index, epoch, sample, place.kind, place.example, place.origin, place.completes)

    def block(self, step: int, grain: str) -> range:
        """Return the steps of the block of that grain which `step` lies in."""
        if grain not in self._starts:
            return range(len(self))
        epoch, inside = divmod(step, len(self.pattern))
        starts, begin = self._starts[grain], epoch * len(self.pattern)
        after = bisect_right(starts, inside)
        stop = starts[after] if after < len(starts) else len(self.pattern)
        return range(begin + starts[after - 1], begin + stop)

    def sample_at(self, epoch: int, example: int) -> int:
        """Return the row of the data that is the epoch's given example, from 0."""
        return example

    def explain(self, index: int) -> Explanation:
        """Explain a step in words, in symbols and with its numbers."""
        raise NotImplementedError

    def known(self, cursor: int) -> dict[Source, float]:
        """Return every number of the block around the cursor that is complete there, by its place.

        The block is the current example, or the epoch's end; -1, before the first step, knows nothing.
        """
        if cursor < 0:
            return {}
        done = [self.explain(i) for i in self.block(cursor, self.focus) if i <= cursor and self[i].completes]
        return {said.target: said.result for said in done}


class TrainedLearning(Learning):
    """Learning that changes weights and a bias, in steps of the kind ``theta``."""

    def theta_around(self, step: NeuronStep) -> tuple[Array, Array]:
        """Return theta before and after the block, example or epoch's end, that a step lies in."""
        raise NotImplementedError

    def theta_at(self, cursor: int) -> Array:
        """Return weights and, last, the bias as they are after a step, shape (inputs + 1,); -1: the start."""
        before, after = self.theta_around(self[max(cursor, 0)])
        theta = before.copy()
        for index in self.block(max(cursor, 0), self.focus):
            step = self[index]
            if index <= cursor and step.kind == "theta":
                place = -1 if step.origin is None else step.origin
                theta[place] = after[place]
        return theta


def _starts(pattern: tuple[Place, ...], shared: Callable[[int, Place], object]) -> list[int]:
    """Return where the blocks of the pattern begin."""
    keys = [shared(index, place) for index, place in enumerate(pattern)]
    return [index for index, key in enumerate(keys) if index == 0 or key != keys[index - 1]]
