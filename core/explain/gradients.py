"""The gradients of the parameters, explained share by share."""

from __future__ import annotations

from core.arrays import Array
from core.explain.explanation import Explanation, first_factor, named, sum_templates
from core.explain.notation import handed_on, hyper_terms, parameter_name, symbol, term
from core.formula import Source, Term
from core.trace import Step
from core.trace_values import TraceValues


def weight_gradient_term(values: TraceValues, step: Step) -> Explanation:
    """One sample's share of dL/dw."""
    layer, unit, origin = step.layer, step.unit or 0, step.origin or 0
    inputs = values.rows("dropped", layer - 1)[:, origin]
    deltas = values.rows("delta", layer)[:, unit]
    source = handed_on(values.network, layer - 1, origin)
    delta_source = Source("delta", layer, unit)
    target = Source("weight_gradient", layer, unit, origin)
    name = parameter_name(values.network, layer, unit, origin)
    samples = len(deltas)
    terms, products = {}, []
    count = min(step.term + 1, samples)
    for n in named(count):
        terms[f"a{n}"] = Term(_of_sample(symbol(source), n, samples), float(inputs[n]), source)
        terms[f"d{n}"] = Term(_of_sample(symbol(delta_source), n, samples), float(deltas[n]), delta_source)
        products.append(f"{first_factor(f'a{n}', n)} \\cdot <(d{n})>")
    why = (
        "The weight acts on z in proportion to what it is multiplied with, so its gradient is that input "
        "times the delta of the unit that it leads to. An input of 0 teaches its weight nothing."
    )
    templates = sum_templates(products, count)
    if step.term == samples:
        weight = term(values, Source("weight", layer, unit, origin))
        regularizer = values.trace.task.regularizer
        terms |= {**hyper_terms(regularizer), "w": weight}
        templates = (*templates, rf"+ \left({regularizer.gradient_rule}\right)")
        why = f"Last comes the gradient of the penalty ({regularizer.label}): it pulls the weight towards 0."
    return _gradient(
        values, step, name, why, target, templates, terms, _partial(values, step, target, inputs * deltas)
    )


def bias_gradient_term(values: TraceValues, step: Step) -> Explanation:
    """One sample's share of dL/db."""
    layer, unit = step.layer, step.unit or 0
    deltas = values.rows("delta", layer)[:, unit]
    delta_source = Source("delta", layer, unit)
    target = Source("bias_gradient", layer, unit)
    name = parameter_name(values.network, layer, unit, None)
    terms = {
        f"d{n}": Term(_of_sample(symbol(delta_source), n, step.terms), float(deltas[n]), delta_source)
        for n in named(step.term + 1)
    }
    why = (
        "The bias goes into z with the factor 1, whatever the inputs are: its gradient is delta itself. Each "
        "unit has its own; they are summed over the samples, never over the units."
    )
    products = tuple(first_factor(term_name, n) for n, term_name in enumerate(terms))
    templates = sum_templates(products, step.term + 1)
    return _gradient(
        values, step, name, why, target, templates, terms, _partial(values, step, target, deltas)
    )


def slope_gradient_term(values: TraceValues, step: Step) -> Explanation:
    """The share that one unit has in one sample of dL by the layer's slope."""
    layer, units = step.layer, values.network.sizes[step.layer]
    gradients = values.rows("grad_a", layer)
    slopes = values.activation(layer).slope_derivative(values.rows("z", layer))
    target, samples = Source("slope_gradient", layer), len(gradients)
    terms, products = {}, []
    for n in named(step.term + 1):
        sample, unit = divmod(n, units)
        grad, z = Source("grad_a", layer, unit), Source("z", layer, unit)
        terms[f"g{n}"] = Term(_of_sample(symbol(grad), sample, samples), float(gradients[sample, unit]), grad)
        z_value = float(values.rows("z", layer)[sample, unit])
        terms[f"z{n}"] = Term(_of_sample(symbol(z), sample, samples), z_value, z)
        products.append(f"{first_factor(f'g{n}', n)} \\cdot \\min\\left(0, <z{n}>\\right)")
    why = (
        "The slope acts on every activation of the layer whose z is negative, in proportion to that z. All "
        "units share it, so their shares are added."
    )
    name = parameter_name(values.network, layer, None, None)
    shares = (gradients * slopes).ravel()
    result = _partial(values, step, target, shares)
    title, left = f"Gradient of {name}", symbol(target)
    if not step.is_last_term:
        title, left = f"{title}: share {step.term + 1} of {step.terms}", f"s_{{{step.term + 1}}}"
    templates = sum_templates(products, step.term + 1)
    return Explanation(step.index, title, why, left, templates, terms, result, target)


def _gradient(
    values: TraceValues,
    step: Step,
    name: str,
    why: str,
    target: Source,
    templates: tuple[str, ...],
    terms: dict[str, Term],
    result: float,
) -> Explanation:
    count, samples = step.term + 1, len(values.update.batch)
    title, left = f"Gradient of {name}", symbol(target)
    if samples > 1:
        why += f" The {samples} samples of the batch share this parameter: their gradients are added."
    if not step.is_last_term:
        title, left = f"{title}: sample {count} of {samples}", f"s_{{{count}}}"
    return Explanation(step.index, title, why, left, templates, terms, result, target)


def _partial(values: TraceValues, step: Step, target: Source, shares: Array) -> float:
    """Return the recorded gradient at the last sample, before it the sum so far."""
    if step.is_last_term:
        return values.read(target)
    return float(shares[: step.term + 1].sum())


def _of_sample(latex: str, sample: int, samples: int) -> str:
    return latex if samples == 1 else rf"{latex}{{}}^{{[{sample + 1}]}}"
