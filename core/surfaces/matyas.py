"""A narrow trough."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Matyas(Surface):
    """A trough along the diagonal, nearly flat along its bottom."""

    key, label = "matyas", "Matyas"
    formula = r"f(x, y) = 0.26\, (x^2 + y^2) - 0.48\, x y"
    reference = "Jamil and Yang, A literature survey of benchmark functions, 2013"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    minima = ((0.0, 0.0),)
    start = (-8.0, 4.0)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return 0.26 * (x**2 + y**2) - 0.48 * x * y

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x
