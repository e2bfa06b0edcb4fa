"""A plane to be fitted."""

from dataclasses import dataclass

import numpy as np

from core.datasets.base import Dataset, Samples
from core.hyper import hyper


@dataclass(frozen=True)
class Plane(Dataset):
    """A flat slope over the square from -1 to 1: two inputs, one quantity, which one identity unit fits."""

    key, label = "plane", "Plane (to fit)"
    formula = r"y = a_1 x_1 + a_2 x_2 + b + \varepsilon, \quad -1 \le x_1, x_2 \le 1"
    reference = "Galton, Regression towards mediocrity in hereditary stature, 1886"

    samples: int = hyper(100, "N", low=2, high=100_000, help="number of points, drawn evenly")
    noise: float = hyper(0.05, "s", low=0, high=10, help="standard deviation of the noise on the target")
    seed: int = hyper(0, help="another seed draws other points", low=0, high=2**32 - 1)
    slope1: float = hyper(0.5, "a_1", low=-10, high=10, help="how steep it is along x1")
    slope2: float = hyper(-0.3, "a_2", low=-10, high=10, help="how steep it is along x2")
    offset: float = hyper(0.2, "b", low=-10, high=10, help="its height at the origin")

    def make(self) -> Samples:
        """Return the points; the same fields always give the same ones."""
        generator = np.random.default_rng(self.seed)
        inputs = generator.uniform(-1, 1, (self.samples, 2))
        heights = self.slope1 * inputs[:, 0] + self.slope2 * inputs[:, 1] + self.offset
        targets = heights + generator.normal(0, self.noise, self.samples)
        return Samples(inputs, targets[:, None], ("x1", "x2"), ("y",))
