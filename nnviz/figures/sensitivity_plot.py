"""How high a run ends, over the learning rate and one other hyperparameter."""

from __future__ import annotations

import numpy as np

from core.number_format import format_number
from core.sensitivity import Sensitivity
from nnviz.figures.colour_map import colours_between
from nnviz.figures.plot import Axis, Contours, Layer, Line, Marker, Plot
from nnviz.figures.style import Style

NO_SENSITIVITY = Plot([], description="No sensitivity is known.")
_LEVELS = 14
_OUTLYING = 0.03  # the share of all runs
_DECADES_FOR_LOG = 2.0
_DASHES = ((6.0, 2.5), (1.5, 2.0))  # of the edges, the first one first


def sensitivity_plot(
    found: Sensitivity, current: tuple[float, float], style: Style, *, log: bool, title: str = ""
) -> Plot:
    """Return the map as fine as it is known; a run that came to no number is a hatched hole.

    Parameters
    ----------
    found : Sensitivity
    current : pair of float
        The learning rate and the other hyperparameter that the runner has.
    style : Style
    log : bool
        Whether the other hyperparameter is drawn on a logarithmic axis.
    title : str
    """
    name = found.name.replace("_", " ")
    layers: list[Layer] = []
    every = found.spacing
    heights = np.where(np.isfinite(found.heights), found.heights, np.nan)[:: every or 1, :: every or 1]
    if every and np.isfinite(heights).any():
        rates, others = found.rates[::every], found.others[::every]
        levels = _levels(heights)
        colours = colours_between(style.sequential, len(levels) + 1)
        layers.append(Contours(rates, others, heights, levels, colours, style.line, labels=True))
    for edge, dash in zip(found.edges, _DASHES, strict=False):
        known = np.isfinite(edge.rates)
        words = f"edge of stability {edge.where}"
        layers.append(Line(edge.rates[known], found.others[known], style.current, 2.0, dash, label=words))
    layers.append(Marker(*current, style.accent, "star", 12.0, style.surface, label="this runner"))
    return Plot(
        layers,
        Axis("learning rate", float(found.rates[0]), float(found.rates[-1]), log=True),
        Axis(name, float(found.others[0]), float(found.others[-1]), log=log),
        title=title,
        description=_words(found, name),
    )


def _levels(heights: np.ndarray) -> tuple[float, ...]:
    known = heights[np.isfinite(heights)]
    # A few runs that end far below all others, or far above, would leave no level to these.
    low, high = (float(end) for end in np.quantile(known, (_OUTLYING, 1 - _OUTLYING)))
    if low == high:
        return (low,)
    if low > 0 and np.log10(high / low) > _DECADES_FOR_LOG:
        return tuple(np.geomspace(low, high, _LEVELS + 2)[1:-1])
    return tuple(np.linspace(low, high, _LEVELS + 2)[1:-1])


def _words(found: Sensitivity, name: str) -> str:
    finite = np.isfinite(found.heights)
    if not finite.any():
        return f"No run over learning rate and {name} ends at a number."
    row, column = np.unravel_index(np.argmin(np.where(finite, found.heights, np.inf)), finite.shape)
    overflow = float(np.mean(np.isinf(found.heights)))
    return (
        f"Height after the last step over learning rate and {name}: lowest, "
        f"{format_number(float(found.heights[row, column]), 4)}, at learning rate "
        f"{format_number(float(found.rates[column]), 3)} and {name} "
        f"{format_number(float(found.others[row]), 3)}; "
        f"{format_number(100 * overflow, 3)} % of the runs come to no number."
    )
