"""What the curves to fit share: one input, one target that is a quantity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.datasets.base import Dataset, Samples
from core.hyper import hyper


@dataclass(frozen=True)
class Curve(Dataset):
    """Points of a curve over -1 to 1, from left to right, with noise on their height."""

    samples: int = hyper(40, "N", low=2, high=100_000, help="number of points, evenly spaced")
    noise: float = hyper(0.05, "s", low=0, high=10, help="standard deviation of the noise on the target")
    seed: int = hyper(0, help="another seed draws other noise", low=0, high=2**32 - 1)

    def make(self) -> Samples:
        """Return the points; the same fields always give the same ones."""
        x = np.linspace(-1, 1, self.samples)[:, None]
        noise = np.random.default_rng(self.seed).normal(0, self.noise, x.shape)
        return Samples(x, self.height(x) + noise, ("x",), ("y",))

    def height(self, x: Array) -> Array:
        """Return the curve without noise, in the shape of `x`."""
        raise NotImplementedError
