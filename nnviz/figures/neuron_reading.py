"""What a drawing of a neuron shows at a moment: its numbers as far as they are known, and what is lit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from core.formula import Source
from core.neurons.mcculloch_pitts import McCullochPitts
from core.neurons.notation import place
from core.neurons.two_layer import TwoLayerWalk
from core.number_format import MINUS, format_number
from nnviz.figures.network_symbols import subscript
from nnviz.figures.style import Style
from nnviz.neuron_moment import NeuronMoment

_EFFECTS = {1.0: ("excites", "+1"), 0.0: ("forbids", "veto"), -1.0: ("inhibits", f"{MINUS}1")}
PENDING = "\N{HORIZONTAL ELLIPSIS}"
_THETA = "\N{GREEK SMALL LETTER THETA}"
_AT_LEAST = "\N{GREATER-THAN OR EQUAL TO}"
_OF_PARAMETER = ("weight", "bias", "change", "theta", "gathered", "weight_gradient", "bias_gradient")


class Wire(NamedTuple):
    """A connection: from which unit to which neuron, and what it does to its signal.

    Attributes
    ----------
    layer, unit, origin : int
        As of a weight in a network.
    weight : float
        What it counts; of a veto -1.
    words, short : str
        The weight, or what the connection does; the same where there is little room.
    change : str
        What is just added to it; empty if nothing is.
    """

    layer: int
    unit: int
    origin: int
    weight: float
    words: str
    short: str
    change: str = ""
    is_veto: bool = False


class Cell(NamedTuple):
    """A neuron: its sum, what that is compared with, and its answer.

    Attributes
    ----------
    total, rule : str
        The two lines that stand in it.
    answer : float or None
    """

    layer: int
    unit: int
    total: str
    rule: str
    answer: float | None


@dataclass(frozen=True, eq=False)
class NeuronReading:
    """Everything that is drawn, in words and numbers."""

    moment: NeuronMoment
    style: Style

    @property
    def row(self) -> int | None:
        """The example whose inputs are shown: that of the step."""
        return self.moment.sample

    @cached_property
    def inputs(self) -> tuple[float | None, ...]:
        """The inputs of the example, None where no example is looked at."""
        if self.row is None:
            return (None,) * self.moment.spec.width
        return self.moment.spec.inputs[self.row]

    @property
    def target(self) -> float | None:
        """The target of the example."""
        return None if self.row is None else self.moment.spec.targets[self.row]

    @cached_property
    def layers(self) -> tuple[tuple[Cell, ...], ...]:
        """The neurons, layer by layer."""
        learning = self.moment.learning
        if isinstance(learning, TwoLayerWalk):
            hidden = tuple(self._gate_cell(neuron, 1, k) for k, neuron in enumerate(learning.net.hidden))
            return hidden, (self._gate_cell(learning.net.output, 2, 0),)
        if self.moment.gate is not None:
            return ((self._gate_cell(self.moment.gate, 1, 0),),)
        assert self.moment.theta is not None
        bias = self._number(float(self.moment.theta[-1]))
        change = self._change(None)
        total = self._known("z", Source("z", 1, 0))
        return ((Cell(1, 0, total, f"b = {bias}{change and f' ({change})'}", self._value(place("a"))),),)

    @cached_property
    def wires(self) -> tuple[Wire, ...]:
        """All connections between inputs and neurons."""
        learning, width = self.moment.learning, self.moment.spec.width
        if isinstance(learning, TwoLayerWalk):
            hidden = learning.net.hidden
            first = [w for k, neuron in enumerate(hidden) for w in _gate_wires(neuron, 1, k, width)]
            return *first, *_gate_wires(learning.net.output, 2, 0, len(hidden))
        if self.moment.gate is not None:
            return _gate_wires(self.moment.gate, 1, 0, width)
        assert self.moment.theta is not None
        weights = self.moment.theta[:-1].tolist()
        return tuple(
            Wire(1, 0, k, weight, f"w{subscript(k)} = {number}", number, self._change(k))
            for k, (weight, number) in enumerate(zip(weights, map(self._number, weights), strict=True))
        )

    @property
    def error_words(self) -> str:
        """Whether the answer is right, once that is known."""
        answer = self.layers[-1][0].answer
        if answer is None or self.target is None:
            return ""
        if self.moment.spec.neuron.key == "sigmoid_neuron":
            delta = self.moment.number("delta")
            return "" if delta is None else f"\N{GREEK SMALL LETTER DELTA} = {self._number(delta)}"
        return "right" if answer == self.target else "wrong"

    @cached_property
    def lit(self) -> tuple[Source, ...]:
        """The places that the step reads or writes; what it writes is the last."""
        said = self.moment.explanation
        if said is None:
            return ()
        step = self.moment.step
        read = said.reads
        if step is not None and step.kind == "product" and step.origin is not None:
            read = tuple(
                source for source in read if source.origin == step.origin or source.unit == step.origin
            )
        return *read, said.target

    @property
    def description(self) -> str:
        """The drawing in words."""
        said = self.moment.explanation
        example = "no example" if self.row is None else f"example {self.row + 1}"
        cells = "; ".join(
            f"{cell.total}, {cell.rule}, a = {PENDING if cell.answer is None else self._number(cell.answer)}"
            for layer in self.layers
            for cell in layer
        )
        wires = "; ".join(f"input {wire.origin + 1}: {wire.words}" for wire in self.wires if wire.layer == 1)
        now = "" if said is None else f" {said.title}."
        return f"{self.moment.spec.neuron.label}, {example}: {cells}. {wires}.{now}"

    def _gate_cell(self, neuron: McCullochPitts, layer: int, unit: int) -> Cell:
        total = self._known("s", Source("sum", layer, unit))
        if neuron.has_veto:
            total += f", {self._known('v', Source('veto', layer, unit))}"
        among_others = isinstance(self.moment.learning, TwoLayerWalk)
        name = "" if among_others else f"{_THETA} = "
        rule = f"s {_AT_LEAST} {name}{format_number(neuron.threshold)}{', v = 0' if neuron.has_veto else ''}"
        return Cell(layer, unit, total, rule, self._value(Source("a", layer, unit)))

    def _value(self, source: Source) -> float | None:
        return self.moment.known.get(source)

    def _known(self, name: str, source: Source) -> str:
        value = self._value(source)
        return f"{name} = {PENDING if value is None else self._number(value)}"

    def _number(self, value: float) -> str:
        return format_number(value, min(self.style.digits, 4))

    def _change(self, origin: int | None) -> str:
        change = self.moment.number("change", origin)
        if not change:
            return ""
        return f"{'+' if change > 0 else ''}{self._number(change)}"


def same_place(source: Source) -> Source:
    """Return the place at which a number is drawn: what is done to a weight is shown at the weight."""
    if source.quantity in _OF_PARAMETER and source.origin is not None:
        return Source("weight", source.layer, source.unit, source.origin)
    if source.quantity in ("x", "target"):
        return source
    if source.quantity == "a":
        return source if source.layer else Source("x", 0, source.unit)
    if source.quantity in ("error", "loss_term", "loss"):
        return Source("target", source.layer, source.unit or 0)
    return Source("z", source.layer, source.unit)


def _gate_wires(neuron: McCullochPitts, layer: int, unit: int, width: int) -> tuple[Wire, ...]:
    wires = []
    for origin, count in enumerate(neuron.counts(width).tolist()):
        words, short = _EFFECTS[count]
        wires.append(Wire(layer, unit, origin, count or -1.0, words, short, is_veto=not count))
    return tuple(wires)
