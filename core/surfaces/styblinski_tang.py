"""Four valleys of different depth."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class StyblinskiTang(Surface):
    """Four valleys of three depths: the nearest one is not the best one."""

    key, label = "styblinski_tang", "Styblinski-Tang"
    formula = r"f(x, y) = \frac{1}{2} \left(x^4 - 16 x^2 + 5 x + y^4 - 16 y^2 + 5 y\right)"
    reference = "Styblinski and Tang, Experiments in nonconvex optimization, 1990"
    domain = ((-5.0, 5.0), (-5.0, 5.0))
    minima = ((-2.903534027771177, -2.903534027771177),)
    lowest = -78.33233140754283
    local_minima = (
        (-2.903534027771177, 2.746802770990837),
        (2.746802770990837, -2.903534027771177),
        (2.746802770990837, 2.746802770990837),
    )
    start = (0.5, 4.5)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        u, v = x**2, y**2
        return 0.5 * (u**2 - 16 * u + 5 * x + v**2 - 16 * v + 5 * y)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 2 * x * (x**2 - 8) + 2.5, 2 * y * (y**2 - 8) + 2.5
