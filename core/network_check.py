"""The gradient check of a whole network: every parameter's gradient beside a central difference.

What rounding alone can do to a difference is bounded by a running error analysis (Higham, Accuracy and
Stability of Numerical Algorithms, 2nd edition, section 3.3): a small gradient is not called wrong because it
cannot be measured any closer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.parameter_check import RIGHT_BELOW, measure_parameters, relative_error
from core.trace import Trace

RIGHT, ROUNDED, KINK, WRONG, NOT_FINITE, HELD = range(6)
_ROUNDINGS = 8  # of every number on the way: an activation takes a few
_CHUNK = 100_000  # numbers in an array: it stays in the cache


class NetworkCheck:
    """The check of every parameter of an update; iterating over it measures.

    An iteration yields, after every few parameters, how many were measured, and goes on where a former one
    was left.

    Parameters
    ----------
    trace : Trace
        The update: its batch, its dropout masks, its penalty.

    Attributes
    ----------
    recorded, measured : array (parameters,)
        What backpropagation recorded, and what the differences give; NaN where nothing was measured yet.
    steps : array (parameters,)
        How far each parameter was moved either way.
    has_kink : array of bool (parameters,)
        Whether a kink of an activation, of the loss or of the penalty lies between the two ends even of the
        shortest step.
    held : array (parameters,)
        What the differences give with the gradient of the loss as backpropagation takes it: where a
        framework's convention holds that, it is not the slope of the loss.
    done : int
        How many parameters were measured, in the order of theta.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.recorded = trace.update.recording.gradient
        self.measured = np.full(self.recorded.size, np.nan)
        self.steps = np.full(self.recorded.size, np.nan)
        self.has_kink = np.zeros(self.recorded.size, dtype=bool)
        self.held = np.full(self.recorded.size, np.nan)
        self.done = 0
        self._noise = _rounding_of_loss(trace)

    def __len__(self) -> int:
        return self.recorded.size

    def __iter__(self) -> Iterator[int]:
        while self.done < len(self):
            chunk = slice(self.done, self._end_of_chunk())
            indices = np.arange(chunk.start, chunk.stop)
            found = measure_parameters(self.trace, indices, self.recorded[chunk])
            self.measured[chunk], self.steps[chunk], self.has_kink[chunk], self.held[chunk] = found
            self.done = chunk.stop
            yield self.done

    @property
    def is_complete(self) -> bool:
        """Whether every parameter was measured."""
        return self.done == len(self)

    def complete(self) -> NetworkCheck:
        """Measure what is left and return the check."""
        for _ in self:
            pass
        return self

    @property
    def relative_errors(self) -> Array:
        """How far what was recorded is off, over the larger of each two numbers; 0 where both are 0.

        Where a convention holds the loss's gradient, it is compared with what that gives.
        """
        return relative_error(self.recorded, self.held)

    @property
    def rounding(self) -> Array:
        """How far rounding alone can put each measured number off."""
        return self._noise / self.steps

    @property
    def verdicts(self) -> NDArray[np.intp]:
        """What each parameter's check says.

        RIGHT: the relative error is at most `RIGHT_BELOW`; ROUNDED: it is not, but rounding explains the
        whole difference; HELD: one of both, and not what the loss's own slope gives, because the gradient of
        the loss is held by a framework's convention; KINK: there is no one slope to compare with; NOT_FINITE:
        there is no number, or none was measured yet; else WRONG.
        """
        verdicts = np.full(len(self), WRONG)
        verdicts[self.has_kink] = KINK
        with np.errstate(invalid="ignore"):
            verdicts[np.abs(self.recorded - self.held) <= self.rounding] = ROUNDED
            verdicts[self.relative_errors <= RIGHT_BELOW] = RIGHT
            is_other = relative_error(self.held, self.measured) > RIGHT_BELOW
        verdicts[is_other & (verdicts <= ROUNDED)] = HELD
        verdicts[~(np.isfinite(self.recorded) & np.isfinite(self.measured))] = NOT_FINITE
        return verdicts

    def _end_of_chunk(self) -> int:
        """Return where the next few parameters end: within one layer, and a slope is by itself."""
        network, samples = self.trace.task.network, len(self.trace.update.batch)
        layer, unit, _ = network.place(self.done)
        end = network.starts[layer]
        if unit is None:
            return end
        end -= int(network.layers[layer - 1].activation.learns_slope)
        return min(self.done + max(1, _CHUNK // (samples * max(network.sizes[1:]))), end)


def _rounding_of_loss(trace: Trace) -> float:
    """Return a bound on how far rounding puts the loss off: every number's, as far as the loss feels it."""
    recording, task = trace.update.recording, trace.task
    parts = task.network.split(trace.update.before.theta)
    with np.errstate(all="ignore"):
        # Where the gradient is held, the loss has a logarithm, which takes no difference from the target.
        compared = np.where(task.loss.held(recording.a[-1]), 0.0, np.abs(recording.targets))
        output = np.abs(recording.a[-1]) + compared
        felt = abs(recording.data_loss) + float((np.abs(recording.grad_a[-1]) * output).sum())
        for layer, part in enumerate(parts, 1):
            sizes = np.abs(recording.dropped[layer - 1]) @ np.abs(part.weights) + np.abs(part.biases)
            felt += float((np.abs(recording.delta[layer]) * sizes).sum())
        return _ROUNDINGS * float(np.finfo(np.float64).eps) * felt
