"""A funnel in a rough plain."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Ackley(Surface):
    """A rough plain with a pointed funnel in the middle."""

    key, label = "ackley", "Ackley"
    formula = (
        r"f(x, y) = -20\, e^{-0.2 \sqrt{(x^2 + y^2) / 2}}"
        r" - e^{(\cos(2 \pi x) + \cos(2 \pi y)) / 2} + e + 20"
    )
    reference = "Ackley, A connectionist machine for genetic hillclimbing, 1987"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minima = ((0.0, 0.0),)
    start = (-3.2, 2.3)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        funnel = 20 * np.exp(-0.2 * np.sqrt((x**2 + y**2) / 2))
        ripples = np.exp((np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)) / 2)
        return (20 - funnel) + (np.e - ripples)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives, 0 at the tip of the funnel, where there are none."""
        radius = np.sqrt((x**2 + y**2) / 2)
        funnel = 2 * np.exp(-0.2 * radius) / np.where(radius > 0, radius, 1.0)
        ripples = np.pi * np.exp((np.cos(2 * np.pi * x) + np.cos(2 * np.pi * y)) / 2)
        return (
            funnel * x + ripples * np.sin(2 * np.pi * x),
            funnel * y + ripples * np.sin(2 * np.pi * y),
        )
