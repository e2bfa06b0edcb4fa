"""A plain with a hollow in it."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.hyper import hyper
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Plateau(Surface):
    """A hollow in a plain, flatter the farther out: steps as long as the gradient hardly move there."""

    key, label = "plateau", "Plateau"
    formula = r"f(x, y) = 1 - e^{-\frac{x^2 + y^2}{2 s^2}}"
    reference = "Dennis and Welsch, Techniques for nonlinear least squares and robust regression, 1978"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minima = ((0.0, 0.0),)
    start = (3.0, -2.2)

    width: float = hyper(1.0, "s", low=0.1, high=10, log=True, help="how far out the hollow reaches")

    def value(self, x: Array, y: Array) -> Array:
        """Return the height; expm1 keeps its digits near the minimum."""
        height: Array = -np.expm1(-(x**2 + y**2) / (2 * self.width**2))
        return height

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        bell = np.exp(-(x**2 + y**2) / (2 * self.width**2)) / self.width**2
        return bell * x, bell * y
