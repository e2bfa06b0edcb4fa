"""Which hyperparameters a runner's sensitivity is looked at over, and which values of them."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from core.hyper import Hyper
from core.optimizers.base import Optimizer

POINTS, NETWORK_POINTS = 41, 25  # along each axis; a network takes a thousand times as long
_FACTOR = 100.0  # times as small, and as large, as the runner's own learning rate
_LEAST_RATE = 1e-6  # in place of a learning rate of 0
_DECADES = 4  # below the default, where a logarithmic range goes down to 0


def second_hypers(optimizer: Optimizer) -> tuple[Hyper, ...]:
    """Return the hyperparameters beside the learning rate that have values between two ends."""
    return tuple(
        hyper
        for hyper in optimizer.hypers()
        if hyper.name != "learning_rate" and isinstance(hyper.default, float) and math.isfinite(hyper.high)
    )


def grid_of(optimizer: Optimizer, name: str, points: int) -> tuple[Array, str, list[float]]:
    """Return so many learning rates, the name of the other hyperparameter, and as many values of it."""
    hyper = next(hyper for hyper in optimizer.hypers() if hyper.name == name)
    return rates_around(optimizer, points), name, values_of(hyper, points)


def rates_around(optimizer: Optimizer, points: int = POINTS) -> Array:
    """Return learning rates evenly over decades around the optimizer's own."""
    rate: float = max(optimizer.learning_rate, _LEAST_RATE)  # type: ignore[attr-defined]
    return np.geomspace(rate / _FACTOR, rate * _FACTOR, points)


def values_of(hyper: Hyper, points: int = POINTS) -> list[float]:
    """Return the values of a hyperparameter from end to end; of an open end, what is just inside."""
    low, high = float(hyper.low), float(hyper.high)
    if hyper.log:
        low = low or abs(float(hyper.default)) * 10.0**-_DECADES
        return [float(value) for value in np.clip(np.geomspace(low, high, points), low, high)]
    return [float(value) for value in np.linspace(low, high, points) if hyper.contains(float(value))]
