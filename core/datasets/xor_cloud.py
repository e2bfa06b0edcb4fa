"""Four clouds of points, in the pattern of the exclusive or."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.class_points import ClassPoints, Labels
from core.hyper import hyper


@dataclass(frozen=True)
class XorCloud(ClassPoints):
    """Clouds around the corners (-1, -1), (1, 1) of class 0 and (-1, 1), (1, -1) of class 1."""

    key, label = "xor_cloud", "XOR cloud"
    formula = r"x \sim N((u, v), s^2), \quad u, v = \pm 1, \quad \text{class} = [u \ne v]"
    reference = "after Minsky and Papert, Perceptrons, 1969"

    noise: float = hyper(0.3, "s", low=0, high=10, help="standard deviation of each cloud")

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return one of the two corners of every point's class, drawn evenly."""
        first = generator.choice([-1.0, 1.0], len(labels))
        return np.column_stack((first, np.where(labels == 1, -first, first)))
