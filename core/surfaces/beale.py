"""A flat plain with walls."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Beale(Surface):
    """A nearly flat plain with steep corners: momentum crosses it, plain descent creeps."""

    key, label = "beale", "Beale"
    formula = r"f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2"
    reference = "Beale, On an iterative method for finding a local minimum of a function, 1958"
    domain = ((-4.5, 4.5), (-4.5, 4.5))
    minima = ((3.0, 0.5),)
    start = (1.0, 1.5)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        u, v, w = self._errors(x, y)
        return u**2 + v**2 + w**2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        u, v, w = self._errors(x, y)
        by_x = 2 * u * (y - 1) + 2 * v * (y**2 - 1) + 2 * w * (y * y**2 - 1)
        by_y = 2 * u * x + 4 * v * x * y + 6 * w * x * y**2
        return by_x, by_y

    def _errors(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        return 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * (y * y**2)
