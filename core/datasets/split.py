"""Samples to learn from and samples to test on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.base import Samples
from core.hyper import hyper
from core.registry import Declared


@dataclass(frozen=True)
class Split(Declared):
    """Draws the samples that are kept for testing; of classes, the same share of each.

    The number of test samples is the share, rounded; every class, and the whole, keeps at least one sample
    to learn from.
    """

    key, label = "split", "The split"

    test_share: float = hyper(0.0, low=0, high=0.9, help="part of the samples that is kept for testing")
    seed: int = hyper(0, low=0, high=2**32 - 1, help="another seed draws other samples")

    def split(self, samples: Samples) -> tuple[Samples, Samples]:
        """Return the samples for training and for testing, each in their former order."""
        test = self.test_rows(samples)
        return samples.rows(~test), samples.rows(test)

    def test_rows(self, samples: Samples) -> NDArray[np.bool_]:
        """Tell of each sample whether it is kept for testing."""
        generator = np.random.default_rng(self.seed)
        test = np.zeros(len(samples), dtype=bool)
        for members in _groups(samples):
            count = min(round(self.test_share * len(members)), len(members) - 1)
            test[generator.permutation(members)[:count]] = True
        return test


def _groups(samples: Samples) -> list[NDArray[np.intp]]:
    """Return the positions of each class's samples; of quantities, all in one group."""
    if not samples.class_count:
        return [np.arange(len(samples))]
    kinds, labels = np.unique(samples.targets, axis=0, return_inverse=True)
    return [np.flatnonzero(labels.ravel() == kind) for kind in range(len(kinds))]
