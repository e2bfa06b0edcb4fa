"""What is told of many numbers at once: how they are spread, and how long each layer's gradient is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.network import Network

# Sizes alone explain something: a hundred times as many weights, each with a gradient of the same size, make
# a norm ten times as long. A factor of 100 is more than that.
UNEVEN = 100.0

_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Spread:
    """How some numbers are spread.

    Attributes
    ----------
    count : int
        How many are finite.
    zeros : int
        How many of them are exactly 0.
    low, lower, median, upper, high : float
        The smallest, the quartiles, and the largest of them; between two numbers the quantile is linear.
    """

    count: int
    zeros: int
    low: float
    lower: float
    median: float
    upper: float
    high: float


def spread(values: Array) -> Spread | None:
    """Return how the finite ones of some numbers are spread; None if there are none."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return None
    zeros = finite.size - np.count_nonzero(finite)
    with np.errstate(all="ignore"):  # numbers at the end of float64 have no difference
        quarters = np.quantile(finite, _QUARTERS)
    return Spread(finite.size, int(zeros), *map(float, quarters))


def norm(values: Array) -> float:
    """Return the Euclidean norm, also where the squares are too large or too small for a float64."""
    largest = float(np.max(np.abs(values), initial=0.0))
    if largest == 0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.sum((values / largest) ** 2)))


def layer_norms(network: Network, gradient: Array) -> Array:
    """Return the norm of dL/dW of each layer, from layer 1 on, shape ``(depth,)``.

    Parameters
    ----------
    network : Network
    gradient : array (parameters,)
        dL/dtheta; what belongs to no weight is left out.
    """
    return np.array([norm(part.weights) for part in network.split(gradient)])


@dataclass(frozen=True)
class Imbalance:
    """Two layers whose gradients differ much.

    Attributes
    ----------
    smaller, larger : int
        The layers, from 1.
    ratio : float
        How many times as long the one's gradient is; infinite where the other's is 0.
    """

    smaller: int
    larger: int
    ratio: float

    @property
    def vanishes(self) -> bool:
        """Whether the gradient shrinks on its way back to the input; otherwise it grows."""
        return self.smaller < self.larger


def imbalance(norms: Array, threshold: float = UNEVEN) -> Imbalance | None:
    """Return the layers with the smallest and the largest norm, if one is `threshold` times the other.

    Parameters
    ----------
    norms : array (depth,)
        As `layer_norms` gives them; a layer with NaN is not compared, nor are those that are all infinite.
    threshold : float
    """
    compared = np.flatnonzero(~np.isnan(norms))
    if not compared.size:
        return None
    smaller, larger = compared[np.argmin(norms[compared])], compared[np.argmax(norms[compared])]
    small, large = float(norms[smaller]), float(norms[larger])
    if large == 0 or np.isinf(small) or large < threshold * small:
        return None
    with np.errstate(divide="ignore", over="ignore"):
        ratio = float(np.divide(large, small))
    return Imbalance(int(smaller) + 1, int(larger) + 1, ratio)
