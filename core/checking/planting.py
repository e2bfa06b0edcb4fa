"""Training with mistakes planted: what each of them does to the loss, and a project with a hidden one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.arrays import Array, read_only
from core.checking.candidates import plant
from core.checking.situation import Situation
from core.checking.student import Work
from core.mistakes.base import Mistake
from core.passes import Recording
from core.task import CLIPPED, Point, Task
from core.training import Update, run_update


@dataclass(frozen=True)
class Planting:
    """Mistakes that a task is trained with (a `core.task.Planted`).

    Attributes
    ----------
    mistakes : tuple of Mistake
    hidden : bool
        Whether they are to be found: their names are kept back.
    """

    mistakes: tuple[Mistake, ...]
    hidden: bool = False

    def engine(self, task: Task) -> PlantedEngine:
        """Return what runs the updates of the task with these mistakes."""
        return PlantedEngine(task, self.mistakes)

    def check(self, task: Task, point: Point) -> None:
        """Accept mistakes that can be made from a point on.

        Raises
        ------
        ValueError
            If there is none, or one cannot be made there, in words that keep back what is hidden.
        """
        at = Situation.at(task, point)
        if not self.mistakes:
            raise ValueError("there is no mistake")
        for mistake in self.mistakes:
            if not mistake.is_possible(at):
                raise ValueError(f"{self._name(mistake)} cannot be made here")
            if not mistake.trains(task):
                raise ValueError(f"{self._name(mistake)} makes arrays here that NumPy cannot train with")

    @property
    def sentence(self) -> str:
        """What is planted, without a full stop; what is hidden is counted only."""
        count, one = len(self.mistakes), len(self.mistakes) == 1
        if self.hidden:
            return "One hidden mistake is planted" if one else f"{count} hidden mistakes are planted"
        names = "; ".join(mistake.name for mistake in self.mistakes)
        return f"A mistake is planted: {names}" if one else f"{count} mistakes are planted: {names}"

    def _name(self, mistake: Mistake) -> str:
        return "the hidden mistake" if self.hidden else mistake.name


class PlantedEngine:
    """Makes every update of a task step by step, as a student does, with mistakes.

    Parameters
    ----------
    task : Task
        Not kept: a copy is.
    mistakes : tuple of Mistake
        They pass `Planting.check`.
    """

    def __init__(self, task: Task, mistakes: tuple[Mistake, ...]) -> None:
        self._task, self._mistakes = replace(task), mistakes

    def run(self, point: Point, updates: int) -> tuple[Array, Point]:
        """Run updates without keeping their numbers; return their losses and the point after the last."""
        losses = np.empty(updates)
        for number in range(updates):
            update = planted_update(self._task, point, self._mistakes)
            losses[number], point = update.recording.loss, update.after
        return losses, point

    def record(self, point: Point) -> tuple[Point, Numbers]:
        """Run one update and return the point after it and every number."""
        numbers = _made(self._task, point, self._mistakes)
        return _after(self._task, point, self._mistakes, numbers), numbers


class Numbers(NamedTuple):
    """The numbers of one planted update (a `core.task.Recorded`)."""

    passes: Recording
    named: Mapping[str, Array]

    def recording(self) -> Recording:
        """Return the forward and the backward pass; `chain_delta` is None where there is no shortcut."""
        return self.passes

    def quantities(self) -> Mapping[str, Array]:
        """Return what lies between the gradient and the new parameters; ``theta`` is the last."""
        return self.named


def planted_update(task: Task, point: Point, mistakes: Sequence[Mistake]) -> Update:
    """Compute one update with mistakes; numbers that are not finite are kept as they are.

    Parameters
    ----------
    task : Task
    point : Point
        Where it begins.
    mistakes : sequence of Mistake
        None of them is an update as it should be.

    Raises
    ------
    ValueError
        If a mistake cannot be made there (`Mistake.is_possible`), or if NumPy cannot go on with its shapes
        (`Mistake.trains`).
    """
    numbers = _made(task, point, mistakes)
    return Update(task, point, _after(task, point, mistakes, numbers), numbers)


def planted_training(task: Task, point: Point, mistakes: Sequence[Mistake]) -> Iterator[Update]:
    """Yield one update after the other, without end; ValueError as `planted_update` says."""
    while True:
        update = planted_update(task, point, mistakes)
        yield update
        point = update.after


def without_mistakes(task: Task, update: Update) -> tuple[Task, Update]:
    """Return a task, and an update of it from the same point, as they should be."""
    if task.planted is None:
        return task, update
    right = replace(task, planted=None)
    return right, run_update(right, update.before)


def _made(task: Task, point: Point, mistakes: Sequence[Mistake]) -> Numbers:
    at = Situation.at(task, point, point.carried)
    for mistake in mistakes:
        if not mistake.is_possible(at):
            raise ValueError(f"{mistake.name} cannot be made here")
    with np.errstate(all="ignore"):
        work = Work(at, plant(mistakes))
        work.back_to(1)
        return Numbers(_recording(work), _quantities(work))


def _after(task: Task, before: Point, mistakes: Sequence[Mistake], numbers: Numbers) -> Point:
    position = before.position + len(numbers.passes.inputs)
    finished = position >= task.samples
    return Point(
        update=before.update + 1,
        theta=numbers.named["theta"],
        state={slot: numbers.named[slot] for slot in task.optimizer.slots()},
        epoch=before.epoch + finished,
        position=0 if finished else position,
        optimizer_steps=before.optimizer_steps + 1,
        carried=numbers.passes.gradient if any(mistake.carries for mistake in mistakes) else None,
    )


def _quantities(work: Work) -> dict[str, Array]:
    """Return what lies between the gradient and the new parameters, each for all parameters."""
    network = work.at.network
    layers = range(1, network.depth + 1)
    parts = [[work.optimize(kind, layer) for kind in work.kinds(layer)] for layer in layers]
    clipped = {CLIPPED: read_only(work.clipped)} if work.at.task.clips else {}
    return clipped | {
        name: read_only(network.join([p[name] for p in part] for part in parts)) for name in parts[0][0]
    }


def _recording(work: Work) -> Recording:
    at, depth = work.at, work.depth
    meets = at.task.loss.meets(work.activation(depth))
    elements = work.elements()

    def row(arrays: Mapping[int, Array], first: Array) -> tuple[Array, ...]:
        return (first, *(arrays[layer] for layer in range(1, depth + 1)))

    nothing = np.empty(0)
    data_loss = float(at.scale * elements.sum())
    return Recording(
        inputs=at.inputs,
        targets=at.targets,
        z=row(work.z, nothing),
        a=row(work.a, at.inputs),
        dropped=row(work.dropped, at.inputs),
        grad_dropped=row(work.grad_dropped, nothing),
        grad_a=row(work.grad_a, nothing),
        delta=row(work.delta, nothing),
        masks=at.masks,
        elements=elements,
        data_loss=data_loss,
        penalty=at.penalty,
        loss=data_loss + at.penalty,
        chain_delta=work.chain(depth, work.grad_a[depth]) if meets else None,
        gradient=work.gradient(),
    )
