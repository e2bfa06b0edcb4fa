"""Basins from above: where every start ends, and the slower the fainter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from core.basins import INFINITY, NOWHERE, Basins
from core.number_format import format_number
from nnviz.figures.plot import Axis, Floats, Image, Layer, Marker, Plot, Points, Text
from nnviz.figures.style import Style

BASINS_SIZE = (400.0, 340.0)  # points
_PALEST = 0.72  # how much of the paper the slowest of a basin shows
_MOST_NAMED = 9  # minima with a colour and a number of their own; the colours of further ones come again
NO_BASINS = Plot([], description="No basins are known.")
_WORDS = {NOWHERE: "none", INFINITY: "no number"}


def basins_plot(basins: Basins, style: Style, axes: tuple[str, str] = ("x", "y"), title: str = "") -> Plot:
    """Return the map of an optimizer's basins; a coarse one is drawn as coarse as it is known."""
    (left, right), (low, high) = (axis[[0, -1]] for axis in (basins.xs, basins.ys))
    layers: list[Layer] = []
    if basins.spacing:
        layers.append(_image(basins, style))
    layers += _legend(basins, style)
    layers += _minima(basins, style)
    return Plot(
        layers,
        Axis(axes[0], float(left), float(right)),
        Axis(axes[1], float(low), float(high)),
        title=title,
        description=_words(basins),
    )


def basin_colour(end: int, style: Style) -> str:
    """Return the colour of a minimum's basin, of `NOWHERE` or of `INFINITY`."""
    if end == NOWHERE:
        return style.line
    return style.text if end == INFINITY else style.series[end % len(style.series)].colour


def pixel_extent(xs: Floats, ys: Floats) -> tuple[float, float, float, float]:
    """Return what an `Image` covers whose pixels lie around the crossings of a grid."""
    half_x, half_y = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    (left, right), (low, high) = xs[[0, -1]] + (-half_x, half_x), ys[[0, -1]] + (-half_y, half_y)
    return float(left), float(right), float(low), float(high)


def arrival_pixels(reached: NDArray[np.intp], slowness: Floats, style: Style) -> NDArray[np.uint8]:
    """Return the colour of each start's end, the slower the fainter where there is a minimum or a goal."""
    rgba = np.zeros((*reached.shape, 4), dtype=np.uint8)
    paper = _channels(style.surface)
    for end in np.unique(reached):
        here = reached == end
        colour = _channels(basin_colour(int(end), style))
        # The root tells the first tenth of the steps apart, in which most arrive.
        share = _PALEST * np.sqrt(slowness[here]) if end >= 0 else np.zeros(here.sum())
        rgba[here, :3] = np.rint(colour + (paper - colour) * share[:, None])
        rgba[here, 3] = 255
    return rgba


def legend_line(plot: Plot) -> str:
    """Return the legend of a map as a line of rich text, for where it has no room beside it."""
    entries = [layer for layer in plot.layers if isinstance(layer, Points) and layer.label]
    squares = [
        f'<span style="color: {entry.fill}">\N{BLACK SQUARE}</span>&nbsp;' if entry.size else ""
        for entry in entries
    ]
    words = (entry.label.replace(" ", "&nbsp;") for entry in entries)
    return " &nbsp; ".join(square + word for square, word in zip(squares, words, strict=True))


def percent(share: float) -> str:
    """Return a share in words."""
    return f"{format_number(100 * share, 3)} %"


def _image(basins: Basins, style: Style) -> Image:
    """Return a pixel for every start of the finest pass that is done, around its place."""
    every = basins.spacing
    reached, arrival = basins.reached[::every, ::every], basins.arrival[::every, ::every]
    extent = pixel_extent(basins.xs[::every], basins.ys[::every])
    return Image(arrival_pixels(reached, arrival / basins.steps, style), extent, smooth=False)


def _channels(colour: str) -> Floats:
    mixed = QColor(colour)
    return np.array([mixed.red(), mixed.green(), mixed.blue()], dtype=np.float64)


def _legend(basins: Basins, style: Style) -> list[Layer]:
    """Return an entry for every end that there is, with its share; what it marks lies nowhere."""
    nothing = np.empty(0)
    layers: list[Layer] = [Points(nothing, nothing, style.muted, "square", 0.0, label="fainter: slower")]
    for end, share in basins.shares().items():
        if share and (end < 0 or len(basins.minima) <= _MOST_NAMED):
            name = _WORDS.get(end) or f"to {end + 1}"
            words = f"{name}: {percent(share)}"
            layers.append(Points(nothing, nothing, basin_colour(end, style), "square", 8.0, label=words))
    return layers


def _minima(basins: Basins, style: Style) -> list[Layer]:
    numbered = len(basins.minima) <= _MOST_NAMED
    layers: list[Layer] = []
    for number, (x, y) in enumerate(basins.minima, 1):
        layers.append(Marker(float(x), float(y), style.surface, "circle", 13.0, style.text))
        if numbered:
            layers.append(Text(float(x), float(y), str(number), style.text))
    return layers


def _words(basins: Basins) -> str:
    shares = basins.shares()
    reached = sum(share for end, share in shares.items() if end >= 0)
    return (
        f"Basins of {basins.rival.optimizer.label}, the fainter the slower: {percent(reached)} of the "
        f"starts reach one of {len(basins.minima)} minima within {basins.steps} steps, "
        f"{percent(shares[NOWHERE])} none, {percent(shares[INFINITY])} come to no number."
    )
