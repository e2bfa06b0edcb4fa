"""An egg box in a bowl."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class Rastrigin(Surface):
    """An egg box in a bowl: a hundred valleys, one of them deepest."""

    key, label = "rastrigin", "Rastrigin"
    formula = r"f(x, y) = 20 + x^2 - 10 \cos(2 \pi x) + y^2 - 10 \cos(2 \pi y)"
    reference = "Rastrigin, Systems of extremal control, 1974"
    domain = ((-5.12, 5.12), (-5.12, 5.12))
    minima = ((0.0, 0.0),)
    start = (-3.3, 2.4)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        height: Array = 20 + x**2 - 10 * np.cos(2 * np.pi * x) + y**2 - 10 * np.cos(2 * np.pi * y)
        return height

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        return (
            2 * x + 20 * np.pi * np.sin(2 * np.pi * x),
            2 * y + 20 * np.pi * np.sin(2 * np.pi * y),
        )
