"""Gradients by central differences: the independent second opinion beside every gradient shown.

``(L(p + h) - L(p - h)) / 2h`` has an error of order h^2 plus rounding of order eps / h;
``h = eps^(1/3)`` times the size of p balances the two (Press et al., Numerical Recipes, section 5.7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.formula import Source
from core.passes import forward_from, loss_elements, loss_value, penalty
from core.trace import Trace

_RELATIVE_STEP = float(np.cbrt(np.finfo(np.float64).eps))
_OF_PARAMETERS = ("weight_gradient", "bias_gradient", "slope_gradient")
CHECKED = ("grad_a", "grad_dropped", "delta", "chain_delta", *_OF_PARAMETERS)


@dataclass(frozen=True)
class Check:
    """A gradient measured by central differences.

    Attributes
    ----------
    recorded, measured : float
        What backpropagation recorded, and what the differences give.
    step : float
        How far the number was moved either way.
    """

    recorded: float
    measured: float
    step: float

    @property
    def relative_error(self) -> float:
        """The difference over the larger of the two; 0 where both are 0."""
        size = max(abs(self.recorded), abs(self.measured))
        return abs(self.recorded - self.measured) / size if size else 0.0


def measure(trace: Trace, source: Source, sample: int, recorded: float) -> Check:
    """Measure dL by the number at `source`.

    Parameters
    ----------
    trace : Trace
    source : Source
        One of `CHECKED`: a parameter's gradient is measured by moving the parameter, dL/da and dL/dz by
        moving that intermediate of one sample and running the rest of the network.
    sample : int
        Row of the batch, for dL/da and dL/dz.
    recorded : float
        What to compare with.
    """
    if source.quantity in _OF_PARAMETERS:
        low, high, step = _by_parameter(trace, source)
    else:
        low, high, step = _by_intermediate(trace, source, sample)
    return Check(recorded, (high - low) / (2 * step), step)


def numerical_gradient(trace: Trace) -> Array:
    """Return dL/dtheta by central differences, shape (parameters,)."""
    task, theta = trace.task, trace.update.before.theta
    gradient = np.empty_like(theta)
    for index in range(theta.size):
        low, high, step = _move_parameter(trace, index)
        gradient[index] = (high - low) / (2 * step)
    assert task.network.parameter_count == gradient.size
    return gradient


def _by_parameter(trace: Trace, source: Source) -> tuple[float, float, float]:
    index = trace.task.network.index(source.layer, source.unit, source.origin)
    return _move_parameter(trace, index)


def _move_parameter(trace: Trace, index: int) -> tuple[float, float, float]:
    task, recording, theta = trace.task, trace.update.recording, trace.update.before.theta
    step = _step(theta[index])
    moved = np.stack([theta, theta])
    moved[:, index] += (-step, step)
    with np.errstate(all="ignore"):
        low, high = loss_value(
            task.network, task.loss, moved, recording.inputs, recording.targets, recording.masks
        ) + penalty(task.network, task.regularizer, moved)
    return float(low), float(high), step


def _by_intermediate(trace: Trace, source: Source, sample: int) -> tuple[float, float, float]:
    task, recording = trace.task, trace.update.recording
    layer, unit = source.layer, source.unit or 0
    moves = {"grad_a": "a", "grad_dropped": "dropped"}.get(source.quantity, "z")
    values = getattr(recording, moves)[layer]
    step = _step(values[sample, unit])
    if moves == "a" and layer == task.network.depth and task.loss.logits_of:
        step = _step_of_probability(values[sample, unit], recording.targets[sample, unit])
    losses = []
    for sign in (-1, 1):
        moved = values.copy()
        moved[sample, unit] += sign * step
        with np.errstate(all="ignore"):
            losses.append(_loss_from(trace, layer, moved, moves))
    scale = task.loss.scale(*recording.targets.shape)
    return scale * losses[0], scale * losses[1], step


def _loss_from(trace: Trace, layer: int, values: Array, moves: str) -> float:
    """Return the unscaled loss of the batch with a layer's z, a or what dropout leaves of it replaced."""
    task = trace.task
    network, loss = task.network, task.loss
    recording, parameters = trace.update.recording, network.split(trace.update.before.theta)
    activation = network.activation(layer, parameters[layer - 1])
    a = activation.value(values) if moves == "z" else values
    if layer == network.depth:
        if moves == "a":
            return float(loss.elements(a, recording.targets).sum())
        return float(loss_elements(network, loss, values, a, recording.targets).sum())
    has_mask = moves != "dropped" and layer in recording.masks
    dropped = a * recording.masks[layer] if has_mask else a
    ran = forward_from(network, parameters, layer, dropped, recording.masks)
    return float(loss_elements(network, loss, ran.z[-1], ran.a[-1], recording.targets).sum())


def _step(value: float) -> float:
    """Return a step that is exact in floating point: value + step - value == step."""
    return _exact(float(value), _RELATIVE_STEP * max(1.0, abs(float(value))))


def _step_of_probability(value: float, target: float) -> float:
    """Return a step that is small beside the distance to where a logarithm of the loss becomes infinite."""
    to_zero = value if target > 0 else 1.0
    to_one = 1 - value if target < 1 else 1.0
    room = min(to_zero, to_one)
    if room <= 0:  # the loss holds the logarithm there
        return _step(value)
    return _exact(float(value), max(_RELATIVE_STEP * room, 8 * float(np.spacing(value))))


def _exact(value: float, step: float) -> float:
    return (value + step) - value
