"""How much the end of a run depends on the learning rate and one other hyperparameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.coarse_to_fine import passes, spacing_of
from core.landscape import Terrain
from core.minima import largest_curvature, minima_of
from core.optimizers.base import Optimizer
from core.optimizers.sgd import SGD
from core.rival import Rival, as_rival

AT_MINIMUM = "at the minimum"


@dataclass(frozen=True, eq=False)
class Edge:
    """The learning rate from which on descent is not stable around a place.

    Attributes
    ----------
    where : str
        The place in words, as `AT_MINIMUM`.
    curvature : float
        The largest one there.
    rates : array (m,)
        For each value of the other hyperparameter; NaN where no formula for it is known.
    """

    where: str
    curvature: float
    rates: Array


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
    edges : tuple of Edge
        Those that are known of this rule.
    """

    name: str
    rates: Array
    others: Array
    heights: Array
    edges: tuple[Edge, ...]

    @property
    def known(self) -> float:
        """The share of the runs that is done."""
        return float(np.mean(~np.isnan(self.heights)))

    @property
    def spacing(self) -> int:
        """Every how many-th value along each side is known; 0 while not even the coarsest pass is done."""
        return spacing_of(~np.isnan(self.heights))


def sensitivity_in_parts(
    terrain: Terrain,
    racer: Optimizer | Rival,
    start: tuple[float, float],
    steps: int,
    grid: tuple[Array, str, Sequence[float]],
) -> Iterator[Sensitivity]:
    """Run the rival with every pair of values, and yield all that is known after each row, coarse first.

    Parameters
    ----------
    terrain : Terrain
    racer : Optimizer or Rival
        What both hyperparameters are changed in. With a schedule the learning rate is the one that it begins
        with.
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
    rows = rows_of(as_rival(racer), name, others)
    heights = np.full((len(rows), len(rates)), np.nan)
    edges = edges_of(rows, {AT_MINIMUM: curvature_at_minimum(terrain, start)})
    for rest in passes((len(rows), 1), 1):
        for (place,) in rest:
            heights[place] = final_heights(terrain, rows[place], rates, start, steps)
            yield Sensitivity(name, rates, np.array(others, dtype=np.float64), heights.copy(), edges)


def rows_of(rival: Rival, name: str, others: Sequence[float]) -> list[Rival]:
    """Return the rival with each value of a hyperparameter.

    Raises
    ------
    HyperError
        If the optimizer has no such hyperparameter, or a value is not allowed.
    """
    encoded = rival.optimizer.encode()
    return [replace(rival, optimizer=Optimizer.decode({**encoded, name: value})) for value in others]


def edges_of(rows: Sequence[Rival], curvatures: Mapping[str, float]) -> tuple[Edge, ...]:
    """Return the edges at places of which the largest curvature is known, where there is a formula.

    There is none for a learning rate that changes.
    """
    edges = []
    for where, curvature in curvatures.items():
        rates = [np.nan if row.varies_rate else edge_of_stability(row.optimizer, curvature) for row in rows]
        if np.isfinite(rates).any():
            edges.append(Edge(where, curvature, np.array(rates)))
    return tuple(edges)


def final_heights(
    terrain: Terrain, racer: Optimizer | Rival, rates: Array, start: tuple[float, float], steps: int
) -> Array:
    """Return the height after the last step with each learning rate; infinite where a run diverged."""
    places = np.tile(np.array(start, dtype=np.float64), (len(rates), 1))
    rival = as_rival(racer)
    # The rule is elementwise, so that one run goes with all rates at once.
    optimizer = replace(rival.optimizer, learning_rate=rates[:, None])  # type: ignore[call-arg]
    together = replace(rival, optimizer=optimizer)
    state = optimizer.init(places)
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            slopes = np.stack(terrain.gradient(places[:, 0], places[:, 1]), axis=-1)
            places, state = together.optimizer_at(t - 1).update(slopes, state, places, t)
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
    NaN for every other rule, for weight decay, which moves the minimum, and where the ground does not curve
    upwards.
    """
    if not isinstance(optimizer, SGD) or optimizer.weight_decay or not curvature > 0:
        return float("nan")
    ahead = 1 + 2 * optimizer.momentum if optimizer.nesterov else 1.0
    return 2 * (1 + optimizer.momentum) / (ahead * curvature)
