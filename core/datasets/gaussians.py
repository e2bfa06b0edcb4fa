"""Many clouds of points."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.class_points import ClassPoints, Labels
from core.hyper import hyper


@dataclass(frozen=True)
class Gaussians(ClassPoints):
    """Clouds evenly spaced on the unit circle, each a class."""

    key, label = "gaussians", "Many clouds"
    formula = r"x \sim N((\cos\varphi, \sin\varphi), s^2), \quad \varphi = 2 \pi\,\text{class} / k"
    reference = "Fisher, The use of multiple measurements in taxonomic problems, 1936 (normal classes)"

    noise: float = hyper(0.2, "s", low=0, high=10, help="standard deviation of each cloud")
    clouds: int = hyper(4, "k", low=2, high=10, help="number of clouds; each is a class")

    def class_count(self) -> int:
        """Return the number of clouds."""
        return self.clouds

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return the centre of every point's cloud."""
        angle = 2 * np.pi * labels / self.clouds
        return np.column_stack((np.cos(angle), np.sin(angle)))
