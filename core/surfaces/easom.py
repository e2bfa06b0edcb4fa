"""A needle in a plain."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Easom(Surface):
    """A flat plain with one hole: far away the gradient tells nothing."""

    key, label = "easom", "Easom"
    formula = r"f(x, y) = -\cos(x) \cos(y)\, e^{-(x - \pi)^2 - (y - \pi)^2}"
    reference = "Easom, A survey of global optimization techniques, 1990"
    domain = ((-2.0, 8.0), (-2.0, 8.0))
    minima = ((np.pi, np.pi),)
    lowest = -1.0
    start = (1.8, 4.2)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return -np.cos(x) * np.cos(y) * np.exp(-((x - np.pi) ** 2) - (y - np.pi) ** 2)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        hole = np.exp(-((x - np.pi) ** 2) - (y - np.pi) ** 2)
        return (
            hole * np.cos(y) * (np.sin(x) + 2 * (x - np.pi) * np.cos(x)),
            hole * np.cos(x) * (np.sin(y) + 2 * (y - np.pi) * np.cos(y)),
        )
