"""Heights over the plane: a surface, or a network's loss over a plane through its parameters.

Both are a `Terrain`, so that a race and its picture need not know which one they have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import ClassVar, Protocol

import numpy as np

from core.arrays import Array
from core.explain.notation import parameter_symbol
from core.formula import Source
from core.losses.base import Loss
from core.network import Network
from core.network_loss import NetworkLoss
from core.planes import Interval, Plane
from core.regularizers.base import Regularizer
from core.regularizers.none import NoPenalty


class Terrain(Protocol):
    """What can be raced on; `core.surfaces` says what each member is."""

    @property
    def label(self) -> str:
        """The name on the screen."""

    @property
    def formula(self) -> str:
        """LaTeX."""

    @property
    def domain(self) -> tuple[Interval, Interval]:
        """What is worth drawing, ``((x_low, x_high), (y_low, y_high))``."""

    @property
    def minima(self) -> tuple[tuple[float, float], ...]:
        """The global minima, as far as they are known."""

    @property
    def start(self) -> tuple[float, float]:
        """Where a race starts by default."""

    def value(self, x: Array, y: Array) -> Array:
        """Return the height at every point."""

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the partial derivatives by x and by y at every point."""


@dataclass(frozen=True, eq=False)
class Slice:
    """A network's loss over a plane through the space of its parameters (a `Terrain`).

    Attributes
    ----------
    plane : core.planes.Plane
    inputs, targets : array (N, inputs), (N, outputs)
        The samples of the loss.
    regularizer : Regularizer
        Its penalty is part of the loss.
    """

    network: Network
    loss: Loss
    plane: Plane
    inputs: Array
    targets: Array
    regularizer: Regularizer = field(default_factory=NoPenalty)

    label: ClassVar[str] = "Loss of the network"
    minima: ClassVar[tuple[tuple[float, float], ...]] = ()

    @cached_property
    def formula(self) -> str:
        """LaTeX."""
        if self.plane.axes is None:
            return r"L\left(\theta + x\, d_1 + y\, d_2\right)"
        x, y = self.plane.axes
        return rf"L\left({self.symbol(x)}, {self.symbol(y)}\right)"

    @property
    def start(self) -> tuple[float, float]:
        """Where the theta lies that the plane was laid through."""
        return self.plane.start

    @property
    def domain(self) -> tuple[Interval, Interval]:
        """What is worth drawing of the plane."""
        return self.plane.domain

    def name(self, index: int) -> str:
        """Return what a parameter is called; "" where it goes by the nodes that it joins."""
        return ""

    def symbol(self, index: int) -> str:
        """Return LaTeX for the parameter at a position in theta."""
        return parameter_symbol(Source("weight", *self.network.place(index)))

    @cached_property
    def whole(self) -> NetworkLoss:
        """The loss that the plane cuts through."""
        return NetworkLoss(self.network, self.loss, self.inputs, self.targets, self.regularizer)

    def value(self, x: Array, y: Array) -> Array:
        """Return the loss at every point, in the shape of `x` and `y` together."""
        points = _points(x, y)
        flat = points.reshape(-1, 2)
        return self.whole.values(len(flat), partial(self._fill, flat)).reshape(points.shape[:-1])

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the exact partial derivatives at every point, by backpropagation."""
        points = _points(x, y)
        flat = points.reshape(-1, 2)
        slopes = np.empty((2, *points.shape[:-1]))
        for part, gradients in self.whole.gradients(len(flat), partial(self._fill, flat)):
            slopes.reshape(2, -1)[:, part] = self.plane.slopes(gradients).T
        by_x, by_y = slopes
        return by_x, by_y

    def _fill(self, points: Array, part: slice, thetas: Array) -> None:
        thetas[...] = self.plane.thetas(points[part])


def _points(x: Array, y: Array) -> Array:
    """Return points ``(..., 2)`` in the shape of `x` and `y` together."""
    return np.stack(np.broadcast_arrays(x, y), axis=-1)


@dataclass(frozen=True, eq=False)
class Grid:
    """Heights at the crossings of a grid; ``heights[j, i]`` lies at ``xs[i], ys[j]``."""

    xs: Array
    ys: Array
    heights: Array


def grid(terrain: Terrain, x_range: Interval, y_range: Interval, resolution: int) -> Grid:
    """Return the terrain's heights on `resolution` by `resolution` points, the borders included.

    Where a height is too large for a float64 it is infinite.
    """
    xs, ys = np.linspace(*x_range, resolution), np.linspace(*y_range, resolution)
    with np.errstate(all="ignore"):
        return Grid(xs, ys, terrain.value(xs[None, :], ys[:, None]))
