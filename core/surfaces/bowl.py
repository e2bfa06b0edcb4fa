"""A long bowl."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Bowl(Surface):
    """Ten times steeper one way than the other: plain descent zigzags, and its largest step is 0.2."""

    key, label = "bowl", "Quadratic bowl"
    formula = r"f(x, y) = \frac{1}{2} x^2 + 5\, y^2"
    reference = "Polyak, Some methods of speeding up the convergence of iteration methods, 1964"
    domain = ((-5.0, 5.0), (-2.5, 2.5))
    minima = ((0.0, 0.0),)
    start = (-4.0, 1.5)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return 0.5 * x**2 + 5 * y**2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 1 * x, 10 * y
