"""A slanting bowl."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Booth(Surface):
    """A bowl that lies across both axes, so that scaling each axis for itself does not help."""

    key, label = "booth", "Booth"
    formula = "f(x, y) = (x + 2 y - 7)^2 + (2 x + y - 5)^2"
    reference = "Jamil and Yang, A literature survey of benchmark functions, 2013"
    domain = ((-10.0, 10.0), (-10.0, 10.0))
    minima = ((1.0, 3.0),)
    start = (-8.0, -6.0)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 10 * x + 8 * y - 34, 8 * x + 10 * y - 38
