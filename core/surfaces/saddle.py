"""A saddle between two valleys."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Saddle(Surface):
    """A saddle on which a ball almost rests: who notices the way down first?"""

    key, label = "saddle", "Saddle"
    formula = r"f(x, y) = \frac{x^2}{2} - \frac{y^2}{2} + \frac{y^4}{4}"
    reference = "Dauphin et al., Identifying and attacking the saddle point problem, 2014"
    domain = ((-2.0, 2.0), (-1.6, 1.6))
    minima = ((0.0, 1.0), (0.0, -1.0))
    start = (-1.5, 0.001)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return 0.5 * x**2 - 0.5 * y**2 + 0.25 * y**4

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 1 * x, y**3 - y
