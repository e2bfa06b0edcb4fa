"""The banana valley."""

from dataclasses import dataclass

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Rosenbrock(Surface):
    """A curved valley: easy to find, slow to follow."""

    key, label = "rosenbrock", "Rosenbrock"
    formula = r"f(x, y) = (1 - x)^2 + 100\,(y - x^2)^2"
    reference = "Rosenbrock, An automatic method for finding the greatest or least value of a function, 1960"
    domain = ((-2.0, 2.0), (-1.0, 3.0))
    minima = ((1.0, 1.0),)
    start = (-1.2, 1.0)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)
