"""Two clouds of points."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.class_points import ClassPoints, Labels
from core.hyper import hyper


@dataclass(frozen=True)
class Blobs(ClassPoints):
    """A cloud around (-1, -1) and one around (1, 1): a straight line separates them while noise is small."""

    key, label = "blobs", "Two clouds"
    formula = r"x \sim N(\pm (1, 1), s^2)"
    reference = "Fisher, The use of multiple measurements in taxonomic problems, 1936 (two normal classes)"

    noise: float = hyper(0.4, "s", low=0, high=10, help="standard deviation of each cloud")

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return the centre of every point's cloud."""
        centre = np.where(labels == 1, 1.0, -1.0)
        return np.column_stack((centre, centre))
