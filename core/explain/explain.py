"""The explanation of any step, by its kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.explain import backward, forward, gradients, loss, update
from core.explain.explanation import Explanation
from core.trace import Trace
from core.trace_values import TraceValues

_BY_KIND = {
    "product": forward.product,
    "bias": forward.bias,
    "activation": forward.activation,
    "dropout": forward.dropout,
    "exponential": forward.exponential,
    "exponential_sum": forward.exponential_sum,
    "quotient": forward.quotient,
    "loss_term": loss.loss_term,
    "loss": loss.loss,
    "penalty": loss.penalty,
    "objective": loss.objective,
    "grad_a_term": backward.grad_a_term,
    "dropout_gradient": backward.dropout_gradient,
    "derivative": backward.derivative,
    "jacobian_term": backward.jacobian_term,
    "delta": backward.delta,
    "shortcut": backward.shortcut,
    "weight_gradient_term": gradients.weight_gradient_term,
    "bias_gradient_term": gradients.bias_gradient_term,
    "slope_gradient_term": gradients.slope_gradient_term,
    "quantity": update.quantity,
}


def explain(trace: Trace, step: int, sample: int = 0) -> Explanation:
    """Explain one step of an update.

    Parameters
    ----------
    trace : Trace
    step : int
        Its index, from 0.
    sample : int
        The row of the batch whose numbers are shown, from 0.
    """
    found = trace[step]
    with np.errstate(all="ignore"):  # what is explained may be how a number overflows
        return _BY_KIND[found.kind](TraceValues(trace, sample), found)


def explain_node(trace: Trace, step: int, sample: int = 0, most: int | None = None) -> list[Explanation]:
    """Explain what the node that `step` lies in has completed up to that step, in order.

    Sums that are still running are left out, unless `step` itself is one.

    Parameters
    ----------
    most : int or None
        How many numbers of one kind, the last ones; None explains all.
    """
    values = TraceValues(trace, sample)
    found = [trace[index] for index in _completed(trace, step, most)]
    with np.errstate(all="ignore"):
        return [_BY_KIND[s.kind](values, s) for s in found]


def _completed(trace: Trace, step: int, most: int | None) -> Iterator[int]:
    """Yield the steps of a node, up to `step`, that complete a number, and `step` itself."""
    start = trace.block(step, "node").start
    last = -1
    for part in trace.layout.section_at(step).parts:
        if start > step:
            break
        end = min(start + part.length, step + 1)
        stride = part.stride
        if stride is not None:
            done = range(start + stride - 1, end, stride)
            yield from done if most is None else done[-most:]
            last = done[-1] if done else last
        start += part.length
    if last != step:
        yield step
