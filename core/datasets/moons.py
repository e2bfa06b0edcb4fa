"""Two half moons."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.class_points import ClassPoints, Labels


@dataclass(frozen=True)
class Moons(ClassPoints):
    """Two half circles of radius 1 that reach into one another."""

    key, label = "moons", "Moons"
    formula = (
        r"x = \begin{cases} (\cos\varphi, \sin\varphi) & \text{class } 0 \\"
        r" (1 - \cos\varphi, \frac{1}{2} - \sin\varphi) & \text{class } 1 \end{cases},"
        r" \quad 0 \le \varphi \le \pi"
    )
    reference = "as scikit-learn's make_moons, angles drawn evenly"

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return points at random angles on their class's half circle."""
        angle = generator.uniform(0, np.pi, len(labels))
        x1 = np.where(labels == 1, 1 - np.cos(angle), np.cos(angle))
        x2 = np.where(labels == 1, 0.5 - np.sin(angle), np.sin(angle))
        return np.column_stack((x1, x2))
