"""The logarithm of a probability, kept finite at 0 as PyTorch does it."""

import numpy as np

from core.arrays import Array

LOWEST_LOG = -100.0
SMALLEST_PROBABILITY = float(np.exp(LOWEST_LOG))


def clamped_log(p: Array) -> Array:
    """Return max(ln p, -100)."""
    return np.log(np.maximum(p, SMALLEST_PROBABILITY))


def clamped_log_of_rest(p: Array) -> Array:
    """Return max(ln(1 - p), -100), exact for small p too."""
    return np.where(p < 1, np.log1p(-np.where(p < 1, p, 0.0)), LOWEST_LOG)
