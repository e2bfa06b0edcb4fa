"""What each kind of step calculates with, and the calculation itself, to be done again under watch."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from core.explain.explain import explain
from core.explain.explanation import Explanation
from core.explain.notation import handed_on, node_name
from core.formula import Source
from core.task import CLIPPED
from core.trace import Step
from core.trace_values import TraceValues

Operand = tuple[str, float]

_PLACEHOLDER = re.compile(r"<\(?(\w+)\)?>")
_LETTERS = {"dropped": "ã", "grad_dropped": "dL/dã", "grad_a": "dL/da", "derivative": "f\N{PRIME}(z)"}
_ONE_PRODUCT = ("dropout", "dropout_gradient", "delta")
_QUANTITIES = {"g": "gradient", "theta_old": "parameter"}


class Draft(NamedTuple):
    """The operands with their names, the word between them, and the calculation."""

    operands: tuple[Operand, ...]
    joined_by: str
    run: Callable[[], Any]


def draft_of(values: TraceValues, step: Step, told: Explanation) -> Draft:
    """Return the draft of a step."""
    if step.kind in _BY_KIND:
        return _BY_KIND[step.kind](values, step, told)
    factors = _factors(values, step)
    if factors is None:
        summand = _summand(values, step)
        return _function(values, step, told) if summand is None else _plus(values, step, summand)
    product = _times(*factors)
    share = float(product.run())
    if step.kind in _ONE_PRODUCT or not np.isfinite(share):
        return product
    return _plus(values, step, ("the next product", share))


def _factors(values: TraceValues, step: Step) -> tuple[Operand, Operand] | None:
    """Return the factors of the product that a step adds, or is; None if there is none."""
    network, layer, unit, origin = values.network, step.layer, step.unit or 0, step.origin or 0

    def weight(layer: int, unit: int, origin: int) -> Operand:
        return "the weight", values.read(Source("weight", layer, unit, origin))

    if step.kind == "product":
        return _read(values, handed_on(network, layer - 1, origin)), weight(layer, unit, origin)
    if step.kind == "grad_a_term" and layer < network.depth:
        return _read(values, Source("delta", layer + 1, step.term)), weight(layer + 1, step.term, unit)
    if step.kind == "weight_gradient_term" and step.term < len(values.update.batch):
        delta = _read(values, Source("delta", layer, unit))
        return _read(values, handed_on(network, layer - 1, origin)), delta
    if step.kind == "slope_gradient_term":
        slopes = values.activation(layer).slope_derivative(values.update.recording.z[layer]).ravel()
        grad_a = _read(values, Source("grad_a", layer, step.term % network.sizes[layer]))
        return grad_a, ("the derivative of a by the slope", float(slopes[step.term]))
    if step.kind in ("dropout", "dropout_gradient"):
        before = Source("a" if step.kind == "dropout" else "grad_dropped", layer, unit)
        return _read(values, before), ("its mask", values.read(Source("mask", layer, unit)))
    if step.kind == "delta" and network.layers[layer - 1].activation.elementwise:
        return _read(values, Source("grad_a", layer, unit)), _read(values, Source("derivative", layer, unit))
    return None


def _summand(values: TraceValues, step: Step) -> Operand | None:
    """Return what a step adds that is no product; None if it adds nothing."""
    if step.kind == "bias":
        return "the bias", values.read(Source("bias", step.layer, step.unit))
    if step.kind == "bias_gradient_term":
        return _read(values, Source("delta", step.layer, step.unit))
    if step.kind == "weight_gradient_term":
        weight = values.read(Source("weight", step.layer, step.unit, step.origin))
        return "the penalty's gradient", float(values.trace.task.regularizer.gradient(np.array(weight)))
    return None


def _plus(values: TraceValues, step: Step, summand: Operand) -> Draft:
    """Return the sum of what the steps before have come to and what this one adds."""
    is_first = step.term == 0 and step.kind != "bias"
    so_far = 0.0 if is_first else explain(values.trace, step.index - 1, values.sample).result
    return _sum(("the sum so far", so_far), summand)


def _sum(left: Operand, right: Operand) -> Draft:
    return Draft((left, right), "plus", lambda: np.float64(left[1]) + np.float64(right[1]))


def _times(left: Operand, right: Operand) -> Draft:
    return Draft((left, right), "times", lambda: np.float64(left[1]) * np.float64(right[1]))


def _function(values: TraceValues, step: Step, told: Explanation) -> Draft:
    """Return what is no sum and no product: a function of few numbers."""
    row = slice(values.sample, values.sample + 1), slice(step.unit, (step.unit or 0) + 1)
    if step.kind in ("activation", "derivative"):
        return _activation(values, step, row)
    if step.kind in ("loss_term", "grad_a_term", "shortcut"):
        return _loss_function(values, step, row)
    return Draft(tuple(_read(values, source) for source in told.reads[:3]), "and", lambda: told.result)


def _activation(values: TraceValues, step: Step, row: tuple[slice, slice]) -> Draft:
    recording, activation = values.update.recording, values.activation(step.layer)
    z, a = recording.z[step.layer][row], recording.a[step.layer][row]

    def run() -> Any:
        return activation.value(z) if step.kind == "activation" else activation.derivative(z, a)

    return Draft((_read(values, Source("z", step.layer, step.unit)),), "and", lambda: run()[0, 0])


def _loss_function(values: TraceValues, step: Step, row: tuple[slice, slice]) -> Draft:
    """Return a term of the loss, or its derivative by the prediction or by z."""
    task, recording = values.trace.task, values.update.recording
    a, target = recording.a[-1], recording.targets
    from_z = step.kind == "loss_term" and task.loss.meets(task.network.layers[-1].activation)

    def run() -> Any:
        if from_z:
            return task.loss.elements_from_logits(recording.z[-1], target)
        rules = {"loss_term": task.loss.elements, "grad_a_term": task.loss.gradient}
        return rules.get(step.kind, task.loss.delta)(a, target)

    prediction = _read(values, Source("z" if from_z else "a", step.layer, step.unit))
    aim = "the target", values.read(Source("target", step.layer, step.unit))
    return Draft((prediction, aim), "and", lambda: run()[row][0, 0])


def _loss(values: TraceValues, _step: Step, _told: Explanation) -> Draft:
    terms = values.update.recording.elements
    named = f"{terms.size} terms, the largest of them", float(terms.max())
    return Draft((named,), "and", terms.sum)


def _penalty(values: TraceValues, _step: Step, _told: Explanation) -> Draft:
    task = values.trace.task
    weights = values.update.before.theta * task.network.is_weight
    named = "the largest weight", float(np.abs(weights).max())
    return Draft((named,), "and", lambda: task.regularizer.penalty(weights).sum())


def _objective(values: TraceValues, _step: Step, _told: Explanation) -> Draft:
    recording = values.update.recording
    return _sum(("the loss of the data", recording.data_loss), ("the penalty", recording.penalty))


def _quantity(values: TraceValues, step: Step, told: Explanation) -> Draft:
    """Return what the rule of one of the optimizer's quantities names."""
    trace, before = values.trace, values.update.before
    declared = trace.quantities[step.term]
    optimizer = trace.task.optimizer_at(before.update)
    names = dict.fromkeys(_PLACEHOLDER.findall(declared.rule))
    operands = tuple((_in_words(name), told.terms[name].value) for name in names)

    def run() -> Any:
        index = values.network.index(step.layer, step.unit, step.origin)
        gradient = values.update.recording.gradient
        if trace.task.clips:
            gradient = trace.task.clipping.clip(gradient)
        if declared.name == CLIPPED:
            return gradient[index]
        one = slice(index, index + 1)
        state = {name: slot[one] for name, slot in before.state.items()}
        quantities = optimizer.rule(gradient[one], state, before.theta[one], before.optimizer_steps + 1)
        return quantities[declared.name][0]

    return Draft(operands, "and", run)


def _in_words(name: str) -> str:
    if name in _QUANTITIES:
        return _QUANTITIES[name]
    words = name.removesuffix("_old").replace("_", " ")
    return f"the former {words}" if name.endswith("_old") else words


def _read(values: TraceValues, source: Source) -> Operand:
    """Return a number with the name of its place."""
    letter = _LETTERS.get(source.quantity, source.quantity)
    name = node_name(values.network, source.layer, source.unit or 0)
    if source.layer == 0:
        return name, values.read(source)
    return f"{letter} of {name}", values.read(source)


_BY_KIND: dict[str, Callable[[TraceValues, Step, Explanation], Draft]] = {
    "loss": _loss,
    "penalty": _penalty,
    "objective": _objective,
    "quantity": _quantity,
}
