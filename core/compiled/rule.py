"""Formulas of the families and the optimizer's rule, recorded; what cannot be recorded is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from core.arrays import Array
from core.compiled.lowered import Copy, Plain, Row
from core.compiled.record import Node, Recorder, Shape, Symbol
from core.optimizers.base import Optimizer


def record_formula(recorder: Recorder, formula: Callable[..., Any], *arguments: Node) -> Node:
    """Return the result of a formula in the shape of its first argument."""
    try:
        result = formula(*(Symbol(recorder, argument) for argument in arguments))
    except (TypeError, AttributeError):  # it does what no symbol can do
        return recorder.call(Plain(formula), arguments, arguments[0].shape)
    node: Node = result.node
    return node


def kept(recorder: Recorder, node: Node, shape: Shape) -> Node:
    """Return a node that has an array of this shape of its own."""
    if node.operation is None or node.shape != shape:
        return recorder.call(Copy(), (node,), shape)
    return node


def record_rule(
    recorder: Recorder, optimizer: Optimizer, gradient: Node, state: tuple[Node, ...], times: tuple[Node, ...]
) -> dict[str, Node]:
    """Return every quantity of an optimizer's rule.

    Parameters
    ----------
    gradient : Node
        What the optimizer gets.
    state : tuple of Node
        Theta and the slots before the update.
    times : tuple of Node
        The number of the step, from 1, and where the learning rate varies its value in this step.
    """
    arguments = (*times, gradient, *state)

    def rule(*values: Any) -> dict[str, Any]:
        (t, *rate), (g, theta, *slots) = values[: len(times)], values[len(times) :]
        used = replace(optimizer, learning_rate=rate[0]) if rate else optimizer  # type: ignore[call-arg]
        return used.rule(g, dict(zip(optimizer.slots(), slots, strict=True)), theta, t)

    def plain(*values: Any) -> Array:
        step, *rest = values
        return np.stack(list(rule(int(step), *map(_number_or_array, rest)).values()))

    try:
        made = rule(*(Symbol(recorder, argument) for argument in arguments))
        return {name: value.node for name, value in made.items()}
    except (TypeError, AttributeError):  # it does what no symbol can do
        names = [quantity.name for quantity in optimizer.quantities()]
        values = recorder.call(Plain(plain), arguments, (len(names), *gradient.shape))
        return {
            name: recorder.call(Row(number), (values,), gradient.shape) for number, name in enumerate(names)
        }


def _number_or_array(value: Array) -> Any:
    return value if value.ndim else float(value)
