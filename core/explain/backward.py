"""The backward pass, explained."""

from __future__ import annotations

from core.explain.explanation import Explanation, first_factor, named, sum_templates
from core.explain.loss import output_terms, scaled
from core.explain.notation import (
    function_terms,
    node_name,
    symbol,
    term,
)
from core.formula import Source, Term
from core.trace import Step
from core.trace_values import TraceValues


def grad_a_term(values: TraceValues, step: Step) -> Explanation:
    """dL/da: at the output from the loss, elsewhere summed over the paths that lead on."""
    if step.layer == values.network.depth:
        return _grad_a_of_output(values, step)
    layer, unit, count = step.layer, step.unit or 0, step.term + 1
    paths = {
        k: (term(values, Source("delta", layer + 1, k)), term(values, Source("weight", layer + 1, k, unit)))
        for k in named(count)
    }
    has_dropout = bool(values.network.layers[layer - 1].dropout)
    target = Source("grad_dropped" if has_dropout else "grad_a", layer, unit)
    name = node_name(values.network, layer, unit)
    if has_dropout:
        name = f"what dropout leaves of {name}"
    total = step.terms
    if step.is_last_term:
        title, left, result = f"dL/da of {name}", symbol(target), values.read(target)
        why = (
            f"{name.capitalize()} acts on the loss along {total} paths, one through each unit of layer "
            f"{layer + 1}. The chain rule gives each path its product, weight times that unit's delta; "
            "the multivariable chain rule adds them up."
            if total > 1
            else f"Only one path leads from {name} to the loss: back along its one weight."
        )
    else:
        title = f"dL/da of {name}: path {count} of {total}"
        left, result = f"s_{{{count}}}", _sum_of_paths(values, layer, unit, count)
        why = (
            f"One path to the loss goes through {node_name(values.network, layer + 1, step.term)}. How much "
            "it matters: the delta that arrived there, times the weight that the activation went through."
        )
    terms = {f"d{k}": delta for k, (delta, _) in paths.items()}
    terms |= {f"w{k}": weight for k, (_, weight) in paths.items()}
    products = [f"{first_factor(f'd{k}', k)} \\cdot <(w{k})>" for k in paths]
    return Explanation(step.index, title, why, left, sum_templates(products, count), terms, result, target)


def _sum_of_paths(values: TraceValues, layer: int, unit: int, count: int) -> float:
    weights = values.network.split(values.update.before.theta)[layer].weights
    deltas = values.rows("delta", layer + 1)[values.sample, :count]
    return float(sum((deltas * weights[unit, :count]).tolist()))


def dropout_gradient(values: TraceValues, step: Step) -> Explanation:
    """dL/da of a layer with dropout."""
    layer, unit = step.layer, step.unit or 0
    mask, target = Source("mask", layer, unit), Source("grad_a", layer, unit)
    why = (
        "The way back goes through the same factor as the way forward: the mask of this sample."
        if values.read(mask)
        else "The unit was left out of this sample, so nothing that it does acts on the loss."
    )
    return Explanation(
        step.index,
        f"dL/da of {node_name(values.network, layer, unit)}, through dropout",
        why,
        symbol(target),
        (r"<grad> \cdot <m>",),
        {"grad": term(values, Source("grad_dropped", layer, unit)), "m": term(values, mask)},
        values.read(target),
        target,
    )


def _grad_a_of_output(values: TraceValues, step: Step) -> Explanation:
    unit = step.unit or 0
    loss = values.trace.task.loss
    samples, outputs = values.update.recording.elements.shape
    target = Source("grad_a", step.layer, unit)
    why = "How the loss answers when this output moves a little: the derivative of the loss function."
    if samples * outputs > 1 or loss.reduction == "half_sum":
        why += f" The factor in front is the reduction's ({loss.reduction.replace('_', ' ')})."
    return Explanation(
        step.index,
        f"dL/da of {node_name(values.network, step.layer, unit)}",
        why,
        symbol(target),
        scaled(values, loss.gradient_rule),
        output_terms(values, unit),
        values.read(target),
        target,
    )


