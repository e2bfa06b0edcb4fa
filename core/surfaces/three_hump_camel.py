"""Three valleys."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class ThreeHumpCamel(Surface):
    """Three valleys in a row, the deepest in the middle."""

    key, label = "three_hump_camel", "Three-hump camel"
    formula = r"f(x, y) = 2 x^2 - 1.05\, x^4 + \frac{x^6}{6} + x y + y^2"
    reference = "Branin, Widely convergent method for finding multiple solutions, 1972"
    domain = ((-2.5, 2.5), (-2.5, 2.5))
    minima = ((0.0, 0.0),)
    local_minima = (
        (1.7475523458302888, -0.8737761729151444),
        (-1.7475523458302888, 0.8737761729151444),
    )
    start = (-2.0, -1.0)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        u = x**2
        return u * (2 - 1.05 * u + u**2 / 6) + x * y + y**2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        u = x**2
        return x * (4 - 4.2 * u + u**2) + y, x + 2 * y
