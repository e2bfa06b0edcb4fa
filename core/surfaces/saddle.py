"""A saddle."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Saddle(Surface):
    """A ball almost rests at the origin: who notices first that it goes down without end along y?"""

    key, label = "saddle", "Saddle"
    formula = "f(x, y) = x^2 - y^2"
    reference = "Dauphin et al., Identifying and attacking the saddle point problem, 2014"
    domain = ((-2.0, 2.0), (-2.0, 2.0))
    start = (-1.5, 0.001)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return x**2 - y**2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 2 * x, -2 * y
