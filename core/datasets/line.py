"""A straight line to be fitted."""

from dataclasses import dataclass

from core.arrays import Array
from core.datasets.curve import Curve
from core.hyper import hyper


@dataclass(frozen=True)
class Line(Curve):
    """A straight line, which one identity unit fits exactly."""

    key, label = "line", "Line (to fit)"
    formula = r"y = a x + b + \varepsilon, \quad -1 \le x \le 1"
    reference = "Legendre, Nouvelles methodes pour la determination des orbites des cometes, 1805"

    slope: float = hyper(0.5, "a", low=-10, high=10, help="how steep the line is")
    offset: float = hyper(0.2, "b", low=-10, high=10, help="its height at x = 0")

    def height(self, x: Array) -> Array:
        """Return slope * x + offset."""
        return self.slope * x + self.offset
