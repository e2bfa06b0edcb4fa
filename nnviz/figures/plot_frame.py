"""From data to paper: the visible range of a plot, and the rectangle that it fills.

*Axis space* is the value itself, or its decimal logarithm on a logarithmic axis; what cannot be
shown there (NaN, infinity, a non-positive value on a logarithmic axis) is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF

from nnviz.figures.plot import (
    Arrow,
    Axis,
    Bars,
    Contours,
    Floats,
    HLine,
    Image,
    Layer,
    Line,
    Marker,
    Plot,
    Points,
    VLine,
)
from nnviz.figures.remembered import remembered

_X_MARGIN, _Y_MARGIN = 0.02, 0.06
# Beyond this a difference of two bounds, or its square, is no longer a float64.
_LARGEST = 1e150


class Bounds(NamedTuple):
    """The visible range in axis space."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True)
class Frame:
    """The rectangle of a plot in points, and the range of data that it shows."""

    rect: QRectF
    bounds: Bounds
    x: Axis
    y: Axis

    def map_x(self, values: ArrayLike) -> Floats:
        """Return the horizontal places of data values in points."""
        return self.place_x(on_axis(values, self.x))

    def map_y(self, values: ArrayLike) -> Floats:
        """Return the vertical places of data values in points, downward."""
        return self.place_y(on_axis(values, self.y))

    def place_x(self, positions: ArrayLike) -> Floats:
        """Return the places of positions in axis space."""
        left, right, _, _ = self.bounds
        return self.rect.left() + (np.asarray(positions) - left) * (self.rect.width() / (right - left))

    def place_y(self, positions: ArrayLike) -> Floats:
        """Return the places of positions in axis space, downward."""
        _, _, bottom, top = self.bounds
        return self.rect.bottom() - (np.asarray(positions) - bottom) * (self.rect.height() / (top - bottom))

    def position_at(self, px: float, py: float) -> tuple[float, float]:
        """Return what lies at a place in points, in axis space."""
        left, right, bottom, top = self.bounds
        return (
            left + (px - self.rect.left()) * (right - left) / self.rect.width(),
            bottom + (self.rect.bottom() - py) * (top - bottom) / self.rect.height(),
        )

    def data_at(self, px: float, py: float) -> tuple[float, float]:
        """Return what lies at a place in points, as data."""
        x, y = self.position_at(px, py)
        return (10**x if self.x.log else x), (10**y if self.y.log else y)


def on_axis(values: ArrayLike, axis: Axis) -> Floats:
    """Return `values` in axis space, NaN where they cannot be shown."""
    array = np.asarray(values, dtype=np.float64)
    array = np.where(is_on_axis(array, log=axis.log), array, np.nan)
    return np.log10(array) if axis.log else array


def is_on_axis(values: Floats, *, log: bool) -> NDArray[np.bool_]:
    """Tell which `values` can be shown."""
    inside = np.abs(values) < _LARGEST
    return inside & (values > 0) if log else inside


def showable(bounds: Bounds, x: Axis, y: Axis) -> bool:
    """Return whether float64 can tell apart what lies in `bounds`, and hold it."""
    for low, high, axis in ((bounds.left, bounds.right, x), (bounds.bottom, bounds.top, y)):
        largest = max(abs(low), abs(high))
        if not high - low > 1e-12 * largest or largest > (math.log10(_LARGEST) if axis.log else _LARGEST):
            return False
    return True


def plot_bounds(plot: Plot) -> Bounds:
    """Return the range that shows all layers, or what the axes ask for."""
    x = _range(plot.x, plot.layers, _reach_along_x, _X_MARGIN)
    y = _range(plot.y, plot.layers, _reach_along_y, _Y_MARGIN)
    return Bounds(*x, *y)


# From where to where something reaches in axis space; None for nothing that can be shown.
_Reach = tuple[float, float] | None


class _Extent(NamedTuple):
    """What a layer reaches: with a margin around it, and exactly to the edge."""

    x: ArrayLike = ()
    exact_x: ArrayLike = ()
    y: ArrayLike = ()
    exact_y: ArrayLike = ()


def _extent(layer: Layer) -> _Extent:
    match layer:
        case Line() | Points() | Marker():
            return _Extent(x=layer.x, y=layer.y)
        case Bars():
            return _Extent(exact_x=layer.edges, y=layer.heights, exact_y=(0.0,))
        case Contours():
            return _Extent(exact_x=layer.xs, exact_y=layer.ys)
        case Image():
            return _Extent(exact_x=layer.extent[:2], exact_y=layer.extent[2:])
        case Arrow():
            x, y = zip(layer.start, layer.end, strict=True)
            return _Extent(x=x, y=y)
        case HLine():
            return _Extent(y=(layer.y,))
        case VLine():
            return _Extent(x=(layer.x,))
        case _:
            return _Extent()


@remembered
def _reach_along_x(layer: Layer, log: bool) -> tuple[_Reach, _Reach]:
    extent = _extent(layer)
    return _reach(extent.x, log=log), _reach(extent.exact_x, log=log)


@remembered
def _reach_along_y(layer: Layer, log: bool) -> tuple[_Reach, _Reach]:
    extent = _extent(layer)
    return _reach(extent.y, log=log), _reach(extent.exact_y, log=log)


def _range(
    axis: Axis,
    layers: Sequence[Layer],
    reach_along: Callable[[Layer, bool], tuple[_Reach, _Reach]],
    margin: float,
) -> tuple[float, float]:
    low, high = 0.0, 1.0
    if axis.low is None or axis.high is None:
        reaches = [reach_along(layer, axis.log) for layer in layers]
        inside, edges = zip(*reaches, strict=True) if reaches else ((), ())
        low, high = _join(_union(inside), _union(edges), margin)
    if axis.low is not None:
        low = float(on_axis(axis.low, axis))
    if axis.high is not None:
        high = float(on_axis(axis.high, axis))
    if low < high:
        return low, high
    # One value only, or a bound beyond all data: some room around it, more around large numbers.
    room = 0.5 if axis.log else max(abs(low), abs(high)) * 0.1 or 0.5
    if axis.low is not None:
        return low, low + 2 * room
    if axis.high is not None:
        return high - 2 * room, high
    return low - room, high + room


def _reach(part: ArrayLike, *, log: bool) -> _Reach:
    array = np.asarray(part, dtype=np.float64).ravel()
    shown = array[is_on_axis(array, log=log)]
    if not shown.size:
        return None
    low, high = float(shown.min()), float(shown.max())
    return (math.log10(low), math.log10(high)) if log else (low, high)


def _union(reaches: Iterable[_Reach]) -> _Reach:
    known = [reach for reach in reaches if reach is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def _join(inside: _Reach, edges: _Reach, margin: float) -> tuple[float, float]:
    """Exact edges stand where they are, unless the rest reaches beyond them."""
    if inside is None:
        return edges or (0.0, 1.0)
    room = margin * (inside[1] - inside[0])
    if edges is None:
        return inside[0] - room, inside[1] + room
    low = edges[0] if inside[0] >= edges[0] else inside[0] - room
    high = edges[1] if inside[1] <= edges[1] else inside[1] + room
    return low, high
