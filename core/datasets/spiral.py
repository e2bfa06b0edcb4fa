"""Two spirals, one inside the other."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.plane import Labels, Plane
from core.hyper import hyper


@dataclass(frozen=True)
class Spiral(Plane):
    """Two arms that wind around each other from the centre to radius 2."""

    key, label = "spiral", "Spiral"
    formula = (
        r"x = r\,(\sin\varphi, \cos\varphi), \quad \varphi = \pi\,(n r + \text{class}), \quad 0 \le r \le 2"
    )
    reference = "after Lang and Witbrock, Learning to tell two spirals apart, 1988"

    turns: float = hyper(1.5, "n", low=0.1, high=6, help="how often each arm winds around the centre")

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return points evenly spaced along their class's arm, from the inside out."""
        radius = np.linspace(0, 2, len(labels))
        angle = np.pi * (self.turns * radius + labels)
        return np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))