def derivative(values: TraceValues, step: Step) -> Explanation:
    """f'(z)."""
    layer, unit = step.layer, step.unit or 0
    function = values.activation(layer)
    target = Source("derivative", layer, unit)
    return Explanation(
        step.index,
        f"Slope of the activation at {node_name(values.network, layer, unit)} ({function.label})",
        f"How much a moves when z moves, at the z of the forward pass. {function.why}",
        symbol(target),
        (function.derivative_rule,),
        {
            "z": term(values, Source("z", layer, unit)),
            "a": term(values, Source("a", layer, unit)),
            **function_terms(values, layer),
        },
        values.read(target),
        target,
    )


def jacobian_term(values: TraceValues, step: Step) -> Explanation:
    """Softmax: the share of dL/dz that goes through one of the layer's activations."""
    layer, unit, count = step.layer, step.unit or 0, step.term + 1
    templates, terms, result = _jacobian_sum(values, layer, unit, count)
    return Explanation(
        step.index,
        f"dL/dz of {node_name(values.network, layer, unit)}: path {count} of {step.terms}",
        f"Softmax ties the layer together: this z moves the activation of "
        f"{node_name(values.network, layer, step.term)} too. The path's share is dL/da there times the entry "
        "of the Jacobian.",
        f"s_{{{count}}}",
        templates,
        terms,
        result,
        Source("delta", layer, unit),
    )


def delta(values: TraceValues, step: Step) -> Explanation:
    """dL/dz by the chain rule."""
    layer, unit = step.layer, step.unit or 0
    name = node_name(values.network, layer, unit)
    is_output = layer == values.network.depth
    target = Source("chain_delta" if is_output else "delta", layer, unit)
    if values.network.layers[layer - 1].activation.elementwise:
        templates: tuple[str, ...] = (r"<grad_a> \cdot <(derivative)>",)
        terms = {
            "grad_a": term(values, Source("grad_a", layer, unit)),
            "derivative": term(values, Source("derivative", layer, unit)),
        }
        why = (
            "The chain rule: how the loss answers to a, times how a answers to z. Delta is what is handed "
            "on: to this unit's weights, its bias and the layer before."
        )
    else:
        units = values.network.sizes[layer]
        templates, terms, _ = _jacobian_sum(values, layer, unit, units)
        why = f"All {units} activations of the layer depend on this z: the chain rule adds their paths."
    return Explanation(
        step.index,
        f"Delta of {name}: dL/dz",
        why,
        symbol(target),
        templates,
        terms,
        values.read(target),
        Source("delta", layer, unit),
    )


def shortcut(values: TraceValues, step: Step) -> Explanation:
    """dL/dz of loss and output activation together."""
    layer, unit = step.layer, step.unit or 0
    loss = values.trace.task.loss
    target = Source("delta", layer, unit)
    function = values.network.layers[layer - 1].activation
    return Explanation(
        step.index,
        f"Delta of {node_name(values.network, layer, unit)} by the shortcut",
        f"With {function.label} under this loss, the derivatives cancel: what is left is prediction minus "
        "target. It equals the chain rule's product, has no division that could blow up, and is the number "
        "that is used from here on.",
        symbol(target),
        scaled(values, rf"\left({loss.delta_rule}\right)"),
        output_terms(values, unit),
        values.read(target),
        target,
    )


def _jacobian_sum(
    values: TraceValues, layer: int, unit: int, count: int
) -> tuple[tuple[str, ...], dict[str, Term], float]:
    """Return the sum over k of dL/da_k times da_k/dz_unit, as far as it has come."""
    function = values.network.layers[layer - 1].activation
    own = term(values, Source("a", layer, unit))
    terms = {"own": own}
    products = []
    for k in named(count):
        terms[f"g{k}"] = term(values, Source("grad_a", layer, k))
        terms[f"a{k}"] = term(values, Source("a", layer, k))
        rule = function.diagonal_rule if k == unit else function.off_diagonal_rule  # type: ignore[attr-defined]
        entry = rule.replace("<a_other>", "<own>").replace("<a>", f"<a{k}>")
        products.append(f"{first_factor(f'g{k}', k)} \\cdot \\left({entry}\\right)")
    shares, gradients = (values.rows(name, layer)[values.sample, :count] for name in ("a", "grad_a"))
    entries = -shares * own.value
    if unit < count:
        entries[unit] = own.value * (1 - own.value)
    return sum_templates(products, count), terms, sum((gradients * entries).tolist())
