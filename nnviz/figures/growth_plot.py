"""How loss, parameters and gradient grew before training diverged."""

from __future__ import annotations

import numpy as np

from core.diagnosis.growth import Growth
from nnviz.figures.plot import Axis, Layer, Line, Plot, Points, Text
from nnviz.figures.style import Style

_LABELS = {
    "loss": "loss",
    "parameters": "|\N{GREEK SMALL LETTER THETA}|",
    "gradient": "|dL/d\N{GREEK SMALL LETTER THETA}|",
    "step": "|change of \N{GREEK SMALL LETTER THETA}|",
}
_Y = "size: a power of ten"
_ROOM = 0.5  # of an update, beside the first and the last one
_EMPTY = "Nothing led up to it: no update was done before."


def growth_plot(growth: Growth, style: Style) -> Plot:
    """Return the sizes over the last updates as powers of ten: steady growth is a straight line.

    An axis of the sizes themselves, up to the largest number there is, would leave no room beyond it.
    """
    if not growth.updates.size:
        return Plot([Text(0.5, 0.5, _EMPTY, style.muted)], Axis("update", 0, 1), Axis(_Y, 0, 1))
    first, last = float(growth.updates[0]), float(growth.updates[-1])
    layers: list[Layer] = []
    for (quantity, label), look in zip(_LABELS.items(), style.series, strict=False):
        with np.errstate(divide="ignore"):
            sizes = np.log10(growth.sizes[quantity])
        sizes[~np.isfinite(sizes)] = np.nan
        layers.append(Line(growth.updates, sizes, look.colour, 1.75, look.dash, label=label))
        layers.append(Points(growth.updates, sizes, look.colour, look.symbol, 5.0))
    words = f"Sizes over the updates {first:g} to {last:g}, before training diverged."
    return Plot(
        layers,
        Axis("update", first - _ROOM, last + _ROOM),
        Axis(_Y),
        description=words,
    )
