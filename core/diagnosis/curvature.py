"""How strongly the loss curves along the step that an update took, and how long the step was beside that.

Along the step d the loss is, to second order, ``L + t g.d + t^2/2 d.Hd``. It falls up to
``t = -2 g.d / d.Hd``: for gradient descent, ``d = -eta g``, as long as eta is below 2 over the curvature
``d.Hd / d.d`` (Cohen et al., Gradient descent on neural networks typically occurs at the edge of stability,
2021). Any other step is as long as gradient descent's would be, in its direction, with
``eta = -d.d / g.d``, which makes optimizers comparable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.diagnosis.growth import length
from core.difference_step import RELATIVE_STEP
from core.passes import gradient, penalty_gradient
from core.task import Task
from core.training import Update


@dataclass(frozen=True)
class StepCurvature:
    """One update's step beside the curvature along it.

    Attributes
    ----------
    update : int
    curvature : float
        ``d.Hd / d.d``, by central differences of the gradient.
    rate : float
        The learning rate with which gradient descent's step would be as long; negative where the step went
        uphill.
    """

    update: int
    curvature: float
    rate: float

    @property
    def highest_rate(self) -> float:
        """The learning rate up to which such a step lowers the loss: 2 over the curvature."""
        return 2 / self.curvature if self.curvature > 0 else float("inf")

    @property
    def excess(self) -> float:
        """How many times as long the step was as the longest that lowers the loss."""
        return self.rate / self.highest_rate


def measure_curvature(task: Task, update: Update) -> StepCurvature | None:
    """Return the curvature along an update's step; None where nothing moved or the numbers are too large."""
    theta, recording = update.before.theta, update.recording
    with np.errstate(all="ignore"):
        change = update.after.theta - theta
        size = length(change)
        if not size or not np.isfinite(size):
            return None
        direction = change / size
        distance = RELATIVE_STEP * max(1.0, float(np.abs(theta).max()))
        low, high = (_gradient(task, update, theta + sign * distance * direction) for sign in (-1, 1))
        curvature = float((high - low) @ direction) / (2 * distance)
        slope = float(recording.gradient @ direction)
        rate = -size / slope if slope else float("nan")
    if not np.isfinite([curvature, rate]).all():
        return None
    return StepCurvature(update.before.update, curvature, rate)


def first_excess(task: Task, updates: Iterable[Update]) -> StepCurvature | None:
    """Return the first step that was too long or, if none was, the one that came closest to it."""
    measured = []
    for update in updates:
        found = measure_curvature(task, update)
        if found is not None and found.excess > 1:
            return found
        if found is not None:
            measured.append(found)
    return max(measured, key=lambda found: found.excess, default=None)


def _gradient(task: Task, update: Update, theta: Array) -> Array:
    recording = update.recording
    of_data = gradient(task.network, task.loss, theta, recording.inputs, recording.targets, recording.masks)
    return of_data + penalty_gradient(task.network, task.regularizer, theta)
