"""Heights over six decades."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class GoldsteinPrice(Surface):
    """From 3 to a million within two steps: gradients of every size."""

    key, label = "goldstein_price", "Goldstein-Price"
    formula = (
        r"f(x, y) = \left[1 + (x + y + 1)^2 (19 - 14 x + 3 x^2 - 14 y + 6 x y + 3 y^2)\right]"
        r" \left[30 + (2 x - 3 y)^2 (18 - 32 x + 12 x^2 + 48 y - 36 x y + 27 y^2)\right]"
    )
    reference = "Goldstein and Price, On descent from local minima, 1971"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    minima = ((0.0, -1.0),)
    lowest = 3.0
    local_minima = ((-0.6, -0.4), (1.8, 0.2), (1.2, 0.8))
    start = (1.5, 1.5)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        first, second, _ = self._factors(x, y)
        return first * second

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives, by the product rule."""
        first, second, (first_x, first_y, second_x, second_y) = self._factors(x, y)
        return first_x * second + first * second_x, first_y * second + first * second_y

    def _factors(self, x: Array, y: Array) -> tuple[Array, Array, tuple[Array, Array, Array, Array]]:
        u, v = x + y + 1, 2 * x - 3 * y
        p = 19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2
        q = 18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2
        first_slope = 2 * u * p + u**2 * (-14 + 6 * x + 6 * y)
        second_x = 4 * v * q + v**2 * (-32 + 24 * x - 36 * y)
        second_y = -6 * v * q + v**2 * (48 - 36 * x + 54 * y)
        return 1 + u**2 * p, 30 + v**2 * q, (first_slope, first_slope, second_x, second_y)
