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
    minima = ((0.08984201310031806, -0.7126564030207396), (-0.08984201310031806, 0.7126564030207396))
    lowest = -1.0316284534898774
    local_minima = (
        (1.703606714969981, -0.7960835686726251),
        (-1.703606714969981, 0.7960835686726251),
        (1.6071047529201972, 0.5686514548841314),
        (-1.6071047529201972, -0.5686514548841314),
    )
    start = (-1.4, 0.2)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        u, v = x**2, y**2
        return (4 - 2.1 * u + u**2 / 3) * u + x * y + 4 * (v - 1) * v

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        u, v = x**2, y**2
        return x * (8 - 8.4 * u + 2 * u**2) + y, x + y * (16 * v - 8)
