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
    """

    recorded: float
    measured: float
    step: float
    has_kink: bool = False

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
    return Check(recorded, float(found.measured[0]), float(found.steps[0]), bool(found.has_kink[0]))


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
    low, high = (task.loss.scale(*recording.targets.shape) * float(end.elements.sum()) for end in ends)
    sides = zip(ends[0].sides, ends[1].sides, strict=True)
    has_kink = any(bool((before != after).any()) for before, after in sides)
    return Check(recorded, (high - low) / (2 * step), step, has_kink)


_RUN_ON: Mapping[str, Callable[[Trace, int, Array], End]] = {
    "z": end_from_z,
    "a": end_from_a,
    "dropped": end_from_dropped,
}
