"""Six valleys."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class SixHumpCamel(Surface):
    """Six valleys, of which two are deepest."""

    key, label = "six_hump_camel", "Six-hump camel"
    formula = r"f(x, y) = \left(4 - 2.1\, x^2 + \frac{x^4}{3}\right) x^2 + x y + 4\, (y^2 - 1)\, y^2"
    reference = "Dixon and Szegő, Towards global optimisation 2, 1978"
    domain = ((-2.0, 2.0), (-1.2, 1.2))
    minima = ((0.08984201368301331, -0.7126564032704135), (-0.08984201368301331, 0.7126564032704135))
    start = (-1.4, 0.2)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + 4 * (y**2 - 1) * y**2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3
