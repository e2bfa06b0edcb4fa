"""The minima of a terrain: those that a surface declares, and those that a search finds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.landscape import Terrain, grid

_RESOLUTION = 161  # points along each side of the grid whose lowest ones are refined
_PROBE = 1e-5  # of the domain's sides: how far beside a point the slope is measured
_MOST_STEPS = 60
_FLAT = 1e-9  # slope of a minimum, in units of the terrain's height over the domain's side
_SAME = 1e-4  # of the domain's shorter side: minima nearer than this are one


def hessians(terrain: Terrain, points: Array) -> Array:
    """Return the second derivatives at points ``(..., 2)``, shape ``(..., 2, 2)``.

    They are central differences of the exact gradient, accurate to about ten digits on smooth ground.
    """
    probes = _PROBE * _sides(terrain)
    columns = []
    for axis, probe in enumerate(probes):
        beside = np.zeros(2)
        beside[axis] = probe
        columns.append((_slopes(terrain, points + beside) - _slopes(terrain, points - beside)) / (2 * probe))
    found = np.stack(columns, axis=-1)
    symmetric: Array = (found + found.swapaxes(-1, -2)) / 2
    return symmetric


def largest_curvature(terrain: Terrain, point: tuple[float, float]) -> float:
    """Return the largest second derivative along any direction, by its size; inf where it is no number."""
    with np.errstate(all="ignore"):
        hessian = hessians(terrain, np.array(point))
    if not np.isfinite(hessian).all():
        return float("inf")
    return float(np.abs(np.linalg.eigvalsh(hessian)).max())


def minima_of(terrain: Terrain) -> Array:
    """Return every minimum in the domain that is known or found, shape ``(k, 2)``.

    Declared ones, of which a surface gives all digits, come first and the global ones before the others. The
    search refines the low points of a grid, so that a basin narrower than a hundredth of the domain can be
    missed; flat ground has no minimum.
    """
    declared = [*terrain.minima, *getattr(terrain, "local_minima", ())]
    known = np.array(declared, dtype=np.float64).reshape(-1, 2)
    return _distinct(np.concatenate([known, _found(terrain)]), _SAME * float(_sides(terrain).min()))


def _found(terrain: Terrain) -> Array:
    """Return minima found from the grid's low points, the lowest first."""
    ground = grid(terrain, *terrain.domain, _RESOLUTION)
    rows, columns = np.nonzero(_is_low(ground.heights))
    points = np.stack([ground.xs[columns], ground.ys[rows]], axis=-1)
    finite = ground.heights[np.isfinite(ground.heights)]
    if not points.size:
        return points
    with np.errstate(all="ignore"):
        points = _descended(terrain, points)
        flat = _FLAT * float(np.ptp(finite)) / _sides(terrain)
        is_minimum = (np.abs(_slopes(terrain, points)) <= flat).all(axis=-1) & _is_inside(terrain, points)
        points = points[is_minimum]
        curved = (np.linalg.eigvalsh(hessians(terrain, points)) > 0).all(axis=-1)
        points = points[curved]
        order = np.lexsort((points[:, 1], points[:, 0], terrain.value(points[:, 0], points[:, 1])))
    return points[order]


def _is_low(heights: Array) -> npt.NDArray[np.bool_]:
    """Tell which crossings within the rim lie below all eight around them."""
    low = np.zeros(heights.shape, dtype=np.bool_)
    middle = heights[1:-1, 1:-1]
    rows, columns = heights.shape
    around = [
        heights[1 + down : rows - 1 + down, 1 + right : columns - 1 + right]
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
        if down or right
    ]
    low[1:-1, 1:-1] = np.all([middle < other for other in around], axis=0)
    return low


def _descended(terrain: Terrain, points: Array) -> Array:
    """Return the points after Newton's steps, none longer than the way to the next crossing of the grid."""
    longest = _sides(terrain) / (_RESOLUTION - 1)
    for _ in range(_MOST_STEPS):
        curvatures, axes = np.linalg.eigh(np.nan_to_num(hessians(terrain, points)))
        along = np.einsum("...ij,...i->...j", axes, _slopes(terrain, points))
        # A curvature taken by its size leads downhill, also beside a saddle.
        steps = -along / np.maximum(np.abs(curvatures), np.finfo(np.float64).tiny)
        step = np.einsum("...ij,...j->...i", axes, steps)
        points = points + np.clip(np.nan_to_num(step), -longest, longest)
    return points


def _distinct(points: Array, apart: float) -> Array:
    """Return the points without those that lie near one before them."""
    kept: list[Array] = []
    for point in points:
        if all(np.hypot(*(point - other)) > apart for other in kept):
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def _is_inside(terrain: Terrain, points: Array) -> npt.NDArray[np.bool_]:
    low, high = np.array(terrain.domain).T
    inside: npt.NDArray[np.bool_] = ((points >= low) & (points <= high)).all(axis=-1)
    return inside


def _slopes(terrain: Terrain, points: Array) -> Array:
    return np.stack(terrain.gradient(points[..., 0], points[..., 1]), axis=-1)


def _sides(terrain: Terrain) -> Array:
    low, high = np.array(terrain.domain).T
    sides: Array = high - low
    return sides
