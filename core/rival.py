"""Who races, and the noise on what all of them see."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.optimizers.base import Optimizer
from core.schedules.base import Schedule
from core.schedules.constant import Constant
from core.task import scheduled_rate

_CONSTANT = Constant()


@dataclass(frozen=True)
class Rival:
    """An optimizer with the schedule of its learning rate."""

    optimizer: Optimizer
    schedule: Schedule = _CONSTANT

    @property
    def varies_rate(self) -> bool:
        """Whether the learning rate changes from step to step."""
        return not isinstance(self.schedule, Constant)

    def rate(self, step: int) -> float:
        """Return the learning rate of a step, counted from 0."""
        return scheduled_rate(self.optimizer, self.schedule, step)

    def optimizer_at(self, step: int) -> Optimizer:
        """Return the optimizer with the learning rate of a step, counted from 0."""
        if not self.varies_rate:
            return self.optimizer
        return replace(self.optimizer, learning_rate=self.rate(step))  # type: ignore[call-arg]


@dataclass(frozen=True)
class Noise:
    """What is added to every gradient, as if it came from a part of the samples.

    All rivals and all starts are given the same noise in the same step, so that they can be compared.

    Attributes
    ----------
    spread : float
        Standard deviation along either axis.
    seed : int
    """

    spread: float = 0.0
    seed: int = 0

    def draw(self, steps: int) -> Array:
        """Return what is added in each step, shape (steps, 2); fewer steps are the first of more."""
        drawn: Array = self.spread * np.random.default_rng(self.seed).standard_normal((steps, 2))
        return drawn


def as_rival(racer: Optimizer | Rival) -> Rival:
    """Return an optimizer alone as a rival with a constant learning rate."""
    return racer if isinstance(racer, Rival) else Rival(racer)
