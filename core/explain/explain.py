"""The explanation of any step, by its kind."""

from __future__ import annotations

import numpy as np

from core.explain import backward, forward, gradients, loss, update
from core.explain.explanation import Explanation
from core.trace import Step, Trace
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
_RUNNING = ("product", "jacobian_term")


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


def explain_node(trace: Trace, step: int, sample: int = 0) -> list[Explanation]:
    """Explain what the node that `step` lies in has completed up to that step, in order.

    Sums that are still running are left out, unless `step` itself is one.
    """
    done = [index for index in trace.block(step, "node") if index <= step]
    found = [trace[index] for index in done]
    values = TraceValues(trace, sample)
    with np.errstate(all="ignore"):
        return [_BY_KIND[s.kind](values, s) for s in found if s.index == step or _completes(s)]


def _completes(step: Step) -> bool:
    if step.kind in _RUNNING:
        return False
    return step.kind == "quantity" or step.is_last_term
