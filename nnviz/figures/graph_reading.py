"""What a computation graph says at a moment: its middle, its numbers, and what the step works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from core.formula import Source
from core.trace import Step
from nnviz.figures.graph_excerpt import HANDFUL, Excerpt, Room
from nnviz.figures.graph_items import Fold, Item, Wire
from nnviz.figures.graph_layout import GraphLayout
from nnviz.figures.network_reading import Reading
from nnviz.figures.network_shapes import Rect
from nnviz.figures.network_symbols import PENDING
from nnviz.figures.style import Style
from nnviz.figures.text_width import fitted_number
from nnviz.moment import Moment

GRADIENT_MARK, SLOPE_MARK = "∂ ", "f′ "
_ITEM_OF = {
    "bias": "add",
    "activation": "activation",
    "dropout": "dropout",
    "dropout_gradient": "dropout",
    "loss_term": "loss_term",
    "loss": "loss",
    "penalty": "penalty",
    "objective": "objective",
    "slope_gradient_term": "slope",
}
_WHOLE_LAYER = ("exponential", "exponential_sum", "quotient", "jacobian_term")


def excerpt_at(moment: Moment, unfolded: frozenset[Fold] = frozenset(), room: Room = HANDFUL) -> Excerpt:
    """Return what is shown at a moment: the graph around the chosen unit, or else around the step's."""
    step, chosen = moment.current, moment.selection
    layer, unit = middle(moment)
    origin = path = None
    if chosen.layer == layer and chosen.unit == unit:
        origin = chosen.origin
    if step is not None and step.unit is not None and step.origin is not None:
        if step.kind == "grad_a_term" and (step.layer, step.unit) == (layer, unit):
            path = step.origin
        elif step.kind == "grad_a_term" and step.layer == layer - 1 and step.origin == unit:
            origin = step.unit
        elif step.kind != "jacobian_term" and (step.layer, step.unit) == (layer, unit):
            origin = step.origin
    if step is not None and step.layer == layer + 1 and step.kind != "grad_a_term":
        path = step.unit
    sizes = moment.trace.task.network.sizes
    return Excerpt(
        layer,
        unit,
        unfolded,
        room,
        room.focus(sizes[layer - 1], origin) if layer else None,
        room.focus(sizes[layer + 1], path) if layer + 1 < len(sizes) else None,
        len(moment.update.batch),
        moment.trace.task.penalises,
    )


def middle(moment: Moment) -> tuple[int, int]:
    """Return layer and unit that the graph is drawn around."""
    chosen, step = moment.selection, moment.current
    if chosen.layer is not None and chosen.unit is not None:
        return chosen.layer, chosen.unit
    if step is None:
        return 1, 0
    return step.layer, step.unit or 0


@dataclass(frozen=True)
class GraphLabel:
    """A number on a wire.

    Attributes
    ----------
    rect : Rect
        The place that it has; its text stands in the middle.
    text : str
        Empty where the number is not computed yet.
    colour : str
    source : Source
    is_touched : bool
        Whether the step reads or writes it here.
    """

    rect: Rect
    text: str
    colour: str
    source: Source
    is_touched: bool


