"""The forward pass, explained."""

from __future__ import annotations

from core.explain.explanation import Explanation, first_factor, named, sum_templates
from core.explain.notation import function_terms, handed_on, node_name, symbol, term
from core.formula import Source, Term
from core.number_format import format_number
from core.trace import Step
from core.trace_values import TraceValues


def product(values: TraceValues, step: Step) -> Explanation:
    """One input times its weight, added to the sum so far."""
    layer, unit, count = step.layer, _unit(step), step.term + 1
    weights = values.network.split(values.update.before.theta)[layer - 1].weights
    entered = values.rows("dropped", layer - 1)[values.sample, :count]
    so_far = sum((entered * weights[:count, unit]).tolist())
    templates, terms = _weighted_sum(values, layer, unit, count)
    name = node_name(values.network, layer, unit)
    source = node_name(values.network, layer - 1, step.term)
    return Explanation(
        step.index,
        f"Weighted sum of {name}: term {count} of {step.terms}",
        f"What {source} says arrives here along its connection, scaled by the weight on it. A weight near 0 "
        "means that this unit hardly listens; a negative one, that it does the opposite.",
        f"s_{{{count}}}",
        templates,
        terms,
        so_far,
        Source("z", layer, unit),
    )


def bias(values: TraceValues, step: Step) -> Explanation:
    """The weighted sum with the bias: z."""
    layer, unit = step.layer, _unit(step)
    fan_in = values.network.sizes[layer - 1]
    templates, terms = _weighted_sum(values, layer, unit, fan_in)
    bias_source = Source("bias", layer, unit)
    z = Source("z", layer, unit)
    return Explanation(
        step.index,
        f"Pre-activation z of {node_name(values.network, layer, unit)}",
        f"All {fan_in} incoming connections meet here. The bias is added last: it shifts where the unit "
        "switches, whatever the inputs are.",
        symbol(z),
        (*templates, "+ <(b)>"),
        {**terms, "b": Term(symbol(bias_source), values.read(bias_source), bias_source)},
        values.read(z),
        z,
    )


def activation(values: TraceValues, step: Step) -> Explanation:
    """a = f(z)."""
    layer, unit = step.layer, _unit(step)
    function = values.activation(layer)
    a = Source("a", layer, unit)
    return Explanation(
        step.index,
        f"Activation of {node_name(values.network, layer, unit)} ({function.label})",
        "The activation function bends the straight sum; without it, any number of layers would be one "
        f"linear layer. {function.why}",
        symbol(a),
        (function.value_rule,),
        {"z": term(values, Source("z", layer, unit)), **function_terms(values, layer)},
        values.read(a),
        a,
    )


def dropout(values: TraceValues, step: Step) -> Explanation:
    """What is left of an activation after dropout."""
    layer, unit = step.layer, _unit(step)
    chance = values.network.layers[layer - 1].dropout
    mask, target = Source("mask", layer, unit), Source("dropped", layer, unit)
    share = format_number(chance, 4)
    if values.read(mask):
        why = (
            f"It stays. Each unit is left out of a sample with the chance {share}; what stays is divided by "
            f"1 \N{MINUS SIGN} {share}, so that the sums of the next layer keep their mean."
        )
    else:
        why = (
            f"It is left out of this sample, as happens with the chance {share}: no unit can rely on it, and "
            "it learns nothing from the sample."
        )
    return Explanation(
        step.index,
        f"Dropout of {node_name(values.network, layer, unit)}",
        why,
        symbol(target),
        (r"<a> \cdot <m>",),
        {"a": term(values, Source("a", layer, unit)), "m": term(values, mask)},
        values.read(target),
        target,
    )


def exponential(values: TraceValues, step: Step) -> Explanation:
    """Softmax: e to the z of one unit, less the row's largest z."""
    layer, unit = step.layer, _unit(step)
    function = values.network.layers[layer - 1].activation
    row = values.rows("z", layer)[values.sample]
    largest = Source("z", layer, int(row.argmax()))
    target = Source("exponential", layer, unit)
    return Explanation(
        step.index,
        f"Softmax: the exponential of {node_name(values.network, layer, unit)}",
        "The exponential makes every value positive and lets differences of z become ratios. The layer's "
        "largest z is taken off first: it cancels in the quotient and keeps e from overflowing.",
        symbol(target),
        (function.exponential_rule,),  # type: ignore[attr-defined]
        {
            "z": term(values, Source("z", layer, unit)),
            "z_max": Term(rf"z_{{\max}}^{{({layer})}}", values.read(largest), largest),
        },
        values.read(target),
        target,
    )


def exponential_sum(values: TraceValues, step: Step) -> Explanation:
    """Softmax: the sum of the layer's exponentials."""
    layer = step.layer
    count = values.network.sizes[layer]
    units = named(count)
    target = Source("exponential_sum", layer)
    return Explanation(
        step.index,
        f"Softmax: the sum over layer {layer}",
        "The units share one sum: that is what makes softmax a function of the whole layer, not of a unit.",
        symbol(target),
        sum_templates([f"<e{unit}>" for unit in units], count),
        {f"e{unit}": term(values, Source("exponential", layer, unit)) for unit in units},
        values.read(target),
        target,
    )


def quotient(values: TraceValues, step: Step) -> Explanation:
    """Softmax: the probability of one unit."""
    layer, unit = step.layer, _unit(step)
    function = values.network.layers[layer - 1].activation
    a = Source("a", layer, unit)
    return Explanation(
        step.index,
        f"Softmax: the probability of {node_name(values.network, layer, unit)}",
        "Each unit's share of the sum: the shares are positive and add up to 1, so that they can be read as "
        "probabilities.",
        symbol(a),
        (function.quotient_rule,),  # type: ignore[attr-defined]
        {
            "exponential": term(values, Source("exponential", layer, unit)),
            "sum": term(values, Source("exponential_sum", layer)),
        },
        values.read(a),
        a,
    )


def _product(values: TraceValues, layer: int, unit: int, origin: int) -> tuple[Term, Term]:
    return (
        term(values, handed_on(values.network, layer - 1, origin)),
        term(values, Source("weight", layer, unit, origin)),
    )


def _weighted_sum(
    values: TraceValues, layer: int, unit: int, count: int
) -> tuple[tuple[str, ...], dict[str, Term]]:
    """Return the sum of the first `count` products, and the terms that it names."""
    products = {origin: _product(values, layer, unit, origin) for origin in named(count)}
    templates = sum_templates([f"{first_factor(f'a{k}', k)} \\cdot <(w{k})>" for k in products], count)
    terms = {f"a{k}": left for k, (left, _) in products.items()}
    return templates, terms | {f"w{k}": right for k, (_, right) in products.items()}


def _unit(step: Step) -> int:
    assert step.unit is not None
    return step.unit
