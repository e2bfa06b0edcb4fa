"""What a network drawing says at a moment: which numbers are known, which the step reads and writes."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.explain.explain import explain
from core.explain.explanation import Explanation
from core.formula import Source
from core.network import LayerParameters
from core.trace import Step
from core.trace_values import TraceValues
from nnviz.moment import Moment

_GIVEN = ("x", "weight", "bias", "slope", "target", "mask")
_MOST_TRAVELLED = 128
TOWARDS_INPUT = ("grad_a_term", "dropout_gradient", "derivative", "delta")
_ALONG_EDGE = ("product", "weight_gradient_term", "quantity")
_CHOOSES = ("derivative", "loss_term", "shortcut")


class Edge(NamedTuple):
    """An edge: layer from 1, unit and origin from 0, as in `core.network.ParameterPlace`."""

    layer: int
    unit: int
    origin: int


class Reading:
    """The recorded numbers of one moment, as far as the cursor has come.

    Parameters
    ----------
    moment : Moment
    """

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self.trace = moment.trace
        self.network = moment.trace.task.network
        self.values = TraceValues(moment.trace, moment.sample)
        self._optimizer_quantities = frozenset(quantity.name for quantity in moment.trace.quantities)
        self._known: dict[tuple[str, int], NDArray[np.bool_]] = {}

    @cached_property
    def current(self) -> Step | None:
        """The step just done."""
        return self.moment.current

    @cached_property
    def phase(self) -> str:
        """The phase of the step just done; forward before the first one."""
        return self.current.phase if self.current else "forward"

    @cached_property
    def explanation(self) -> Explanation | None:
        """The step just done, explained."""
        step = self.current
        return explain(self.trace, step.index, self.moment.sample) if step else None

    @cached_property
    def written(self) -> Source | None:
        """The place that the step just done writes."""
        return self.explanation.target if self.explanation else None

    @cached_property
    def reads(self) -> frozenset[Source]:
        """The places that the step just done reads."""
        if self.explanation is None or self.current is None:
            return frozenset()
        if self.current.kind not in _CHOOSES:
            return frozenset(self.explanation.reads)
        # Such a rule may be given more than it uses: what its formula does not name, it does not read.
        pieces = [piece for chunk in self.explanation.symbols.chunks for piece in chunk.pieces]
        return frozenset(piece.source for piece in pieces if piece.source is not None)

    def known(self, quantity: str, layer: int) -> NDArray[np.bool_]:
        """Return which numbers of a layer are computed, in the shape of `Trace.written_at`."""
        key = (quantity, layer)
        if key not in self._known:
            if self._is_of_parameters(quantity):
                self._known[key] = self._reached(quantity, layer)
            else:
                self._known[key] = self.trace.written_at(quantity, layer) <= self.moment.step
        return self._known[key]

    def _is_of_parameters(self, quantity: str) -> bool:
        return quantity == "weight_gradient" or quantity in self._optimizer_quantities

    def _reached(self, quantity: str, layer: int) -> NDArray[np.bool_]:
        """Return which numbers of a matrix are computed: they come unit by unit."""
        units, numbers = self.completed(quantity, layer)
        rows = self.network.sizes[layer - 1] + (quantity != "weight_gradient")
        known = np.zeros((rows, self.network.sizes[layer]), dtype=np.bool_)
        known[:, :units] = True
        known[:numbers, units : units + 1] = True
        return known

    def completed(self, quantity: str, layer: int) -> tuple[int, int]:
        """Return how many units have all their numbers of a quantity, and how many the next one has."""
        return self.trace.completed(quantity, layer, self.moment.step)

    def is_known(self, source: Source) -> bool:
        """Tell whether the number at a place is computed at this moment."""
        quantity, layer, unit, origin = source.quantity, source.layer, source.unit or 0, source.origin
        if quantity in _GIVEN or layer == 0:
            return True
        if quantity == "chain_delta":
            return self._is_chain_delta(unit)
        if quantity == "exponential_sum":
            return bool(self._exponential_sum_at(layer) <= self.moment.step)
        if quantity == "slope_gradient" or (source.unit is None and quantity in ("change", "theta")):
            return self.trace.step_of(source) <= self.moment.step
        if quantity == "derivative" and not self.network.layers[layer - 1].activation.elementwise:
            return False
        if self._is_of_parameters(quantity):
            units, numbers = self.completed(quantity, layer)
            place = self.network.sizes[layer - 1] if origin is None else origin
            return unit < units or (unit == units and place < numbers)
        known = self.known(quantity, layer)
        if known.ndim == 1:
            return bool(known[unit])
        return bool(known[-1 if origin is None else origin, unit])

    def number(self, source: Source) -> float | None:
        """Return the recorded number at a place; None if it is not computed yet."""
        return self.values.read(source) if self.is_known(source) else None

    # Nodes

    def node_sources(self, layer: int, unit: int, rows: int) -> list[Source]:
        """Return which numbers a node of so many lines shows in this phase, known or not."""
        if layer == 0:
            return [Source("x", 0, unit)]
        z, a, grad_a, delta = (Source(name, layer, unit) for name in ("z", "a", "grad_a", "delta"))
        if self.network.layers[layer - 1].dropout:
            dropped, grad_dropped = (Source(name, layer, unit) for name in ("dropped", "grad_dropped"))
            if self.is_known(dropped):  # what the unit hands on has the place of what it computed
                z, a = a, dropped
            if not self.is_known(grad_a):
                grad_a = grad_dropped
        if self.phase in ("forward", "loss"):
            return [z, a] if rows > 1 else [a if self.is_known(a) else z]
        last = delta
        if self.written == Source("derivative", layer, unit):
            last = Source("derivative", layer, unit)
        elif layer == self.network.depth and self._is_chain_delta(unit):
            last = Source("chain_delta", layer, unit)
        elif not self.is_known(delta) and rows < 3:
            last = grad_a
        if rows == 1:
            return [last if self.is_known(last) else a]
        return [a, grad_a, last] if rows > 2 else [a, last]

    def chip_sources(self, unit: int, rows: int) -> list[Source]:
        """Return what stands beside an output: its target and its share of the loss."""
        layer = self.network.depth
        target, term = Source("target", layer, unit), Source("loss_term", layer, unit)
        if rows > 1:
            return [target, term]
        return [term if self.phase == "loss" and self.is_known(term) else target]

    # Parameters

    def weights(self, layer: int) -> Array:
        """Return the weights as they are now, (fan_in, units): the new ones where the update has been."""
        return self.parameters(layer).weights

    def parameters(self, layer: int) -> LayerParameters:
        """Return weights, biases and slope as they are now: the new ones where the update has been."""
        before = self.network.split(self.trace.update.before.theta)[layer - 1]
        if self.phase != "update":
            return before
        after = self.network.split(self.trace.update.after.theta)[layer - 1]
        known = self.known("theta", layer)
        has_slope = before.slope.size and self.is_known(Source("theta", layer))
        return LayerParameters(
            np.where(known[:-1], after.weights, before.weights),
            np.where(known[-1], after.biases, before.biases),
            after.slope if has_slope else before.slope,
        )

    def gradients(self, layer: int) -> Array:
        """Return dL/dW of a layer, (fan_in, units), known or not."""
        return self.network.split(self.trace.update.recording.gradient)[layer - 1].weights

    def parameter_sources(
        self, layer: int, unit: int | None, origin: int | None
    ) -> tuple[Source, Source | None]:
        """Return what a parameter's place shows: the parameter as it is now, and what will change it."""
        kind = "slope" if unit is None else "bias" if origin is None else "weight"
        parameter = Source(kind, layer, unit, origin)
        gradient = Source(f"{kind}_gradient", layer, unit, origin)
        if self.phase in ("forward", "loss"):
            return parameter, None
        if self.phase == "update":
            new, change = Source("theta", layer, unit, origin), Source("change", layer, unit, origin)
            if self.is_known(change):
                return (new if self.is_known(new) else parameter), change
        return parameter, (gradient if self.is_known(gradient) else None)

    def main_parameter_source(self, layer: int, unit: int | None, origin: int | None) -> Source:
        """Return the one number that a parameter's place shows where there is room for one."""
        parameter, other = self.parameter_sources(layer, unit, origin)
        if other is None or parameter in self.reads or parameter.quantity == "theta":
            return parameter
        return other

    @cached_property
    def at_hand(self) -> Edge | None:
        """The one edge that the step just done runs along."""
        step = self.current
        if step is None or step.unit is None or step.origin is None:
            return None
        if step.kind == "grad_a_term":
            return Edge(step.layer + 1, step.origin, step.unit)
        return Edge(step.layer, step.unit, step.origin) if step.kind in _ALONG_EDGE else None

    @cached_property
    def lit(self) -> tuple[Edge, ...]:
        """The edges that the node of the current step works with."""
        step = self.current
        if step is None or step.unit is None:
            return ()
        if step.kind in ("product", "bias", "activation", "dropout"):
            count = step.term + 1 if step.kind == "product" else self.network.sizes[step.layer - 1]
            return tuple(Edge(step.layer, step.unit, k) for k in range(count))
        if step.kind in ("weight_gradient_term", "quantity") and self.at_hand:
            return (self.at_hand,)
        if (
            step.kind in ("grad_a_term", "dropout_gradient", "derivative", "delta")
            and step.layer < self.network.depth
        ):
            count = step.term + 1 if step.kind == "grad_a_term" else self.network.sizes[step.layer + 1]
            return tuple(Edge(step.layer + 1, k, step.unit) for k in range(count))
        return ()

    def travelled(self, before: int) -> tuple[Edge, ...]:
        """Return the edges that numbers of the current node ran along since the cursor was at `before`."""
        block = self.trace.block(self.moment.step, "node")
        steps = range(max(before + 1, block.start), self.moment.step + 1)
        if len(steps) > _MOST_TRAVELLED:
            return ()
        places = []
        for step in map(self.trace.__getitem__, steps):
            if step.unit is None or step.origin is None:
                continue
            if step.kind == "product":
                places.append(Edge(step.layer, step.unit, step.origin))
            elif step.kind == "grad_a_term":
                places.append(Edge(step.layer + 1, step.origin, step.unit))
        return tuple(places)

    def _is_chain_delta(self, unit: int) -> bool:
        """Tell whether the step just done is an output's delta that the shortcut is going to replace."""
        step = self.current
        if step is None or (step.kind, step.layer, step.unit) != ("delta", self.network.depth, unit):
            return False
        return not self.is_known(Source("delta", self.network.depth, unit))

    def _exponential_sum_at(self, layer: int) -> int:
        section = self.trace.layout.sections_of("forward", layer)[-1]
        return section.start + (section.offset("exponential_sum") or 0)
