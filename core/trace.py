"""One update as an indexable sequence of steps.

`Trace` is an index over the arrays that `core.training.run_update` recorded: ``trace[i]`` is computed on
demand in constant time, and what a step shows is the recorded number. The kinds of step are named in
`core.trace_step`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.formula import Source
from core.trace_layout import Part, Section, TraceLayout
from core.trace_step import Step
from core.training import Task, Update

__all__ = ["GRAINS", "Step", "Steps", "Trace"]

GRAINS = ("term", "node", "layer", "phase", "update", "epoch")

_NODE_REPEATS = ("exponential", "quotient", "loss_term", "dropout")
_GIVEN = ("x", "weight", "bias", "slope", "target", "mask")

# Which phase writes a quantity, and the kind of step that does; the exceptions are in `Trace._writer`.
_WRITERS = {
    "product": ("forward", "product"),
    "z": ("forward", "bias"),
    "dropped": ("forward", "dropout"),
    "exponential": ("forward", "exponential"),
    "exponential_sum": ("forward", "exponential_sum"),
    "loss_term": ("loss", "loss_term"),
    "data_loss": ("loss", "loss"),
    "penalty": ("loss", "penalty"),
    "grad_loss": ("backward", "grad_a_term"),
    "grad_loss_term": ("backward", "grad_a_term"),
    "grad_a_term": ("backward", "grad_a_term"),
    "grad_dropped": ("backward", "grad_a_term"),
    "derivative": ("backward", "derivative"),
    "chain_delta": ("backward", "delta"),
    "weight_gradient": ("backward", "weight_gradient_term"),
    "bias_gradient": ("backward", "bias_gradient_term"),
    "slope_gradient": ("backward", "slope_gradient_term"),
}


class Steps:
    """The steps that the updates of a task have with a batch of one size (a `core.walk.Walk`).

    Parameters
    ----------
    task : Task
    samples : int
        The size of the batch.
    """

    grains = GRAINS

    def __init__(self, task: Task, samples: int) -> None:
        self.task = task
        self.quantities = task.quantities()
        self.layout = TraceLayout(
            task.network, task.loss, len(self.quantities), samples, penalises=task.penalises
        )

    def __len__(self) -> int:
        return len(self.layout)

    def __getitem__(self, index: int) -> Step:
        if not 0 <= index < len(self):
            raise IndexError(f"step {index} is outside 0 to {len(self) - 1}")
        section = self.layout.section_at(index)
        node, inside = divmod(index - section.start, section.node_length)
        number = 0
        while inside >= section.parts[number].length:
            inside -= section.parts[number].length
            number += 1
        part = section.parts[number]
        run, term = divmod(inside, part.terms)
        return self._step(index, section, part, (node, run, term))

    def _step(self, index: int, section: Section, part: Part, place: tuple[int, int, int]) -> Step:
        node, run, term = place
        unit: int | None = node
        origin: int | None = run if part.repeat > 1 or part.kind in _HAS_ORIGIN else None
        terms = part.terms
        if section.whole_layer:
            unit, origin = (run if part.kind in _NODE_REPEATS else None), None
        if part.kind in ("product", "grad_a_term", "jacobian_term"):
            term, terms = run, part.repeat
        if part.kind == "grad_a_term" and section.layer == self.task.network.depth:
            origin = None
        if part.kind == "quantity" and run == part.repeat - 1:
            origin = None
        return Step(index, section.phase, part.kind, section.layer, unit, origin, term, terms)

    def block(self, step: int, grain: str) -> range:
        """Return the steps of the block of that grain which `step` lies in; of an epoch, this update's."""
        section = self.layout.section_at(step)
        if grain == "term":
            return range(step, step + 1)
        if grain == "node":
            node = (step - section.start) // section.node_length
            start = section.start + node * section.node_length
            return range(start, start + section.node_length)
        if grain in ("update", "epoch"):
            return range(len(self))
        if grain == "phase":
            return self.phase(section.phase)
        same = self.layout.sections_of(section.phase, section.layer)
        return range(same[0].start, same[-1].stop)

    def phase(self, name: str) -> range:
        """Return the steps of a phase of the update."""
        same = [section for section in self.layout.sections if section.phase == name]
        return range(same[0].start, same[-1].stop)

    def completing(self, steps: range) -> Iterator[int]:
        """Yield those of some steps, in their order, that complete a number and do not only add to a sum."""
        for section in self.layout.sections:
            if section.stop <= steps.start or section.start >= steps.stop:
                continue
            start = section.start
            for part in section.parts * section.nodes:
                if part.stride is not None:
                    done = range(start + part.stride - 1, start + part.length, part.stride)
                    yield from (step for step in done if step in steps)
                start += part.length

    def written_at(self, quantity: str, layer: int) -> NDArray[np.intp]:
        """Return the step that completes each number of a layer.

        Parameters
        ----------
        quantity : str
            As in `core.formula.Source`: ``z a grad_a derivative delta weight_gradient bias_gradient``, or
            ``theta`` or another name of the optimizer's quantities. ``product`` and ``grad_a_term`` are the
            terms that z and dL/da are put together of.
        layer : int
            From 1.

        Returns
        -------
        array of int
            Shape ``(units,)``; for ``weight_gradient`` and ``product`` ``(fan_in, units)``; for
            ``grad_a_term`` ``(paths, units)``; for an optimizer's quantity ``(fan_in + 1, units)``, the bias
            last. ``loss`` and ``loss_term`` have the outputs' shape. Of a softmax layer there are also
            ``exponential`` and ``exponential_sum``, of a layer with dropout ``dropped`` and ``grad_dropped``,
            of the output ``chain_delta``, the delta before the shortcut, and ``grad_loss_term`` and
            ``grad_loss``, the reduction's factor and dL/dL = 1, which are first used for dL/da.
        """
        section, kind = self._writer(quantity, layer)
        offset, part = section.offset(kind), section.part(kind)
        assert offset is not None
        units = np.arange(self.task.network.sizes[layer])
        if section.whole_layer:
            return section.start + offset + (units if part.repeat > 1 else np.zeros_like(units))
        first = section.start + units * section.node_length + offset
        if quantity in ("product", "grad_a_term"):
            return first + np.arange(part.repeat)[:, None]
        if kind in _ONE_NUMBER:
            return first + part.length - 1
        if kind == "bias_gradient_term":
            return first + part.terms - 1
        runs = np.arange(part.repeat)[:, None] * part.terms
        if kind == "weight_gradient_term":
            return first + runs + part.terms - 1
        return first + runs + [q.name for q in self.quantities].index(quantity)

    def completed(self, quantity: str, layer: int, step: int) -> tuple[int, int]:
        """Return how many units of a layer have all their numbers of a quantity after a step, and how many of
        its numbers the next unit has: what `written_at` tells, in constant time.
        """
        section, kind = self._writer(quantity, layer)
        part, offset = section.part(kind), section.offset(kind) or 0
        last = [q.name for q in self.quantities].index(quantity) if kind == "quantity" else part.terms - 1
        units, inside = divmod(max(step + 1 - section.start, 0), section.node_length)
        if units >= section.nodes:
            return section.nodes, 0
        return units, min(max((inside - offset - last - 1) // part.terms + 1, 0), part.repeat)

    def step_of(self, source: Source) -> int:
        """Return the step that completes the number at `source`; -1 for what is given beforehand."""
        if source.layer == 0 or source.quantity in _GIVEN or source.quantity.endswith("_old"):
            return -1
        if source.quantity == "slope_gradient" or self._is_of_slope(source):
            return self._slope_written_at(source)
        written = self.written_at(source.quantity, source.layer)
        if written.ndim == 2:
            return int(written[-1 if source.origin is None else source.origin, source.unit or 0])
        return int(written[source.unit or 0])

    def visit(self, step: int, direction: int, layer: int, unit: int, origin: int | None) -> int | None:
        """Return the next step that completes something of a node or an edge, or None.

        Parameters
        ----------
        step : int
            The cursor; -1 is before the first step.
        direction : int
            1 for the next one, -1 for the former one.
        layer, unit, origin : int
            The node, or with `origin` the edge that comes from there.
        """
        stops = self.visits(layer, unit, origin)
        if direction > 0:
            return next((stop for stop in stops if stop > step), None)
        return next((stop for stop in reversed(stops) if stop < step), None)

    def visits(self, layer: int, unit: int, origin: int | None = None) -> list[int]:
        """Return the steps, in their order, that complete something of a node or of the edge to it."""
        return [
            stop
            for section in self.layout.sections
            if section.layer == layer and not section.is_of_slope
            for stop in _stops(section, unit, origin)
        ]

    def _is_of_slope(self, source: Source) -> bool:
        named = [quantity.name for quantity in self.quantities]
        return source.unit is None and source.quantity in named

    def _slope_written_at(self, source: Source) -> int:
        if source.quantity == "slope_gradient":
            return self.layout.writer("backward", source.layer, "slope_gradient_term").stop - 1
        section = self.layout.writer("update", source.layer, "quantity", whole_layer=True)
        return section.start + [q.name for q in self.quantities].index(source.quantity)

    def _writer(self, quantity: str, layer: int) -> tuple[Section, str]:
        """Return the section whose steps write a quantity, and their kind."""
        declared = self.task.network.layers[layer - 1]
        if quantity == "a":
            kind = "activation" if declared.activation.elementwise else "quotient"
            return self.layout.writer("forward", layer, kind), kind
        if quantity == "loss":
            kind = "objective" if self.task.penalises else "loss"
            return self.layout.writer("loss", layer, kind), kind
        if quantity == "grad_a":
            kind = "dropout_gradient" if declared.dropout else "grad_a_term"
            return self.layout.writer("backward", layer, kind), kind
        if quantity == "delta":
            section = self.layout.writer("backward", layer, "delta")
            return section, "delta" if section.offset("shortcut") is None else "shortcut"
        if quantity in _WRITERS:
            phase, kind = _WRITERS[quantity]
            return self.layout.writer(phase, layer, kind), kind
        return self.layout.writer("update", layer, "quantity", whole_layer=False), "quantity"


class Trace(Steps):
    """The steps of one update.

    Parameters
    ----------
    task : Task
    update : Update
    """

    def __init__(self, task: Task, update: Update) -> None:
        super().__init__(task, len(update.batch))
        self.update = update


_ONE_NUMBER = (
    "grad_a_term",
    "dropout_gradient",
    "derivative",
    "delta",
    "shortcut",
    "bias",
    "activation",
    "dropout",
)
_HAS_ORIGIN = ("product", "grad_a_term", "jacobian_term", "weight_gradient_term", "quantity")


def _stops(section: Section, unit: int, origin: int | None) -> list[int]:
    """Return the steps of a section that complete something of a unit, or of its edge from `origin`."""
    node = section.start + (0 if section.whole_layer else unit) * section.node_length
    if origin is None:
        return [node + section.node_length - 1]
    if section.whole_layer:
        return []
    return [
        node + (section.offset(part.kind) or 0) + (origin + 1) * part.terms - 1
        for part in section.parts
        if part.kind in ("product", "weight_gradient_term", "quantity")
    ]
