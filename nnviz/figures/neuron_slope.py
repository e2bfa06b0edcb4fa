"""How much an example asks for, by how sure the neuron is: the squared error beside the cross entropy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.neurons.sigmoid_neuron import SigmoidNeuron
from core.number_format import format_number
from nnviz.figures.plot import Axis, HLine, Layer, Line, Marker, Plot, VLine
from nnviz.figures.style import Style
from nnviz.neuron_moment import NeuronMoment

_REACH, _PLACES = 8.0, 321
_NAMES = {"mse_half_sum": "squared error", "bce": "cross entropy"}
NO_SLOPE = Plot((), description="Only a sigmoid neuron learns by a slope.")


def neuron_slope(moment: NeuronMoment, style: Style) -> Plot:
    """Return dL/dz over z for the target of the example that is looked at, under both losses."""
    neuron = moment.spec.neuron
    if not isinstance(neuron, SigmoidNeuron):
        return NO_SLOPE
    row = shown_row(moment)
    target, here = float(moment.spec.targets[row]), float(moment.sums[row])
    reach = max(_REACH, 1.2 * abs(here))
    z = np.linspace(-reach, reach, _PLACES)
    layers: list[Layer] = [
        HLine(0.0, style.line),
        VLine(here, style.current, 1.25, label=f"z of example {row + 1}"),
    ]
    said = []
    for look, (loss, name) in zip(style.series, _NAMES.items(), strict=False):
        other = replace(neuron, loss=loss)
        at = float(other.delta(np.array(here), np.array(target)))
        layers.append(Line(z, other.delta(z, np.full(_PLACES, target)), look.colour, 2, look.dash, name))
        layers.append(Marker(here, at, look.colour, look.symbol, 9, style.surface))
        said.append(f"{name} {format_number(at)}")
    words = (
        f"dL/dz of example {row + 1} with the target {format_number(target)}, at z = {format_number(here)}: "
        f"{', '.join(said)}."
    )
    return Plot(
        layers, Axis("z", -reach, reach), Axis("dL/dz"), f"target {format_number(target)}", description=words
    )


def shown_row(moment: NeuronMoment) -> int:
    """Return the example whose slope is shown: that of the step, else the chosen one, else the first."""
    if moment.sample is not None:
        return moment.sample
    return moment.row or 0


def slope_words(moment: NeuronMoment) -> str:
    """Say why the squared error learns slowly, with the numbers of the example; "" for other neurons."""
    neuron = moment.spec.neuron
    if not isinstance(neuron, SigmoidNeuron):
        return ""
    row = shown_row(moment)
    answer, target = float(moment.outputs[row]), float(moment.spec.targets[row])
    slope = format_number(answer * (1 - answer))
    error = format_number(answer - target)
    return (
        f"Example {row + 1} is answered by {format_number(answer)}, {format_number(target)} is right. Cross "
        f"entropy asks for the error, {error}; squared error multiplies it by the slope "
        f"a(1 \N{MINUS SIGN} a), {slope}: a sure neuron hardly learns, right or wrong."
    )
