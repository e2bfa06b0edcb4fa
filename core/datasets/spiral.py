"""Spirals, one inside the other."""

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.class_points import ClassPoints, Labels
from core.hyper import hyper


@dataclass(frozen=True)
class Spiral(ClassPoints):
    """Two to five arms that wind around each other from the centre to radius 2."""

    key, label = "spiral", "Spiral"
    formula = (
        r"x = r\,(\sin\varphi, \cos\varphi), \quad \varphi = \pi\,(n r + 2\,\text{class} / k),"
        r" \quad 0 \le r \le 2"
    )
    reference = "after Lang and Witbrock, Learning to tell two spirals apart, 1988"

    turns: float = hyper(1.5, "n", low=0.1, high=6, help="how often each arm winds around the centre")
    arms: int = hyper(2, "k", low=2, high=5, help="number of arms; each is a class")

    def class_count(self) -> int:
        """Return the number of arms."""
        return self.arms

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return points evenly spaced along their class's arm, from the inside out."""
        radius = np.linspace(0, 2, len(labels))
        angle = np.pi * (self.turns * radius + 2 * labels / self.arms)
        return np.column_stack((radius * np.sin(angle), radius * np.cos(angle)))
