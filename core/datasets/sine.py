"""A wave to be fitted."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.curve import Curve


@dataclass(frozen=True)
class Sine(Curve):
    """One period of a sine."""

    key, label = "sine", "Sine (a curve to fit)"
    formula = r"y = \sin(\pi x) + \varepsilon, \quad -1 \le x \le 1"
    reference = "Bishop, Pattern recognition and machine learning, 2006, section 1.1"

    def height(self, x: Array) -> Array:
        """Return sin(pi x)."""
        return np.sin(np.pi * x)
