"""How low a network's loss gets from every point of a plane, and how fast it gets to a goal."""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.basins import INFINITY, NOWHERE
from core.network_basins import REACHED, NetworkBasins
from core.number_format import format_number
from nnviz.figures.basins_plot import basin_colour, percent, pixel_extent
from nnviz.figures.colour_map import colours_between, mapped
from nnviz.figures.plot import Axis, Floats, Image, Layer, Plot, Points
from nnviz.figures.style import Style, blend

Look = Literal["loss", "goal"]
LOSS: Look = "loss"
GOAL: Look = "goal"

_BANDS = 6
_DECADES_FOR_LOG = 1.0
_PALEST = 0.88  # how much of the paper the highest loss shows
_NOTHING = np.empty(0)


def network_basins_plot(
    found: NetworkBasins, look: Look, style: Style, axes: tuple[str, str] = ("x", "y"), title: str = ""
) -> Plot:
    """Return the map; one that is not finished is drawn as coarse as it is known.

    Parameters
    ----------
    found : NetworkBasins
    look : str
        ``loss``: how low the loss is after the last step; ``goal``: how soon it was at the goal.
    style : Style
    axes : pair of str
        The names of x and y.
    title : str
    """
    layers = _losses(found, style) if look == LOSS else _arrivals(found, style)
    return Plot(
        layers,
        Axis(axes[0], float(found.xs[0]), float(found.xs[-1])),
        Axis(axes[1], float(found.ys[0]), float(found.ys[-1])),
        title=title,
        description=_words(found),
    )


def borders_between(numbers: Floats) -> Floats:
    """Return the borders between bands of numbers, increasing: by decades where these are spanned."""
    known = numbers[np.isfinite(numbers)]
    if not known.size or known.min() == known.max():
        return _NOTHING
    low, high = float(known.min()), float(known.max())
    if low > 0 and np.log10(high / low) > _DECADES_FOR_LOG:
        return np.geomspace(low, high, _BANDS + 1)[1:-1]
    return np.linspace(low, high, _BANDS + 1)[1:-1]


def _losses(found: NetworkBasins, style: Style) -> list[Layer]:
    """Return what shows how low the loss is after the last step."""
    borders = borders_between(found.heights)
    names = _names("loss", borders, f"loss after {found.steps} steps")
    return _banded(found, found.heights, borders, names, style)


def _arrivals(found: NetworkBasins, style: Style) -> list[Layer]:
    """Return what shows after how many steps the loss was at the goal."""
    arrival = np.where(found.reached == REACHED, found.arrival, np.nan)
    borders = np.unique(np.ceil(borders_between(arrival)))
    goal = f"at {format_number(found.goal, 3)}"
    names = _names("steps", borders, f"{goal}: {percent(found.shares()[REACHED])}")
    layers = _banded(found, arrival, borders, names, style)
    share = found.shares()[NOWHERE]
    if share:
        words = f"not {goal} in {found.steps} steps: {percent(share)}"
        layers.append(_entry(words, basin_colour(NOWHERE, style)))
    return layers


def _banded(
    found: NetworkBasins, numbers: Floats, borders: Floats, names: list[str], style: Style
) -> list[Layer]:
    """Return a pixel for every start in the colour of its band, the lowest strongest, and the legend."""
    strongest, palest = style.series[0].colour, blend(style.series[0].colour, style.surface, _PALEST)
    colours = colours_between((strongest, palest), len(borders) + 1)
    ends = (basin_colour(NOWHERE, style), basin_colour(INFINITY, style))
    layers: list[Layer] = []
    every = found.spacing
    if every:
        bands = np.digitize(numbers, borders)
        bands[found.reached == INFINITY] = len(colours) + 1
        bands[np.isnan(numbers) & (found.reached == NOWHERE)] = len(colours)
        pixels = np.concatenate([mapped(np.zeros(1), (c, c), 0, 1) for c in (*colours, *ends)])
        extent = pixel_extent(found.xs[::every], found.ys[::every])
        layers.append(Image(pixels[bands[::every, ::every]], extent, smooth=False))
    if np.isfinite(numbers).any():
        layers += [_entry(words, colour) for words, colour in zip(names, colours, strict=True)]
    share = found.shares()[INFINITY]
    if share:
        layers.append(_entry(f"overflow: {percent(share)}", ends[1]))
    return layers


def _names(quantity: str, borders: Floats, alone: str) -> list[str]:
    """Return the bands as words: each begins where the one before ends."""
    if not len(borders):
        return [alone]
    numbers = [format_number(float(border), 3) for border in borders]
    return [*(f"{quantity} below {number}" for number in numbers), f"{quantity} from {numbers[-1]}"]


def _entry(words: str, colour: str) -> Points:
    """Return an entry of the legend; what it marks lies nowhere."""
    return Points(_NOTHING, _NOTHING, colour, "square", 8.0, label=words)


def _words(found: NetworkBasins) -> str:
    shares = found.shares()
    known = found.heights[np.isfinite(found.heights)]
    low = f" The lowest loss is {format_number(float(known.min()), 4)}." if known.size else ""
    return (
        f"Training from every point of the plane: {percent(shares[REACHED])} of the starts come down to a "
        f"loss of {format_number(found.goal, 3)} within {found.steps} steps, {percent(shares[NOWHERE])} do "
        f"not, {percent(shares[INFINITY])} overflow.{low}"
    )
