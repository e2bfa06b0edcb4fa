"""A saddle for two legs and a tail."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class MonkeySaddle(Surface):
    """Three ways down from a point that is flat to second order: even its curvature shows none of them."""

    key, label = "monkey_saddle", "Monkey saddle"
    formula = "f(x, y) = x^3 - 3 x y^2"
    reference = "Hilbert and Cohn-Vossen, Anschauliche Geometrie, 1932"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (1.5, 0.01)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return x * (x**2 - 3 * y**2)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 3 * x**2 - 3 * y**2, -6 * x * y
