"""Heights over the plane: a surface, or a network's loss over a plane through its parameters.

Both are a `Terrain`, so that a race and its picture need not know which one they have.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np

from core.arrays import Array
from core.compiled.losses import CompiledLosses
from core.explain.notation import parameter_symbol
from core.formula import Source
from core.losses.base import Loss
from core.network import Network
from core.passes import penalty, penalty_gradient
from core.planes import Interval, Plane
from core.regularizers.base import Regularizer
from core.regularizers.none import NoPenalty

_NUMBERS_AT_ONCE = 2**16  # in one layer of all networks together: what a processor's cache holds a few times


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

    def symbol(self, index: int) -> str:
        """Return LaTeX for the parameter at a position in theta."""
        return parameter_symbol(Source("weight", *self.network.place(index)))

    def value(self, x: Array, y: Array) -> Array:
        """Return the loss at every point, in the shape of `x` and `y` together."""
        points = _points(x, y)
        heights = np.empty(points.shape[:-1])
        with np.errstate(all="ignore"):
            for part, losses in self._in_parts(points):
                total = losses.values() + penalty(self.network, self.regularizer, losses.thetas)
                heights.reshape(-1)[part] = total[: part.stop - part.start]
        return heights

    def gradient(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the exact partial derivatives at every point, by backpropagation."""
        points = _points(x, y)
        slopes = np.empty((2, *points.shape[:-1]))
        with np.errstate(all="ignore"):
            for part, losses in self._in_parts(points):
                pull = penalty_gradient(self.network, self.regularizer, losses.thetas)
                whole = self.plane.slopes(losses.gradients() + pull)
                slopes.reshape(2, -1)[:, part] = whole[: part.stop - part.start].T
        by_x, by_y = slopes
        return by_x, by_y

    def _in_parts(self, points: Array) -> Iterator[tuple[slice, CompiledLosses]]:
        """Yield parts of all points, each with the network at them."""
        flat = points.reshape(-1, 2)
        at_once = max(1, min(self._points_at_once, len(flat)))
        losses = _losses_of(self, at_once)
        for start in range(0, len(flat), at_once):
            part = slice(start, min(start + at_once, len(flat)))
            losses.thetas[: part.stop - start] = self.plane.thetas(flat[part])
            yield part, losses

    @property
    def _points_at_once(self) -> int:
        numbers = max(self.network.parameter_count, len(self.inputs) * max(self.network.sizes))
        return max(1, _NUMBERS_AT_ONCE // numbers)


class _Losses(threading.local):
    """What one thread compiled last for each slice: its arrays cannot be shared while it runs."""

    def __init__(self) -> None:
        self.by_slice: WeakKeyDictionary[Slice, CompiledLosses] = WeakKeyDictionary()


_LOSSES = _Losses()


def _losses_of(cut: Slice, count: int) -> CompiledLosses:
    """Return what runs a slice's network at `count` points at once in this thread."""
    losses = _LOSSES.by_slice.get(cut)
    if losses is None or len(losses.thetas) != count:
        losses = CompiledLosses(cut.network, cut.loss, cut.inputs, cut.targets, count)
        _LOSSES.by_slice[cut] = losses
    return losses


def _points(x: Array, y: Array) -> Array:
    """Return points ``(..., 2)`` in the shape of `x` and `y` together."""
    return np.stack(np.broadcast_arrays(x, y), axis=-1)


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
