"""The loss, explained."""

from __future__ import annotations

import numpy as np

from core.explain.explanation import Explanation, first_factor, in_parentheses, named, sum_templates
from core.explain.notation import hyper_terms, node_name, symbol, term
from core.formula import Source, Term
from core.trace import Step
from core.trace_values import TraceValues


def loss_term(values: TraceValues, step: Step) -> Explanation:
    """The loss of one output of the shown sample, before the reduction."""
    unit, layer = step.unit or 0, step.layer
    loss = values.trace.task.loss
    from_logits = loss.meets(values.network.layers[-1].activation)
    target = Source("loss_term", layer, unit)
    why = f"How far {node_name(values.network, layer, unit)} is from its target."
    if from_logits:
        why += (
            " It is computed from z, with the activation inside the formula: the same number, but it stays "
            "finite and exact where the activation is saturated."
        )
    return Explanation(
        step.index,
        f"Loss of {node_name(values.network, layer, unit)}",
        why,
        symbol(target),
        (loss.element_rule_from_logits if from_logits else loss.element_rule,),
        output_terms(values, unit),
        values.read(target),
        target,
    )


def loss(values: TraceValues, step: Step) -> Explanation:
    """The loss of the batch."""
    elements = values.update.recording.elements
    samples, outputs = elements.shape
    declared = values.trace.task.loss
    if samples == 1:
        terms = {f"l{k}": term(values, Source("loss_term", step.layer, k)) for k in named(outputs)}
        why = f"The terms of all {outputs} outputs in one number." if outputs > 1 else "One output, one term."
    else:
        rows = elements.sum(axis=1).tolist()
        terms = {f"l{n}": Term(rf"\sum_k \ell_k^{{[{n + 1}]}}", rows[n]) for n in named(samples)}
        why = (
            f"The losses of the {samples} samples of the batch in one number, which the gradients belong to."
        )
    summands = [first_factor(name, n) for n, name in enumerate(terms)]
    chunks = in_parentheses(sum_templates(summands, outputs if samples == 1 else samples))
    penalises = values.trace.task.penalises
    target = Source("data_loss" if penalises else "loss", step.layer)
    title = "Loss of the batch" if samples > 1 else "Loss"
    return Explanation(
        step.index,
        f"{title}, without the penalty" if penalises else title,
        f"{why} {_reduction_words(declared.reduction, outputs)}",
        symbol(target),
        scaled(values, *chunks),
        terms,
        values.read(target),
        target,
    )


def penalty(values: TraceValues, step: Step) -> Explanation:
    """The regularizer's penalty on all weights."""
    regularizer = values.trace.task.regularizer
    parts = values.network.split(values.update.before.theta)
    with np.errstate(all="ignore"):
        shares = [float(regularizer.penalty(part.weights).sum()) for part in parts]
    terms = {f"r{n}": Term(rf"R\left(W^{{({n + 1})}}\right)", share) for n, share in enumerate(shares)}
    target = Source("penalty", step.layer)
    return Explanation(
        step.index,
        f"Penalty on the weights ({regularizer.label})",
        "Large weights cost something, whatever the data say: each adds its share. Biases do not count: "
        "they make no output steep.",
        symbol(target),
        sum_templates([first_factor(name, n) for n, name in enumerate(terms)]),
        terms,
        values.read(target),
        target,
    )


def objective(values: TraceValues, step: Step) -> Explanation:
    """The loss and the penalty together."""
    target = Source("loss", step.layer)
    return Explanation(
        step.index,
        "What is minimised",
        "The loss of the data and the penalty in one number: all gradients from here on belong to it.",
        symbol(target),
        ("<data>", "+ <penalty>"),
        {
            "data": term(values, Source("data_loss", step.layer)),
            "penalty": term(values, Source("penalty", step.layer)),
        },
        values.read(target),
        target,
    )


def output_terms(values: TraceValues, unit: int) -> dict[str, Term]:
    """Return what the loss's templates read for one output of the shown sample."""
    layer = values.network.depth
    loss = values.trace.task.loss
    prediction = term(values, Source("a", layer, unit))
    terms = {
        "prediction": prediction,
        "a": prediction,
        "z": term(values, Source("z", layer, unit)),
        "target": term(values, Source("target", layer, unit)),
        **hyper_terms(loss),
    }
    if hasattr(loss, "log_sum"):
        with np.errstate(all="ignore"):
            log_sum = float(loss.log_sum(values.rows("z", layer))[values.sample, 0])
        terms["log_sum"] = Term(r"\ln \textstyle\sum_j e^{z_j}", log_sum)
    return terms


def scaled(values: TraceValues, *templates: str) -> tuple[str, ...]:
    """Return the templates with the reduction's factor before them, unless it is 1."""
    loss = values.trace.task.loss
    shape = values.update.recording.elements.shape
    if loss.scale(*shape) == 1:
        return templates
    if templates[0].startswith("-"):
        templates = (rf"\left({''.join(templates)}\right)",)
    return (rf"{loss.scale_latex(*shape)} \cdot", *templates)


def _reduction_words(reduction: str, outputs: int) -> str:
    if reduction == "half_sum":
        return "Half the sum is taken: the 2 of the square's derivative cancels."
    if reduction == "sample_mean" or outputs == 1:
        return "The mean over the samples is taken, so that the batch's size does not change the step."
    return "The mean is taken (reduction “mean”), as PyTorch does."
