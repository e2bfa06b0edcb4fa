"""Gradients by central differences: the independent second opinion beside every gradient shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.difference_step import step_of, step_of_probability
from core.formula import Source
from core.moved import End, end_from_a, end_from_dropped, end_from_z
from core.network_check import NetworkCheck
from core.parameter_check import measure_parameters
from core.trace import Trace

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
    has_kink : bool
        Whether a kink lies between the two ends: then there is no one slope to compare with.
    held : float or None
        What the differences give with the gradient of the loss as backpropagation takes it, where a
        framework's convention holds that: it is not the slope of the loss there.
    rounding : float
        How far the rounding of the predictions alone can put the differences off: a loss of probabilities
        feels the last digit of one that is next to 1.
    """

    recorded: float
    measured: float
    step: float
    has_kink: bool = False
    held: float | None = None
    rounding: float = 0.0

    @property
    def expected(self) -> float:
        """What backpropagation should record: what was measured, with the loss's gradient as it is held."""
        return self.measured if self.held is None else self.held

    @property
    def relative_error(self) -> float:
        """The difference from what is expected over the larger of the two; 0 where both are 0."""
        size = max(abs(self.recorded), abs(self.expected))
        return abs(self.recorded - self.expected) / size if size else 0.0


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
    with np.errstate(all="ignore"):
        if source.quantity in _OF_PARAMETERS:
            return _by_parameter(trace, source, recorded)
        return _by_intermediate(trace, source, sample, recorded)


def numerical_gradient(trace: Trace) -> Array:
    """Return dL/dtheta by central differences, shape (parameters,)."""
    return NetworkCheck(trace).complete().measured


def _by_parameter(trace: Trace, source: Source, recorded: float) -> Check:
    index = trace.task.network.index(source.layer, source.unit, source.origin)
    found = measure_parameters(trace, np.array([index]), np.array([recorded]))
    measured, held = float(found.measured[0]), float(found.held[0])
    step, has_kink = float(found.steps[0]), bool(found.has_kink[0])
    return _check(trace, recorded, (measured, held), step, has_kink)


def _by_intermediate(trace: Trace, source: Source, sample: int, recorded: float) -> Check:
    task, recording = trace.task, trace.update.recording
    layer, unit = source.layer, source.unit or 0
    moves = {"grad_a": "a", "grad_dropped": "dropped"}.get(source.quantity, "z")
    values = getattr(recording, moves)[layer]
    step = float(step_of(values[sample, unit]))
    if moves == "a" and layer == task.network.depth and task.loss.logits_of:
        step = step_of_probability(values[sample, unit], recording.targets[sample, unit])
    ends = []
    for sign in (-1, 1):
        moved = values.copy()
        moved[sample, unit] += sign * step
        ends.append(_RUN_ON[moves](trace, layer, moved))
    low, high = ends
    scale = task.loss.scale(*recording.targets.shape) / (2 * step)
    measured = scale * float((high.elements - low.elements).sum())
    held = scale * float((high.held - low.held).sum())
    sides = zip(ends[0].sides, ends[1].sides, strict=True)
    has_kink = any(bool((before != after).any()) for before, after in sides)
    return _check(trace, recorded, (measured, held), step, has_kink)


def _check(
    trace: Trace, recorded: float, measured: tuple[float, float], step: float, has_kink: bool
) -> Check:
    """Return a check of what was measured with the loss's own slope, and with its gradient as it is taken."""
    task, recording = trace.task, trace.update.recording
    rounding = 0.0
    if not task.loss.meets(task.network.layers[-1].activation):
        felt = float(np.abs(recording.grad_a[-1] * recording.a[-1]).sum())
        rounding = float(np.finfo(np.float64).eps) * felt / step
    slope, held = measured
    return Check(recorded, slope, step, has_kink, None if held == slope else held, rounding)


_RUN_ON: Mapping[str, Callable[[Trace, int, Array], End]] = {
    "z": end_from_z,
    "a": end_from_a,
    "dropped": end_from_dropped,
}
