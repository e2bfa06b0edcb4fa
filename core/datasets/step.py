"""A jump to be fitted."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.curve import Curve


@dataclass(frozen=True)
class Step(Curve):
    """A jump from 0 to 1 at x = 0: steep weights have to grow for it."""

    key, label = "step", "Step (a curve to fit)"
    formula = r"y = \begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases} + \varepsilon, \quad -1 \le x \le 1"
    reference = "Heaviside, Electromagnetic theory, 1893"

    def height(self, x: Array) -> Array:
        """Return 1 where x >= 0, else 0."""
        return np.where(x >= 0, 1.0, 0.0)
