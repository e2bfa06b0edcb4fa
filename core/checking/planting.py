"""Training with mistakes planted: what each of them does to the loss, and a project with a hidden one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, read_only
from core.checking.candidates import plant
from core.checking.situation import Situation
from core.checking.student import Work
from core.mistakes.base import Mistake
from core.passes import Recording
from core.task import CLIPPED, Point, Task


@dataclass(frozen=True, eq=False)
class PlantedUpdate:
    """One update with mistakes in it, as `core.training.Update` has one without.

    Attributes
    ----------
    before, after : Point
    batch : array of int (N,)
        Which samples were used, from 0.
    recording : Recording
        Forward and backward pass; `chain_delta` is None.
    quantities : mapping of str to array
        What lies between the gradient and the new parameters, as an `Update` has it; ``theta`` is the last.
    """

    before: Point
    after: Point
    batch: NDArray[np.intp]
    recording: Recording
    quantities: Mapping[str, Array]


def planted_update(
    task: Task, point: Point, mistakes: Sequence[Mistake], carried: Array | None = None
) -> PlantedUpdate:
    """Compute one update with mistakes; numbers that are not finite are kept as they are.

    Parameters
    ----------
    task : Task
    point : Point
        Where it begins.
    mistakes : sequence of Mistake
        None of them is an update as it should be.
    carried : array (parameters,) or None
        The gradient of the planted update before.

    Raises
    ------
    ValueError
        If a mistake cannot be made there (`Mistake.is_possible`), or if NumPy cannot go on with its shapes
        (`Mistake.trains`).
    """
    at = Situation.at(task, point, carried)
    for mistake in mistakes:
        if not mistake.is_possible(at):
            raise ValueError(f"{mistake.label} cannot be made here {mistake.place}".rstrip())
    with np.errstate(all="ignore"):
        work = Work(at, plant(mistakes))
        work.back_to(1)
        recording, quantities = _recording(work), _quantities(work)
    after = _after(task, point, at.samples, quantities)
    return PlantedUpdate(point, after, at.batch, recording, quantities)


def planted_training(task: Task, point: Point, mistakes: Sequence[Mistake]) -> Iterator[PlantedUpdate]:
    """Yield one update after the other, without end; ValueError as `planted_update` says."""
    carried = None
    while True:
        update = planted_update(task, point, mistakes, carried)
        yield update
        point, carried = update.after, update.recording.gradient


def _after(task: Task, before: Point, samples: int, quantities: Mapping[str, Array]) -> Point:
    position = before.position + samples
    finished = position >= task.samples
    return Point(
        update=before.update + 1,
        theta=quantities["theta"],
        state={slot: quantities[slot] for slot in task.optimizer.slots()},
        epoch=before.epoch + finished,
        position=0 if finished else position,
        optimizer_steps=before.optimizer_steps + 1,
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