class GraphScene:
    """The numbers and lights of a laid out graph at a moment."""

    def __init__(self, reading: Reading, layout: GraphLayout, style: Style) -> None:
        self.reading = reading
        self.layout = layout
        self.style = style

    @cached_property
    def labels(self) -> tuple[GraphLabel, ...]:
        """Every number: the value of a wire above it, the gradient below, an activation's slope under it."""
        labels = []
        for wire in self.layout.wires:
            is_at = self._is_at(wire)
            if wire.value is not None:
                labels.append(self._label(wire.above, wire.value, "", is_at=is_at))
            if wire.gradient is not None:
                labels.append(self._label(wire.below, wire.gradient, GRADIENT_MARK, is_at=is_at))
        for item in self.layout.items:
            if item.kind == "activation":
                slope = Source("derivative", item.layer, item.unit)
                labels.append(self._label(item.below, slope, SLOPE_MARK, is_at=item in self.lit))
        return tuple(labels)

    @cached_property
    def lit(self) -> tuple[Item, ...]:
        """What the step just done works on; what is folded away lights up where it is folded."""
        step = self.reading.current
        if step is None:
            return ()
        found = [self._shown_for(*place) for place in self._places(step)]
        return tuple(dict.fromkeys(item for item in found if item is not None))

    @cached_property
    def touched(self) -> frozenset[Source]:
        """The numbers that the step reads and writes."""
        step, touched = self.reading.current, set(self.reading.reads)
        if self.reading.written is not None:
            touched.add(self.reading.written)
        if step is not None and step.kind in ("product", "grad_a_term"):
            touched.add(Source(step.kind, step.layer, step.unit, step.origin))
        return frozenset(touched)

    def value_sign(self, wire: Wire) -> int | None:
        """Return the sign of a wire's value; None if it has none or is not computed yet."""
        value = None if wire.value is None else self.reading.number(self._now(wire.value))
        if value is None or value != value:
            return None
        return (value > 0) - (value < 0)

    def label_at(self, x: float, y: float) -> GraphLabel | None:
        """Return the number under a point."""
        return next((label for label in self.labels if label.rect.contains(x, y)), None)

    def is_touched(self, wire: Wire) -> bool:
        """Tell whether the step works with a number of a wire, at one of its ends."""
        if not self._is_at(wire):
            return False
        ends = (self._now(end) for end in (wire.value, wire.gradient) if end is not None)
        return any(end in self.touched for end in ends)

    def runs_back(self, wire: Wire) -> bool:
        """Tell whether it is a wire's gradient that the step works with."""
        return wire.gradient is not None and self._now(wire.gradient) in self.touched

    def _is_at(self, wire: Wire) -> bool:
        """Tell whether a wire begins or ends at what the step works on."""
        return any(item.rect.grown(4).contains(*end) for item in self.lit for end in (wire.start, wire.end))

    def _now(self, source: Source) -> Source:
        """Return what stands for a place at this moment: a new weight, the delta before the shortcut."""
        if source.quantity in ("weight", "bias", "slope"):
            return self.reading.parameter_sources(source.layer, source.unit, source.origin)[0]
        if source.quantity == "delta" and source.layer == self.reading.network.depth:
            chain = replace(source, quantity="chain_delta")
            return chain if self.reading.is_known(chain) else source
        return source

    def _label(self, rect: Rect, place: Source, mark: str, *, is_at: bool) -> GraphLabel:
        source = self._now(place)
        value = self.reading.number(source)
        if value is None:
            text = PENDING if source == self.reading.written else ""
        else:
            text = fitted_number(value, self.style, rect.width, "small", mark)
        colour = self.style.gradient if mark else self._value_colour(source)
        return GraphLabel(rect, text, colour, source, is_at and source in self.touched)

    def _value_colour(self, source: Source) -> str:
        if source.quantity in ("weight", "bias", "slope", "theta"):
            return self.style.sign_colour(self.reading.values.read(source))
        return self.style.text

    def _places(self, step: Step) -> list[tuple[str, int, int | None, int | None]]:
        """Return kind, layer, unit and origin of the items that a step works on."""
        kind, layer, unit, origin = step.kind, step.layer, step.unit, step.origin
        if kind in _ITEM_OF:
            return [(_ITEM_OF[kind], layer, unit, None)]
        if kind in ("product", "weight_gradient_term"):
            return [("multiply", layer, unit, origin)]
        if kind == "bias_gradient_term":
            return [("bias", layer, unit, None), ("add", layer, unit, None)]
        if kind == "quantity":
            letter = "slope" if unit is None else "bias" if origin is None else "weight"
            return [(letter, layer, unit, origin)]
        if kind == "grad_a_term":
            at_loss = layer == self.reading.network.depth
            return [("loss_term", layer, unit, None) if at_loss else ("multiply", layer + 1, origin, unit)]
        if kind in _WHOLE_LAYER:
            return [("softmax", layer, self._middle_of(layer, unit), None)]
        if kind == "shortcut":
            return [("loss_term", layer, unit, None), *self._function(layer, unit)]
        return self._function(layer, unit)

    def _function(self, layer: int, unit: int | None) -> list[tuple[str, int, int | None, int | None]]:
        elementwise = self.reading.network.layers[layer - 1].activation.elementwise
        kind = "activation" if elementwise else "softmax"
        return [(kind, layer, unit if elementwise else self._middle_of(layer, unit), None)]

    def _middle_of(self, layer: int, unit: int | None) -> int | None:
        """Return the unit that a softmax layer is drawn with: one operation for all of them."""
        found = (item.unit for item in self.layout.items if (item.kind, item.layer) == ("softmax", layer))
        return next(found, unit)

    def _shown_for(self, kind: str, layer: int, unit: int | None, origin: int | None) -> Item | None:
        """Return an item or, if it is folded away, what stands for it."""
        layout = self.layout
        item = layout.item(kind, layer, unit, origin)
        if item is not None or unit is None:
            return item
        ends = [(layer, unit)] if origin is None else [(layer, unit), (layer - 1, origin)]
        if origin is not None:
            item = layout.item("more", layer, unit, origin) or layout.item("more", layer - 1, origin, unit)
        for name in ("unit", "peer"):
            for end in ends:
                item = item or layout.item(name, *end) or next(self._hiding(*end), None)
        return item

    def _hiding(self, layer: int, unit: int) -> Iterator[Item]:
        """Yield the folded rows that stand for a unit."""
        for item in self.layout.items:
            if item.kind == "more" and item.fold is not None and unit in item.hidden:
                of_layer = {"inputs": item.layer - 1, "paths": item.layer + 1, "peers": item.layer}
                if of_layer[item.fold.kind] == layer:
                    yield item
