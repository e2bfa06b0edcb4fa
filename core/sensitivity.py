"""How much the end of a run depends on the learning rate and one other hyperparameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.landscape import Terrain
from core.minima import largest_curvature, minima_of
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Where runs end that differ in two hyperparameters.

    Attributes
    ----------
    name : str
        The hyperparameter beside the learning rate.
    rates : array (n,)
    others : array (m,)
        Values of the learning rate and of the other one.
    heights : array (m, n)
        The height after the last step; infinite where a run came to a number that is not finite, NaN where it
        has not been run yet.
    edges : array (m,)
        The learning rate from which on descent near the minimum is not stable, for each value of the other
        hyperparameter; NaN where no formula for it is known.
    """

    name: str
    rates: Array
    others: Array
    heights: Array
    edges: Array

    @property
    def known(self) -> float:
        """The share of the runs that is done."""
        return float(np.mean(~np.isnan(self.heights)))


def sensitivity_in_parts(
    terrain: Terrain,
    optimizer: Optimizer,
    start: tuple[float, float],
    steps: int,
    grid: tuple[Array, str, Sequence[float]],
) -> Iterator[Sensitivity]:
    """Run the optimizer with every pair of values, and yield all that is known after each row.

    Parameters
    ----------
    terrain : Terrain
    optimizer : Optimizer
        What both hyperparameters are changed in.
    start : pair of float
        Where every run starts.
    steps : int
        Of every run.
    grid : (array, str, sequence of float)
        The learning rates, and the other hyperparameter's name with its values.

    Raises
    ------
    HyperError
        If the optimizer has no such hyperparameter, or a value is not allowed.
    """
    rates, name, others = grid
    rows = [Optimizer.decode({**optimizer.encode(), name: value}) for value in others]
    heights = np.full((len(rows), len(rates)), np.nan)
    curvature = curvature_at_minimum(terrain, start)
    edges = np.array([edge_of_stability(row, curvature) for row in rows])
    for place, row in enumerate(rows):
        heights[place] = final_heights(terrain, row, rates, start, steps)
        yield Sensitivity(name, rates, np.array(others, dtype=np.float64), heights.copy(), edges)


def final_heights(
    terrain: Terrain, optimizer: Optimizer, rates: Array, start: tuple[float, float], steps: int
) -> Array:
    """Return the height after the last step with each learning rate; infinite where a run diverged."""
    places = np.tile(np.array(start, dtype=np.float64), (len(rates), 1))
    # The rule is elementwise, so that one run goes with all rates at once.
    together = replace(optimizer, learning_rate=rates[:, None])  # type: ignore[call-arg]
    state = together.init(places)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            slopes = np.stack(terrain.gradient(places[:, 0], places[:, 1]), axis=-1)
            places, state = together.update(slopes, state, places, t)
        heights = terrain.value(places[:, 0], places[:, 1])
    return np.where(np.isfinite(heights) & np.isfinite(places).all(axis=-1), heights, np.inf)


def curvature_at_minimum(terrain: Terrain, start: tuple[float, float]) -> float:
    """Return the largest curvature at the minimum nearest to the start; NaN where there is none."""
    minima = minima_of(terrain)
    if not len(minima):
        return float("nan")
    x, y = min(minima, key=lambda place: float(np.hypot(*(place - start))))
    return largest_curvature(terrain, (float(x), float(y)))


def edge_of_stability(optimizer: Optimizer, curvature: float) -> float:
    """Return the learning rate above which descent along a parabola of this curvature diverges.

    It is 2 over the curvature for plain descent, and for momentum as Cohen, Kaur, Li, Kolter and Talwalkar
    give it (Gradient descent on neural networks typically occurs at the edge of stability, 2021, appendix B).
    NaN for every other rule, and for weight decay, which moves the minimum.
    """
    if not isinstance(optimizer, SGD) or optimizer.weight_decay:
        return float("nan")
    ahead = 1 + 2 * optimizer.momentum if optimizer.nesterov else 1.0
    return 2 * (1 + optimizer.momentum) / (ahead * curvature)
