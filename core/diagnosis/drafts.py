"""What each kind of step calculates with, and the calculation itself, to be done again under watch."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
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
_QUANTITIES = {"g": "gradient", "theta_old": "parameter"}


class Draft(NamedTuple):
    """The operands with their names, the word between them, and the calculation."""

    operands: tuple[Operand, ...]
    joined_by: str
    run: Callable[[], Any]


def draft_of(values: TraceValues, step: Step, told: Explanation) -> Draft:
    """Return the draft of a step."""
    if step.kind == "quantity":
        return _quantity(values, step, told)
    factors = _factors(values, step)
    if factors is not None:
        product = _times(*factors)
        adds = step.kind not in ("dropout", "dropout_gradient", "delta")
        share = float(product.run())
        return _plus(values, step, ("the next product", share)) if adds and np.isfinite(share) else product
    summand = _summand(values, step)
    return _function(values, step, told) if summand is None else _plus(values, step, summand)


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
        return _read(values, handed_on(network, layer - 1, origin)), _read(
            values, Source("delta", layer, unit)
        )
    if step.kind in ("dropout", "dropout_gradient"):
        before = Source("a" if step.kind == "dropout" else "grad_dropped", layer, unit)
        return _read(values, before), ("its mask", values.read(Source("mask", layer, unit)))
    if step.kind == "delta" and network.layers[layer - 1].activation.elementwise:
        return _read(values, Source("grad_a", layer, unit)), _read(values, Source("derivative", layer, unit))
    return None


def _summand(values: TraceValues, step: Step) -> Operand | None:
    """Return what a step adds that is no product; None if it adds nothing."""
    task, recording = values.trace.task, values.update.recording
    if step.kind == "bias":
        return "the bias", values.read(Source("bias", step.layer, step.unit))
    if step.kind == "bias_gradient_term":
        return _read(values, Source("delta", step.layer, step.unit))
    if step.kind == "weight_gradient_term":
        weight = values.read(Source("weight", step.layer, step.unit, step.origin))
        return "the penalty's gradient", float(task.regularizer.gradient(np.array(weight)))
    if step.kind == "slope_gradient_term":
        slopes = values.activation(step.layer).slope_derivative(recording.z[step.layer])
        return "the next share", float((recording.grad_a[step.layer] * slopes).ravel()[step.term])
    if step.kind == "objective":
        return "the penalty", recording.penalty
    return None


def _plus(values: TraceValues, step: Step, summand: Operand) -> Draft:
    """Return the sum of what the steps before have come to and what this one adds."""
    is_first = step.kind != "bias" and step.term == 0 and step.kind != "objective"
    so_far = 0.0 if is_first else explain(values.trace, step.index - 1, values.sample).result
    if step.kind == "objective":
        so_far = values.update.recording.data_loss
    name = "the loss of the data" if step.kind == "objective" else "the sum so far"
    return Draft(((name, so_far), summand), "plus", lambda: np.float64(so_far) + np.float64(summand[1]))


def _times(left: Operand, right: Operand) -> Draft:
    return Draft((left, right), "times", lambda: np.float64(left[1]) * np.float64(right[1]))


def _function(values: TraceValues, step: Step, told: Explanation) -> Draft:
    """Return what is no sum and no product: a function of few numbers."""
    task, recording, layer = values.trace.task, values.update.recording, step.layer
    row = slice(values.sample, values.sample + 1), slice(step.unit, (step.unit or 0) + 1)
    if step.kind in ("activation", "derivative"):
        activation, z = values.activation(layer), recording.z[layer][row]
        run = partial(activation.value, z)
        if step.kind == "derivative":
            run = partial(activation.derivative, z, recording.a[layer][row])
        return Draft((_read(values, Source("z", layer, step.unit)),), "and", lambda: run()[0, 0])
    if step.kind in ("loss_term", "grad_a_term", "shortcut"):
        prediction, target = recording.a[-1], recording.targets
        meets = task.loss.meets(task.network.layers[-1].activation)
        loss = partial(task.loss.elements, prediction, target)
        if meets:
            loss = partial(task.loss.elements_from_logits, recording.z[-1], target)
        runs = {"loss_term": loss, "grad_a_term": partial(task.loss.gradient, prediction, target)}
        rule = runs.get(step.kind, partial(task.loss.delta, prediction, target))
        read = Source("z" if meets and step.kind == "loss_term" else "a", layer, step.unit)
        target_of = "the target", values.read(Source("target", layer, step.unit))
        return Draft((_read(values, read), target_of), "and", lambda: rule()[row][0, 0])
    if step.kind == "loss":
        terms = recording.elements
        named = f"{terms.size} terms, the largest of them", float(terms.max())
        return Draft((named,), "and", lambda: terms.sum())
    if step.kind == "penalty":
        weights = values.update.before.theta * task.network.is_weight
        named = "the largest weight", float(np.abs(weights).max())
        return Draft((named,), "and", lambda: task.regularizer.penalty(weights).sum())
    operands = tuple(_read(values, source) for source in told.reads[:3])
    return Draft(operands, "and", lambda: told.result)


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
