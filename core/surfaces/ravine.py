"""A ravine that winds."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Ravine(Surface):
    """Steep walls, a nearly level floor, and one bend after the other: who is fast must also turn."""

    key, label = "ravine", "Ravine"
    formula = r"f(x, y) = \frac{x^2}{20} + k \left(y - \sin(x)\right)^2"
    reference = "Sutton, Two problems with backpropagation and other steepest-descent learning, 1986"
    domain = ((-6.0, 6.0), (-2.5, 2.5))
    minima = ((0.0, 0.0),)
    start = (5.0, 1.0)

    steepness: float = hyper(5.0, "k", low=0.1, high=1000, log=True, help="how steep the walls are")

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        height: Array = x**2 / 20 + self.steepness * (y - np.sin(x)) ** 2
        return height

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        across = 2 * self.steepness * (y - np.sin(x))
        return x / 10 - across * np.cos(x), across
