"""Heights over the plane: a surface, or a network's loss over two of its parameters.

Both are a `Terrain`, so that a race and its picture need not know which one they have.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple, Protocol

import numpy as np

from core.arrays import Array
from core.explain.notation import parameter_symbol
from core.formula import Source
from core.losses.base import Loss
from core.network import Network
from core.passes import loss_value, run

Interval = tuple[float, float]

# Measured: batches of this many parameter vectors are the fastest, until they outgrow the cache.
_POINTS_AT_ONCE = 48
_NUMBERS_AT_ONCE = 4_000_000
_HALF_WIDTH = 4.0


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
    """A network's loss over two of its parameters, all others held fast (a `Terrain`).

    Attributes
    ----------
    theta : array (parameters,)
        The parameters that are held fast; the two chosen ones are the start.
    inputs, targets : array (N, inputs), (N, outputs)
        The samples of the loss.
    axes : pair of int
        Positions in theta that x and y stand for.
    """

    network: Network
    loss: Loss
    theta: Array
    inputs: Array
    targets: Array
    axes: tuple[int, int]

    label: ClassVar[str] = "Loss of the network"
    minima: ClassVar[tuple[tuple[float, float], ...]] = ()

    @cached_property
    def formula(self) -> str:
        """LaTeX."""
        return rf"L\left({self.symbol(self.axes[0])}, {self.symbol(self.axes[1])}\right)"

    @cached_property
    def start(self) -> tuple[float, float]:
        """The two parameters as they are."""
        x, y = self.axes
        return float(self.theta[x]), float(self.theta[y])

    @cached_property
    def domain(self) -> tuple[Interval, Interval]:
        """A square around the start."""
        x, y = self.start
        return (x - _HALF_WIDTH, x + _HALF_WIDTH), (y - _HALF_WIDTH, y + _HALF_WIDTH)

    def symbol(self, index: int) -> str:
        """Return LaTeX for the parameter at a position in theta."""
        return parameter_symbol(Source("weight", *self.network.place(index)))

    def value(self, x: Array, y: Array) -> Array:
        """Return the loss at every point, in the shape of `x` and `y` together."""
        x, y = np.broadcast_arrays(x, y)
        heights = np.empty(x.size)
        for start in range(0, x.size, self._points_at_once):
            part = slice(start, start + self._points_at_once)
            thetas = self._thetas(x.ravel()[part], y.ravel()[part])
            with np.errstate(all="ignore"):
                heights[part] = loss_value(self.network, self.loss, thetas, self.inputs, self.targets)
        return heights.reshape(x.shape)

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the exact partial derivatives at every point, by backpropagation."""
        x, y = np.broadcast_arrays(x, y)
        slopes = np.empty((x.size, 2))
        axes, theta = list(self.axes), self.theta.copy()
        for point, place in enumerate(zip(x.ravel(), y.ravel(), strict=True)):
            theta[axes] = place
            with np.errstate(all="ignore"):
                recording = run(self.network, self.loss, theta, self.inputs, self.targets)
            slopes[point] = recording.gradient[axes]
        return slopes[:, 0].reshape(x.shape), slopes[:, 1].reshape(x.shape)

    def _thetas(self, x: Array, y: Array) -> Array:
        thetas = np.tile(self.theta, (x.size, 1))
        thetas[:, self.axes[0]] = x
        thetas[:, self.axes[1]] = y
        return thetas

    @cached_property
    def _points_at_once(self) -> int:
        numbers = max(self.theta.size, len(self.inputs) * max(self.network.sizes))
        return max(1, min(_POINTS_AT_ONCE, _NUMBERS_AT_ONCE // numbers))


class Grid(NamedTuple):
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
