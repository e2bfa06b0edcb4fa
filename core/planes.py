"""Planes through the space of all parameters, and three ways to choose one.

Two parameters span the plane in which all others are held fast; two random directions show how sharp a
minimum is (Li, Xu, Taylor, Studer and Goldstein, Visualizing the loss landscape of neural nets, 2018); the
principal axes of a path show where training went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array
from core.network import Network

Interval = tuple[float, float]

_AROUND_PARAMETERS, _AROUND_RANDOM = 4.0, 1.0  # half the side of what is worth drawing
_MARGIN = 0.15  # of a path's extent, beyond it on each side
_NARROWEST = 0.5  # of the larger extent: a path that is nearly straight is drawn with room beside it
_PARALLEL = 1e-12  # squared sine of the angle between two directions that are one
_STRAIGHT = 1e-12  # share of its length that a path leaves a line by, if it does not leave it


@dataclass(frozen=True, eq=False)
class Plane:
    """All ``theta = origin + x * directions[0] + y * directions[1]``.

    Attributes
    ----------
    origin : array (parameters,)
    directions : array (2, parameters)
        Neither need be of length 1, nor need they stand at right angles.
    domain : pair of pairs
        ``((x_low, x_high), (y_low, y_high))``: what is worth drawing.
    start : pair of float
        Where the theta lies that the plane was laid through.
    axes : pair of int or None
        The positions in theta that x and y are the values of, where they are two parameters.

    Raises
    ------
    ValueError
        If the directions do not span a plane.
    """

    origin: Array
    directions: Array
    domain: tuple[Interval, Interval]
    start: tuple[float, float] = (0.0, 0.0)
    axes: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        (a, b), (_, c) = self._products
        if not a * c - b * b > _PARALLEL * a * c:
            raise ValueError("the directions of a plane must be two: these are parallel, or one is zero")

    def thetas(self, coordinates: Array) -> Array:
        """Return the parameters at points ``(..., 2)``, shape ``(..., parameters)``."""
        x, y = coordinates[..., :1], coordinates[..., 1:]
        thetas: Array = self.origin + x * self.directions[0] + y * self.directions[1]
        return thetas

    def coordinates(self, thetas: Array) -> Array:
        """Return the points ``(..., 2)`` that thetas ``(..., parameters)`` lie at, or are nearest to."""
        along = (thetas - self.origin) @ self.directions.T
        nearest: Any = np.linalg.solve(self._products, along[..., None])
        points: Array = nearest[..., 0]
        return points

    def distances(self, thetas: Array) -> Array:
        """Return how far thetas ``(..., parameters)`` lie off the plane, shape ``(...)``."""
        off: Array = np.linalg.norm(thetas - self.thetas(self.coordinates(thetas)), axis=-1)
        return off

    def slopes(self, gradients: Array) -> Array:
        """Return the derivatives by x and y, ``(..., 2)``, from those by theta, ``(..., parameters)``."""
        slopes: Array = gradients @ self.directions.T
        return slopes

    @property
    def _products(self) -> Array:
        products: Array = self.directions @ self.directions.T
        return products


def through_parameters(theta: Array, axes: tuple[int, int]) -> Plane:
    """Return the plane in which two parameters vary; x and y are their values, the others stay as in theta.

    Parameters
    ----------
    theta : array (parameters,)
    axes : pair of int
        Two different positions in theta.
    """
    origin, directions = theta.copy(), np.zeros((2, theta.size))
    origin[list(axes)] = 0
    directions[[0, 1], list(axes)] = 1
    x, y = (float(value) for value in theta[list(axes)])
    return Plane(
        origin, directions, (_around(x, _AROUND_PARAMETERS), _around(y, _AROUND_PARAMETERS)), (x, y), axes
    )


def through_random_directions(network: Network, theta: Array, seed: int) -> Plane:
    """Return the plane through theta along two random directions, normalised by filters.

    The weights into a unit are its filter. Those of a direction are drawn from a normal distribution and then
    scaled to the length that the filter has in theta, so that a step of 1 changes every unit by as much as it
    is large. As in the code of Li et al., biases do not move, nor whatever a layer has beside its weights.

    Parameters
    ----------
    network : Network
    theta : array (parameters,)
    seed : int
        The same seed draws the same directions.

    Raises
    ------
    ValueError
        If the directions that were drawn are parallel, or of length 0 as all weights are.
    """
    generator = np.random.default_rng(seed)
    directions = np.zeros((2, theta.size))
    for own, drawn in zip(network.split(theta), network.split(directions), strict=True):
        noise = generator.standard_normal(drawn.weights.shape)
        scale = np.linalg.norm(own.weights, axis=-2) / np.linalg.norm(noise, axis=-2)
        drawn.weights[...] = noise * scale[:, None, :]
    if not directions.any():
        raise ValueError(
            "all weights are 0, and random directions would be as short: initialise or train first"
        )
    try:
        return Plane(theta.copy(), directions, (_around(0.0, _AROUND_RANDOM), _around(0.0, _AROUND_RANDOM)))
    except ValueError:
        raise ValueError(
            f"the random directions of seed {seed} are parallel: try another seed, or more weights per unit"
        ) from None


class PathPlane(NamedTuple):
    """The plane that a path lies in as well as in any plane through its last point.

    Attributes
    ----------
    plane : Plane
        Its directions are of length 1 and at right angles, its origin is the last point.
    shares : pair of float
        The share of the path's variance that lies along each direction.
    coordinates : array (points, 2)
        Each point of the path, or what is nearest to it in the plane.
    distances : array (points,)
        How far each point lies off the plane.
    """

    plane: Plane
    shares: tuple[float, float]
    coordinates: Array
    distances: Array


def through_path(path: Array) -> PathPlane:
    """Return the plane through a path's last point along its two principal axes.

    The axes are those of the points about their mean, so that they are the directions of the largest
    variance; the entry of a direction that is largest in size is positive. Where a path is straight, the
    second direction is any at right angles to it.

    Parameters
    ----------
    path : array (points, parameters)
        The parameters at several updates, as `core.history.History.point` gives them. A few hundred are
        enough: the time grows with the square of their number.

    Raises
    ------
    ValueError
        If the path does not move, has numbers that are not finite, or has fewer than two parameters.
    """
    if path.shape[-1] < 2:
        raise ValueError("a plane needs two parameters, and the path has one")
    if not np.isfinite(path).all():
        raise ValueError("the path has numbers that are not finite: end it before training diverges")
    if (path == path[0]).all():
        raise ValueError("the path does not move: give it points from at least two different updates")
    scale = np.abs(path - path[-1]).max()
    centred = (path - path.mean(axis=0)) / scale
    first = _main_direction(centred)
    rest = centred - np.outer(centred @ first, first)
    if np.linalg.norm(rest) > _STRAIGHT * np.linalg.norm(centred):
        second = _main_direction(rest)
    else:
        second = np.eye(1, first.size, int(np.argmin(np.abs(first))))[0]
    second -= second @ first * first
    directions = np.stack([_signed(first), _signed(second / np.linalg.norm(second))])
    shares = np.square(centred @ directions.T).sum(axis=0) / np.square(centred).sum()
    coordinates = (path - path[-1]) @ directions.T
    plane = Plane(path[-1].copy(), directions, _domain(coordinates))
    return PathPlane(plane, (float(shares[0]), float(shares[1])), coordinates, plane.distances(path))


def _main_direction(points: Array) -> Array:
    """Return the unit vector along which points about 0 spread most.

    An eigenvector of the smaller one of two matrices gives it: points by points, or parameters by parameters.
    """
    count, parameters = points.shape
    if count < parameters:
        direction: Array = np.linalg.eigh(points @ points.T).eigenvectors[:, -1] @ points
    else:
        direction = np.linalg.eigh(points.T @ points).eigenvectors[:, -1]
    unit: Array = direction / np.linalg.norm(direction)
    return unit


def _signed(direction: Array) -> Array:
    """Return the direction or its opposite, so that its largest entry is positive."""
    signed: Array = direction * np.sign(direction[np.argmax(np.abs(direction))])
    return signed


def _domain(coordinates: Array) -> tuple[Interval, Interval]:
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    extent = np.maximum(high - low, _NARROWEST * (high - low).max())
    x, y = (
        _around(float(middle), float(half))
        for middle, half in zip((low + high) / 2, extent * (0.5 + _MARGIN), strict=True)
    )
    return x, y


def _around(middle: float, half: float) -> Interval:
    return middle - half, middle + half
