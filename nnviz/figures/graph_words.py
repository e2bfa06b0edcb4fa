"""The computation graph in words: its caption, what a screen reader says, and what stands in the tooltips."""

from __future__ import annotations

from core.explain.notation import node_name
from core.formula import Source
from core.number_format import format_number, full_number
from nnviz.figures.graph_items import Item
from nnviz.figures.graph_layout import GraphLayout
from nnviz.figures.graph_reading import middle
from nnviz.figures.network_reading import Reading
from nnviz.figures.network_symbols import SYMBOLS, subscript
from nnviz.figures.network_words import NAMES, NOT_YET, sample_words, step_words, tooltip

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_REDUCTIONS = {"half_sum": "½ Σ", "sample_mean": "Σ / N", "mean": "mean"}
_SIGNS = {
    "multiply": "×",
    "add": "+",
    "dropout": "×",
    "objective": "+",
    "weight": "w",
    "bias": "b",
    "slope": "α",
    "mask": "m",
    "target": "y",
    "penalty": "R",
    "result": "L",
}
_NAMES = {
    "product": "weight times input",
    "grad_a_term": "share of this path in dL/da",
    "grad_loss_term": "dL/dℓ, the reduction's factor",
    "grad_loss": "dL/dL",
    "derivative": "slope f′(z)",
    "chain_delta": "delta by the chain rule, before the shortcut",
}
_DOES = {
    "multiply": "multiplies an input of {name} by its weight",
    "add": "adds the products and the bias of {name}: z",
    "activation": "bends z of {name}: a",
    "dropout": "multiplies a of {name} by its mask: what dropout leaves of it",
    "softmax": "turns all z of layer {layer} into shares that sum to 1",
    "loss_term": "compares {name} with its target",
    "loss": "puts the losses of all outputs and samples together",
    "objective": "adds the penalty on the weights to the loss of the data",
}


def caption(reading: Reading) -> tuple[str, str]:
    """Return whose graph it is, and why."""
    layer, unit = middle(reading.moment)
    chosen = reading.moment.selection
    why = "chosen in the drawing" if chosen.unit is not None else "where the step is"
    name = node_name(reading.network, layer, unit)
    return name[:1].upper() + name[1:], why


def item_text(reading: Reading, item: Item) -> str:
    """Return what stands on an item; empty for those that have a picture."""
    if item.kind in _SIGNS:
        return _SIGNS[item.kind]
    if item.kind == "unit":
        mark = "" if item.fold is None else ("▸ " if item.folded else "▾ ")
        return mark + _symbol(item.layer, item.unit or 0)
    if item.kind == "peer":
        assert item.writes is not None
        if item.writes.quantity == "z":
            return f"z{subscript(item.unit or 0)}{_layer(item.layer)}"
        return f"{SYMBOLS['loss_term']}{subscript(item.unit or 0)}"
    if item.kind == "more":
        return f"▸ {len(item.hidden)} more" if item.folded else "▾ fewer"
    if item.kind == "rest":
        return f"+ {len(item.hidden)} more"
    if item.kind == "samples":
        return f"+ {len(item.hidden)} sample{'s' if len(item.hidden) > 1 else ''}"
    if item.kind == "onward":
        return f"layer {item.layer + 1} …" if item.layer < reading.network.depth else "loss …"
    loss = reading.trace.task.loss
    texts = {"loss_term": loss.key.upper(), "loss": _REDUCTIONS[loss.reduction], "softmax": "softmax"}
    return texts.get(item.kind, "")


def describe(reading: Reading, layout: GraphLayout) -> str:
    """Return the graph in a few sentences; of the unit in the middle all numbers that are computed."""
    layer, unit = middle(reading.moment)
    name, why = caption(reading)
    sentences = [f"Computation graph around {name[:1].lower()}{name[1:]}, {why}."]
    sentences.append(f"Update {reading.moment.update_number}, {step_words(reading)}.")
    sentences.append(f"Shown is {sample_words(reading)}.")
    for wire in layout.wires:
        if wire.value is None or (wire.value.layer, wire.value.unit) != (layer, unit):
            continue
        ends = [end for end in (wire.value, wire.gradient) if end is not None and reading.is_known(end)]
        if ends:
            sentences.append(f"{', '.join(_named(reading, end) for end in ends)}.")
    return " ".join(dict.fromkeys(sentences))


def number_tooltip(reading: Reading, source: Source) -> str:
    """Return what is said about a number, as rich text."""
    if source.quantity in ("data_loss", "penalty"):
        return tooltip(reading, Source("loss", source.layer))
    if source.quantity not in _NAMES:
        return tooltip(reading, source)
    value = reading.number(source)
    text = NOT_YET if value is None else full_number(value)
    return f"<b>{_NAMES[source.quantity]}</b><br>{text}"


def item_tooltip(reading: Reading, item: Item) -> str:
    """Return what is said about an item, as rich text."""
    if item.kind in _DOES:
        name = node_name(reading.network, item.layer, item.unit or 0)
        text = _DOES[item.kind].format(name=name, layer=item.layer)
        number = number_tooltip(reading, item.writes) if item.writes is not None else ""
        return f"{text[:1].upper()}{text[1:]}<br>{number}"
    if (
        item.kind in ("weight", "bias", "slope", "mask", "target", "penalty", "unit", "peer")
        and item.writes is not None
    ):
        return number_tooltip(reading, item.writes)
    if item.kind == "more":
        names = [node_name(reading.network, _layer_of_hidden(item), unit) for unit in item.hidden]
        return "<br>".join(names[:20]) or item_text(reading, item)
    return ""


def _layer_of_hidden(item: Item) -> int:
    assert item.fold is not None
    return item.layer + {"inputs": -1, "paths": 1, "peers": 0}[item.fold.kind]


def _named(reading: Reading, source: Source) -> str:
    name = _NAMES.get(source.quantity) or NAMES[source.quantity]
    if source.origin is not None:
        name = f"{source.origin + 1}: {name}"
    return f"{name} {format_number(reading.values.read(source))}"


def _symbol(layer: int, unit: int) -> str:
    return f"a{subscript(unit)}{_layer(layer)}" if layer else f"x{subscript(unit)}"


def _layer(layer: int) -> str:
    return f"⁽{str(layer).translate(_SUPERSCRIPTS)}⁾"
