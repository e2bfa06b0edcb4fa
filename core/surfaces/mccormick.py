"""A wavy slope."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.surfaces.base import Surface


@dataclass(frozen=True)
class McCormick(Surface):
    """A slope with a wave in it."""

    key, label = "mccormick", "McCormick"
    formula = r"f(x, y) = \sin(x + y) + (x - y)^2 - 1.5\, x + 2.5\, y + 1"
    reference = "McCormick, Computability of global solutions to factorable nonconvex programs, 1976"
    domain = ((-1.5, 4.0), (-3.0, 4.0))
    minima = ((0.5 - np.pi / 3, -0.5 - np.pi / 3),)
    lowest = -1.9132229549810364
    local_minima = ((0.5 + 2 * np.pi / 3, -0.5 + 2 * np.pi / 3),)
    start = (3.0, 3.0)

    def value(self, x: Array, y: Array) -> Array:
        """Return the height."""
        return np.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives."""
        wave = np.cos(x + y)
        return wave + 2 * (x - y) - 1.5, wave - 2 * (x - y) + 2.5
