"""A sigmoid neuron's learning as a walk.

The neuron is a network of one unit, and every change is an update of `core.training`: the steps are those of
`core.trace`, with the optimizer's quantities called ``change`` and ``theta``. Online, an example is an update
of its own. In the batch rule the example's share of the update comes with the example, and the loss and the
changes at the epoch's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from core.arrays import Array
from core.datasets.base import Samples
from core.explain import explain
from core.explain.explanation import Explanation
from core.landscape import Slice
from core.neurons.learning import NeuronStep, Place, TrainedLearning
from core.neurons.notation import of_one_neuron, parameter, symbol
from core.passes import run
from core.planes import through_parameters
from core.trace import Step, Trace
from core.training import Point, Update, first_point, run_update

if TYPE_CHECKING:
    from core.neurons.sigmoid_neuron import SigmoidNeuron


class _Recorded(NamedTuple):
    """Where a place of the pattern is recorded: update of the epoch, step of its trace, row of its batch."""

    update: int
    step: int
    row: int


@dataclass(frozen=True, eq=False)
class NeuronSlice(Slice):
    """The loss over two of a neuron's parameters (a `core.landscape.Terrain`)."""

    label: ClassVar[str] = "Loss of the neuron"

    def name(self, index: int) -> str:
        """Return what a parameter is called: a neuron that stands alone has no other nodes to name."""
        origin = self.network.place(index).origin
        return "b" if origin is None else f"w{origin + 1}"

    def symbol(self, index: int) -> str:
        """Return LaTeX for the parameter at a position in theta."""
        return symbol(parameter(self.network.place(index).origin))


class SigmoidLearning(TrainedLearning):
    """Every example of every epoch (a `core.walk.Walk`).

    The state at the beginning of each epoch is kept, an epoch's updates are run again when they are looked
    at: by the same function on the same numbers, so that they agree to the bit.
    """

    def __init__(self, neuron: SigmoidNeuron, samples: Samples) -> None:
        self.neuron = neuron
        self.samples = samples
        self.task = neuron.task(samples)
        start = first_point(self.task, neuron.initial_theta(samples.inputs.shape[1]))
        self._points = [start]
        self._shown: tuple[int, tuple[Update, ...]] = (0, self._run(start))
        trace = self._trace(0, 0)
        self._recorded = _batch_order(trace) if neuron.rule == "batch" else _online_order(trace, len(samples))
        super().__init__(neuron.epochs, [self._place(trace, recorded) for recorded in self._recorded])

    def run_ahead(self) -> Iterator[int]:
        """Work out the beginning of every epoch and the end of the last; yields how many are known."""
        for epoch in range(self.epochs + 1):
            self._start_of(epoch)
            yield epoch + 1

    def updates(self, epoch: int) -> tuple[Update, ...]:
        """Return the updates of an epoch: one per example, or one for all of them."""
        if self._shown[0] != epoch:
            self._shown = epoch, self._run(self._start_of(epoch))
        return self._shown[1]

    def sample_at(self, epoch: int, example: int) -> int:
        """Return the row of the data that is the epoch's given example, from 0."""
        rows = np.concatenate([update.batch for update in self.updates(epoch)])
        return int(rows[example])

    def explain(self, index: int) -> Explanation:
        """Explain a step in words, in symbols and with its numbers."""
        step = self[index]
        recorded = self._recorded[index % len(self.pattern)]
        said = explain(self._trace(step.epoch, recorded.update), recorded.step, recorded.row)
        return of_one_neuron(said, index)

    def theta_around(self, step: NeuronStep) -> tuple[Array, Array]:
        """Return weights and, last, the bias before and after the update that a step belongs to."""
        update = self.updates(step.epoch)[self._recorded[step.index % len(self.pattern)].update]
        return update.before.theta, update.after.theta

    @property
    def path(self) -> Array:
        """Weights and bias at the beginning of every epoch and at the end, shape (epochs + 1, inputs + 1)."""
        return np.array([self._start_of(epoch).theta for epoch in range(self.epochs + 1)])

    @cached_property
    def losses(self) -> Array:
        """The loss over all examples at every point of `path`, shape (epochs + 1,)."""
        task = self.task
        recorded = (run(task.network, task.loss, theta, task.inputs, task.targets) for theta in self.path)
        return np.array([recording.loss for recording in recorded])

    def surface(self, axes: tuple[int, int], cursor: int = -1) -> NeuronSlice:
        """Return the loss of all examples over two parameters, the others as they are at the cursor.

        Parameters
        ----------
        axes : pair of int
            Positions in theta: an input's number from 0 for its weight, the number of inputs for the bias.
        cursor : int
            A step, or -1 for the start.
        """
        task = self.task
        plane = through_parameters(self.theta_at(cursor), axes)
        return NeuronSlice(task.network, task.loss, plane, task.inputs, task.targets)

    def _run(self, point: Point) -> tuple[Update, ...]:
        made = []
        for _ in range(self.task.updates_per_epoch):
            update = run_update(self.task, point)
            made.append(update)
            point = update.after
        return tuple(made)

    def _start_of(self, epoch: int) -> Point:
        while len(self._points) <= epoch:
            self._points.append(self._run(self._points[-1])[-1].after)
        return self._points[epoch]

    def _trace(self, epoch: int, update: int) -> Trace:
        return Trace(self.task, self.updates(epoch)[update])

    def _place(self, trace: Trace, recorded: _Recorded) -> Place:
        step = trace[recorded.step]
        kind = trace.quantities[step.term].name if step.kind == "quantity" else step.kind
        of_an_example = self.neuron.rule == "online" or not _at_the_end(step)
        example = recorded.update + recorded.row if of_an_example else None
        runs_on = step.kind.endswith("gradient_term") and not step.is_last_term
        return Place(kind, example, step.origin, _quantity(step), step.kind != "product" and not runs_on)


def _online_order(trace: Trace, examples: int) -> list[_Recorded]:
    """Return the steps of an epoch with an update for each example."""
    return [_Recorded(update, step, 0) for update in range(examples) for step in range(len(trace))]


def _batch_order(trace: Trace) -> list[_Recorded]:
    """Return the steps of an epoch with one update, example by example."""
    steps = [trace[index] for index in range(len(trace))]
    order = [
        _Recorded(0, step.index, row)
        for row in range(len(trace.update.batch))
        for step in steps
        if not _at_the_end(step) and not (step.kind.endswith("gradient_term") and step.term != row)
    ]
    return order + [_Recorded(0, step.index, 0) for step in steps if _at_the_end(step)]


def _at_the_end(step: Step) -> bool:
    """Tell whether a step of a batch belongs to all of its examples together."""
    return step.kind in ("loss", "quantity")


def _quantity(step: Step) -> str:
    if step.kind in ("product", "bias"):
        return "z"
    return f"parameter {step.origin}" if step.kind == "quantity" else f"{step.kind} {step.origin}"
