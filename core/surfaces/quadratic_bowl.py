"""A long bowl."""

from dataclasses import dataclass

from core.arrays import Array
from core.hyper import hyper
from core.surfaces.base import Surface


@dataclass(frozen=True)
class QuadraticBowl(Surface):
    """Steeper one way than the other: plain descent zigzags, and diverges at a rate above 2 / condition."""

    key, label = "quadratic_bowl", "Quadratic bowl"
    formula = r"f(x, y) = \frac{1}{2} \left(x^2 + \kappa y^2\right)"
    reference = "Polyak, Some methods of speeding up the convergence of iteration methods, 1964"
    domain = ((-5.0, 5.0), (-2.5, 2.5))
    minima = ((0.0, 0.0),)
    start = (-4.0, 1.5)

    condition: float = hyper(
        10.0,
        r"\kappa",
        low=1,
        high=10_000,
        log=True,
        help="largest curvature over the smallest",
    )

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return 0.5 * (x**2 + self.condition * y**2)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return 1 * x, self.condition * y
