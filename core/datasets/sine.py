"""A wave to be fitted."""

from dataclasses import dataclass

import numpy as np

from core.datasets.base import Dataset, Samples
from core.hyper import hyper


@dataclass(frozen=True)
class Sine(Dataset):
    """One period of a sine: one input, one target that is a quantity and no class."""

    key, label = "sine", "Sine (a curve to fit)"
    formula = r"y = \sin(\pi x) + \varepsilon, \quad -1 \le x \le 1"
    reference = "Bishop, Pattern recognition and machine learning, 2006, section 1.1"

    samples: int = hyper(40, "N", low=2, high=100_000, help="number of points, evenly spaced")
    noise: float = hyper(0.05, "s", low=0, high=10, help="standard deviation of the noise on the target")
    seed: int = hyper(0, help="another seed draws other noise", low=0, high=2**32 - 1)

    def make(self) -> Samples:
        """Return the points from left to right; the same fields always give the same ones."""
        x = np.linspace(-1, 1, self.samples)[:, None]
        noise = np.random.default_rng(self.seed).normal(0, self.noise, x.shape)
        return Samples(x, np.sin(np.pi * x) + noise, ("x",), ("y",))
