"""A ring inside a ring."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.class_points import ClassPoints, Labels


@dataclass(frozen=True)
class Circles(ClassPoints):
    """Class 1 on a circle of radius 1/2, class 0 around it on one of radius 1."""

    key, label = "circles", "Circles"
    formula = r"\|x\| = \begin{cases} 1 & \text{class } 0 \\ 1/2 & \text{class } 1 \end{cases}"
    reference = "as scikit-learn's make_circles, angles drawn evenly"

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return points at random angles on their class's circle."""
        angle = generator.uniform(0, 2 * np.pi, len(labels))
        radius = np.where(labels == 1, 0.5, 1.0)
        return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
