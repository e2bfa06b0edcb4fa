"""Central differences for parameters, each moved by itself.

Moving a parameter moves one unit's z, in the whole batch, so that the layers before need not run again; what
moves is measured element by element, where the rest of the loss cancels exactly. The step is shorter where
the input is large. Where the difference disagrees with what was recorded, shorter steps are tried too: a
truncation error falls with the square of the step, a kink is left behind, a wrong gradient stays wrong.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.difference_step import step_of
from core.moved import Moved
from core.trace import Trace

RIGHT_BELOW = 1e-7  # relative error
_SCALES = (1.0, 1 / 8, 1 / 64)


class Differences(NamedTuple):
    """What was measured for K parameters.

    Attributes
    ----------
    measured : array (K,)
    steps : array (K,)
        How far each was moved either way.
    has_kink : array of bool (K,)
        Whether a kink of an activation, of the loss or of the penalty lies between the two ends.
    held : array (K,)
        What was measured with the gradient of the loss as it is taken: where a framework's convention holds
        that, it is not the slope of the loss.
    """

    measured: Array
    steps: Array
    has_kink: NDArray[np.bool_]
    held: Array


def measure_parameters(trace: Trace, indices: NDArray[np.intp], recorded: Array) -> Differences:
    """Return dL by parameters of one layer, measured with the longest step that suits each.

    Parameters
    ----------
    trace : Trace
    indices : array of int (K,)
        Places in theta, as `core.moved.Moved` takes them.
    recorded : array (K,)
        What to compare with.
    """
    best = _differences(trace, indices, _SCALES[0])
    for scale in _SCALES[1:]:
        with np.errstate(invalid="ignore"):
            left = np.flatnonzero(~(relative_error(recorded, best.held) <= RIGHT_BELOW))
        if not left.size:
            break
        found = _differences(trace, indices[left], scale)
        error, known = (relative_error(recorded[left], m) for m in (found.held, best.held[left]))
        with np.errstate(invalid="ignore"):
            # A kink makes way for any difference without one. Else the longer step, which rounding harms
            # less, is kept, unless its error was a truncation: that falls to a 64th.
            takes = ~found.has_kink & (best.has_kink[left] | (error < known / 4))
        for whole, part in zip(best, found, strict=True):
            whole[left[takes]] = part[takes]
    return best


def relative_error(recorded: Array, measured: Array) -> Array:
    """Return the differences over the larger of each two numbers; 0 where both are 0."""
    size = np.maximum(np.abs(recorded), np.abs(measured))
    with np.errstate(invalid="ignore"):
        error: Array = np.abs(recorded - measured) / np.where(size == 0, 1.0, size)
    return error


def _differences(trace: Trace, indices: NDArray[np.intp], scale: float) -> Differences:
    task, theta = trace.task, trace.update.before.theta[indices]
    with np.errstate(all="ignore"):
        moved = Moved(trace, indices)
        steps = step_of(theta, scale / np.maximum(1.0, moved.reach))
        low, high = moved.end(-steps), moved.end(steps)
        ends = theta - steps, theta + steps
        scale_of_data = task.loss.scale(*trace.update.recording.elements.shape)
        of_penalty = task.regularizer.penalty(ends[1]) - task.regularizer.penalty(ends[0])

        def slopes(before: Array, after: Array) -> Array:
            of_data = scale_of_data * (after - before).sum(axis=(-2, -1))
            return np.asarray((of_data + moved.is_weight * of_penalty) / (2 * steps))

        measured = slopes(low.elements, high.elements)
        is_same = low.held is low.elements
        held = measured.copy() if is_same else slopes(low.held, high.held)
    has_kink = np.zeros(indices.size, dtype=bool)
    for before, after in zip(low.sides, high.sides, strict=True):
        has_kink |= (before != after).any(axis=tuple(range(1, before.ndim)))
    for kink in task.regularizer.kinks:
        has_kink |= moved.is_weight & ((ends[0] > kink) != (ends[1] > kink))
    return Differences(measured, steps, has_kink, held)
