"""The network drawing in words: what a screen reader says, and what stands in the tooltips."""

from __future__ import annotations

from core.explain.notation import node_name
from core.formula import Source
from core.number_format import format_number, full_number
from nnviz.figures.network_layout import bundled_layers
from nnviz.figures.network_reading import Reading

_OF_SLOPE = ("slope", "slope_gradient", "change", "theta")
NOT_YET = "not computed yet"
NAMES = {
    "x": "x",
    "z": "z",
    "a": "a",
    "mask": "mask of dropout",
    "dropped": "ã, what dropout leaves",
    "grad_dropped": "dL/dã",
    "grad_a": "dL/da",
    "derivative": "f′(z)",
    "delta": "delta = dL/dz",
    "weight": "w",
    "bias": "b",
    "weight_gradient": "dL/dw",
    "bias_gradient": "dL/db",
    "slope": "α",
    "slope_gradient": "dL/dα",
    "change": "change",
    "theta": "after the update",
    "target": "target y",
    "loss_term": "its share of the loss",
    "data_loss": "loss of the data",
    "penalty": "penalty R",
    "loss": "loss L",
}


def describe(reading: Reading) -> str:
    """Return the whole drawing in a few sentences."""
    network, moment = reading.network, reading.moment
    shape = "-".join(str(size) for size in network.sizes)
    sentences = [f"Network {shape}.", f"Update {moment.update_number}, {step_words(reading)}."]
    sentences.append(f"Shown is {sample_words(reading)}.")
    outputs = [reading.number(Source("a", network.depth, unit)) for unit in range(min(network.sizes[-1], 10))]
    if all(value is not None for value in outputs):
        sentences.append(
            "Outputs " + ", ".join(format_number(value) for value in outputs if value is not None) + "."
        )
    loss = reading.number(Source("loss", network.depth))
    if loss is not None:
        sentences.append(f"Loss {format_number(loss)}.")
    for layer in sorted(bundled_layers(network.sizes)):
        count = network.sizes[layer - 1] * network.sizes[layer]
        sentences.append(f"The {count} weights before layer {layer} are a heat map.")
    chosen = moment.selection
    if chosen.layer is not None and chosen.unit is not None and chosen.layer <= network.depth:
        sentences.append("Selected: " + ", ".join(selected_words(reading)) + ".")
    return " ".join(sentences)


def step_words(reading: Reading) -> str:
    """Return where the cursor is, in words."""
    if reading.explanation is None:
        return "before the first step"
    count = len(reading.trace)
    return f"step {reading.moment.step + 1} of {count}, {reading.phase}: {reading.explanation.title}"


def sample_words(reading: Reading) -> str:
    """Return whose numbers are shown: which row of the data or, of a larger batch, which of its samples."""
    moment = reading.moment
    batch = moment.update.batch
    if len(batch) > 1:
        return f"{moment.sample + 1} of {len(batch)} in batch"
    return f"sample {batch[0] + 1} of {reading.trace.task.samples}"


def selected_words(reading: Reading) -> list[str]:
    """Return the name of the selected place and its numbers, rounded."""
    chosen = reading.moment.selection
    assert chosen.layer is not None
    assert chosen.unit is not None
    kind = "a" if chosen.origin is None else "weight"
    title, lines = facts(reading, Source(kind, chosen.layer, chosen.unit, chosen.origin))
    return [title, *(f"{name} {NOT_YET if value is None else format_number(value)}" for name, value in lines)]


def tooltip(reading: Reading, source: Source) -> str:
    """Return a place's numbers with all 17 digits, as rich text."""
    title, lines = facts(reading, source)
    rows = "".join(
        f"<tr><td>{name}&nbsp;&nbsp;</td><td>{NOT_YET if value is None else full_number(value)}</td></tr>"
        for name, value in lines
    )
    return f"<b>{title}</b><table>{rows}</table>"


def facts(reading: Reading, source: Source) -> tuple[str, list[tuple[str, float | None]]]:
    """Return the name of the place that a number belongs to, and all numbers there."""
    network, layer, unit = reading.network, source.layer, source.unit or 0
    if source.quantity == "loss":
        of_loss = ("data_loss", "penalty", "loss") if reading.trace.task.penalises else ("loss",)
        return "Loss of the batch", _numbers(reading, [Source(name, layer) for name in of_loss])
    if source.unit is None and source.quantity in _OF_SLOPE:
        return f"Slope of layer {layer}", _numbers(reading, [Source(name, layer) for name in _OF_SLOPE])
    if source.quantity in ("target", "loss_term"):
        places = [Source(name, layer, unit) for name in ("target", "loss_term")]
        return f"Target of {node_name(network, layer, unit)}", _numbers(reading, places)
    if layer == 0:
        names = reading.moment.project.samples.input_names
        return f"Input {unit + 1}: {names[unit]}", _numbers(reading, [Source("x", 0, unit)])
    if source.quantity == "exponential_sum":
        return f"Sum of the exponentials of layer {layer}", _numbers(reading, [source])
    if source.origin is not None or source.quantity in ("bias", "bias_gradient", "change", "theta"):
        return _parameter_facts(reading, source)
    quantities = ["z", "a", "grad_a", "derivative", "delta"]
    if network.layers[layer - 1].dropout:
        quantities[2:2] = ["mask", "dropped", "grad_dropped"]
    if not network.layers[layer - 1].activation.elementwise:
        quantities.remove("derivative")
    title = node_name(network, layer, unit)
    return title[:1].upper() + title[1:], _numbers(
        reading, [Source(name, layer, unit) for name in quantities]
    )


def _parameter_facts(reading: Reading, source: Source) -> tuple[str, list[tuple[str, float | None]]]:
    network, layer, unit, origin = reading.network, source.layer, source.unit or 0, source.origin
    end = node_name(network, layer, unit)
    if origin is None:
        title, kind = f"Bias of {end}", "bias"
    else:
        title, kind = f"Weight from {node_name(network, layer - 1, origin)} to {end}", "weight"
    names = (kind, f"{kind}_gradient", "change", "theta")
    return title, _numbers(reading, [Source(name, layer, unit, origin) for name in names])


def _numbers(reading: Reading, sources: list[Source]) -> list[tuple[str, float | None]]:
    return [(NAMES.get(source.quantity, source.quantity), reading.number(source)) for source in sources]
