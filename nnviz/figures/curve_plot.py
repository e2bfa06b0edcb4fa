"""One input: the samples and the curve that the network fits through them."""

from __future__ import annotations

import numpy as np

from nnviz.figures.plot import Axis, Layer, Line, Plot, Points
from nnviz.figures.samples import hollow_marks, point_at, predict, ring, shown_sample, span, thinned
from nnviz.figures.style import Style
from nnviz.moment import Moment

_PLACES = 400
_SIZE = 6.0  # of a sample's symbol


def curve_plot(moment: Moment, style: Style) -> Plot:
    """Return every output of a network with one input, and the targets."""
    samples = moment.project.samples
    drawn = thinned(len(samples))
    x_range = span(samples.inputs)
    places = np.linspace(*x_range, _PLACES)
    outputs = predict(moment.trace.task.network, point_at(moment), places[:, None])
    several = outputs.shape[1] > 1
    layers: list[Layer] = []
    for unit in range(outputs.shape[1]):
        look = style.series[unit % len(style.series)]
        name = samples.target_names[unit]
        x, targets = samples.inputs[drawn, 0], samples.targets[drawn, unit]
        label = f"{name}, target" if several else "target"
        layers.append(Points(x, targets, look.colour, look.symbol, _SIZE, style.surface, label=label))
        label = f"{name}, network" if several else "network"
        layers.append(Line(places, outputs[:, unit], look.colour, 2, look.dash, label=label))
    x = np.tile(samples.inputs[drawn, 0], outputs.shape[1])
    is_test = np.tile(moment.project.is_test[drawn], outputs.shape[1])
    layers += hollow_marks(x, samples.targets[drawn].T.ravel(), is_test, _SIZE, style)
    here = shown_sample(moment)
    layers.append(ring(samples.inputs[here, 0], samples.targets[here, 0], style))
    y = "output" if several else samples.target_names[0]
    words = f"The network's output over {samples.input_names[0]}, with {len(samples)} samples."
    return Plot(layers, Axis(samples.input_names[0], *x_range), Axis(y), description=words)
