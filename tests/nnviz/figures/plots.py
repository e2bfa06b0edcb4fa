"""Plots for the tests of whatever shows, paints or exports them."""

import numpy as np

from nnviz.figures.colour_map import colours_between
from nnviz.figures.plot import (
    Arrow,
    Axis,
    Bars,
    Contours,
    HLine,
    Image,
    Line,
    Marker,
    Plot,
    Points,
    Text,
    VLine,
)
from nnviz.figures.style import Style


def every_layer(style: Style) -> Plot:
    """Return a plot with each kind of layer, a hole in the contours, and curves that go wild."""
    grid = np.linspace(-2.0, 2.0, 41)
    z = grid[None, :] ** 2 + grid[:, None] ** 2
    z[:8, :8] = np.nan
    levels = [0.5, 1.0, 2.0, 4.0]
    rgba = np.full((4, 4, 4), 90, dtype=np.uint8)
    x = np.linspace(-2, 2, 50)
    return Plot(
        [
            Contours(grid, grid, z, levels, colours_between(style.sequential, 5), style.outline, labels=True),
            Image(rgba, (1.0, 1.5, -1.5, -1.0)),
            Bars(np.array([-2.0, -1.8, -1.6]), np.array([0.4, 0.7]), style.gradient, "bars"),
            Line(x, np.sin(3 * x), style.series[0].colour, label="solid"),
            Line(x, np.where(x > 1, 1e300, x), style.series[1].colour, 1.5, style.series[1].dash, "wild"),
            Points(np.array([0.0, 1.0, np.nan]), np.ones(3), ["#112233"] * 3, "star", label="data"),
            Arrow((0.0, 0.0), (-1.0, 1.0), style.gradient),
            Text(0.0, 1.5, "a note", style.text),
            HLine(-0.5, style.muted, dash=(3, 3), label="threshold"),
            VLine(0.5, style.current, label="cursor"),
            Marker(-1.0, 1.0, style.good, "diamond", outline=style.surface, label="here"),
        ],
        Axis("weight"),
        Axis("loss −log p"),
        "Every layer",
    )


def loss_curve(style: Style, updates: int = 200) -> Plot:
    """Return a falling curve over a logarithmic axis."""
    n = np.arange(float(updates))
    return Plot(
        [Line(n, np.exp(-n / 30), style.positive, label="training")],
        Axis("update"),
        Axis("loss", log=True),
        "Loss",
    )
