"""What the generated data sets of classes in the plane share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.datasets.base import Dataset, Samples
from core.hyper import hyper

Labels: TypeAlias = npt.NDArray[np.intp]


@dataclass(frozen=True)
class ClassPoints(Dataset):
    """Points of two or more classes in turn.

    Two classes share one target of 0 or 1; of more, each has its own.
    """

    samples: int = hyper(200, "N", low=2, high=100_000, help="number of points, the classes in turn")
    noise: float = hyper(0.05, "s", low=0, high=10, help="standard deviation of the noise on both inputs")
    seed: int = hyper(0, help="another seed draws other points", low=0, high=2**32 - 1)

    def make(self) -> Samples:
        """Return the points; the same fields always give the same ones."""
        generator = np.random.default_rng(self.seed)
        count = self.class_count()
        labels = np.arange(self.samples) % count
        points = self.points(labels, generator) + generator.normal(0, self.noise, (self.samples, 2))
        classes = tuple(str(label) for label in range(count))
        if count == 2:
            return Samples(points, labels[:, None].astype(np.float64), ("x1", "x2"), ("class",), classes)
        return Samples(points, np.eye(count)[labels], ("x1", "x2"), classes, classes)

    def class_count(self) -> int:
        """Return how many classes there are."""
        return 2

    def points(self, labels: Labels, generator: np.random.Generator) -> Array:
        """Return a point of each label's class before noise, shape ``(samples, 2)``."""
        raise NotImplementedError
