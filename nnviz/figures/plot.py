"""A plot as a frozen value: what is shown, with every colour resolved.

`PlotPicture` paints it as vectors, `PlotView` shows it interactively; both read this and nothing
else. Arrays are not copied: whoever makes a plot leaves them alone afterwards. Points, widths and
sizes are in points (1/72 inch), colours in Qt's spelling, ``#rrggbb`` or ``#aarrggbb``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Dash = tuple[float, ...]

SYMBOLS = ("circle", "square", "diamond", "triangle", "triangle_down", "plus", "cross", "star", "hexagon")


@dataclass(frozen=True)
class Axis:
    """One axis; a bound that is None follows the data. Logarithmic axes drop values <= 0.

    One that is `whole` counts something: its ticks are whole numbers.
    """

    label: str = ""
    low: float | None = None
    high: float | None = None
    log: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        if not all(math.isfinite(bound) for bound in bounds) or bounds != sorted(set(bounds)):
            raise ValueError(f"an axis from {self.low} to {self.high}")
        if self.log and bounds and bounds[0] <= 0:
            raise ValueError(f"a logarithmic axis from {self.low} to {self.high}")


@dataclass(frozen=True, eq=False)
class Line:
    """A polyline through `x`, `y` (n,); a NaN interrupts it. `dash` is in widths, () is solid."""

    x: Floats
    y: Floats
    colour: str
    width: float = 1.5
    dash: Dash = ()
    label: str = ""


@dataclass(frozen=True, eq=False)
class Points:
    """Symbols at `x`, `y` (n,); `fill` is one colour, or one for each."""

    x: Floats
    y: Floats
    fill: str | Sequence[str]
    symbol: str = "circle"
    size: float = 6.0
    outline: str | None = None
    label: str = ""


@dataclass(frozen=True, eq=False)
class Bars:
    """A histogram: bar k stands on ``edges[k]`` to ``edges[k + 1]`` and reaches ``heights[k]``."""

    edges: Floats
    heights: Floats
    colour: str
    label: str = ""


@dataclass(frozen=True, eq=False)
class Contours:
    """Filled contours of ``z[j, i]`` at ``xs[i]``, ``ys[j]``; non-finite values are hatched holes.

    `levels` (n,) increase; `colours` (n + 1) fill below the first, between, and above the last. With
    a `line_colour` the levels are drawn as lines, with `labels` their values stand on them.
    """

    xs: Floats
    ys: Floats
    z: Floats
    levels: Sequence[float]
    colours: Sequence[str]
    line_colour: str | None = None
    labels: bool = False


@dataclass(frozen=True, eq=False)
class Image:
    """Pixels ``rgba[j, i]`` (uint8, height x width x 4) over `extent` (left, right, bottom, top).

    Row 0 is the lowest one, as in `Contours`. With `smooth` the pixels flow into one another,
    without they stay rectangles, as the cells of a matrix should.
    """

    rgba: NDArray[np.uint8]
    extent: tuple[float, float, float, float]
    smooth: bool = True


@dataclass(frozen=True)
class Arrow:
    """An arrow from `start` to `end`, both (x, y)."""

    start: tuple[float, float]
    end: tuple[float, float]
    colour: str
    width: float = 1.5


@dataclass(frozen=True)
class Text:
    """Words at a place; `anchor` (0, 0) puts their top left corner there, (0.5, 0.5) their middle."""

    x: float
    y: float
    text: str
    colour: str
    anchor: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True)
class HLine:
    """A line across the whole plot at height `y`."""

    y: float
    colour: str
    width: float = 1.0
    dash: Dash = ()
    label: str = ""


@dataclass(frozen=True)
class VLine:
    """A line up the whole plot at `x`: the cursor, for example."""

    x: float
    colour: str
    width: float = 1.0
    dash: Dash = ()
    label: str = ""


@dataclass(frozen=True)
class Marker:
    """One symbol that stands out: the current place, a start, a minimum."""

    x: float
    y: float
    colour: str
    symbol: str = "circle"
    size: float = 10.0
    outline: str | None = None
    label: str = ""


Layer = Line | Points | Bars | Contours | Image | Arrow | Text | HLine | VLine | Marker


@dataclass(frozen=True, eq=False)
class Plot:
    """Layers from back to front over two axes.

    `description` says in words what is shown, for a screen reader and for the exported file. `gutter` is the
    least room for the numbers of the vertical axis, so that plots below one another have their axes in line.
    """

    layers: Sequence[Layer]
    x: Axis = Axis()
    y: Axis = Axis()
    title: str = ""
    equal_aspect: bool = False
    legend: bool = True
    description: str = ""
    gutter: float = 0.0
