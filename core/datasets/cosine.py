"""A wave with its crest in the middle, to be fitted."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.curve import Curve


@dataclass(frozen=True)
class Cosine(Curve):
    """One period of a cosine: an even function, which tanh units without biases cannot fit."""

    key, label = "cosine", "Cosine (a curve to fit)"
    formula = r"y = \cos(\pi x) + \varepsilon, \quad -1 \le x \le 1"
    reference = "Bishop, Pattern recognition and machine learning, 2006, section 1.1"

    def height(self, x: Array) -> Array:
        """Return cos(pi x)."""
        return np.cos(np.pi * x)
