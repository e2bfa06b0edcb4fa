"""What every picture of the data shares: classes and their looks, and what the network says at the cursor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.datasets.base import Samples
from core.losses.base import Loss
from core.metrics import BORDERS, decide, decision_rule
from core.network import Network
from core.passes import forward
from core.training import Point
from nnviz.figures.plot import Layer, Marker, Points
from nnviz.figures.style import Style
from nnviz.moment import Moment

MOST_POINTS = 3000  # more cannot be told apart, and slow the window down
_HOLE = 0.55  # of a symbol's size


class Look(NamedTuple):
    """How the samples of a class are drawn."""

    colour: str
    symbol: str


def point_at(moment: Moment) -> Point:
    """Return the point in training that holds at the cursor: after the update once its last step is done."""
    finished = moment.step == len(moment.trace) - 1
    return moment.update.after if finished else moment.update.before


def predict(network: Network, point: Point, inputs: Array) -> Array:
    """Return the network's outputs for `inputs` (N, inputs) at a point in training."""
    with np.errstate(all="ignore"):
        return forward(network, point.theta, inputs).a[-1]


def output_unit(moment: Moment) -> int:
    """Return the output that is looked at: the chosen one, or the first."""
    network, chosen = moment.trace.task.network, moment.selection
    is_output = chosen.layer == network.depth and chosen.unit is not None and chosen.unit < network.sizes[-1]
    return chosen.unit if is_output and chosen.unit is not None else 0


def border(network: Network, loss: Loss, samples: Samples) -> float:
    """Return the output that stands between two classes; for quantities the middle of what can be said."""
    if samples.class_count:
        return BORDERS.get(decision_rule(loss, samples.targets), 0.5)
    low, high = network.layers[-1].activation.output_range
    return (low + high) / 2 if np.isfinite(low) and np.isfinite(high) else 0.0


def predicted_classes(moment: Moment) -> NDArray[np.intp]:
    """Return the class, from 0, that the network takes every sample for."""
    task, samples = moment.trace.task, moment.project.samples
    outputs = predict(task.network, point_at(moment), samples.inputs)
    return decide(outputs, decision_rule(task.loss, samples.targets))


def class_names(samples: Samples) -> tuple[str, ...]:
    """Return the names of the classes; unnamed ones are named by their column or their target."""
    if samples.classes:
        return tuple(f"class {name}" if name.isdigit() else name for name in samples.classes)
    if samples.targets.shape[1] > 1:
        return samples.target_names
    return tuple(f"{samples.target_names[0]} = {value:g}" for value in class_targets(samples))


def class_targets(samples: Samples) -> tuple[float, float]:
    """Return the targets of the two classes that one column tells apart."""
    return (-1.0 if (samples.targets < 0).any() else 0.0), 1.0


def class_looks(style: Style, count: int) -> list[Look]:
    """Return a colour and a symbol for every class; two take the colours of the signs."""
    if count <= 2:
        return [Look(style.negative, "square"), Look(style.positive, "circle")][:count]
    return [Look(series.colour, series.symbol) for series in (style.series * (count // 9 + 1))[:count]]


def thinned(count: int) -> NDArray[np.intp]:
    """Return which of `count` samples are drawn."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).astype(np.intp))


def class_layers(
    x: Array, y: Array, classes: NDArray[np.intp], samples: Samples, style: Style
) -> list[Layer]:
    """Return the samples at `x`, `y`, one layer for every class."""
    names = class_names(samples)
    size = symbol_size(len(x))
    return [
        Points(
            x[classes == k], y[classes == k], look.colour, look.symbol, size, style.surface, label=names[k]
        )
        for k, look in enumerate(class_looks(style, len(names)))
    ]


def symbol_size(count: int) -> float:
    """Return how large the symbols of so many samples are."""
    return 8.0 if count <= 60 else 5.5


def hollow_marks(x: Array, y: Array, is_test: NDArray[np.bool_], size: float, style: Style) -> list[Layer]:
    """Return what makes the symbols of test samples hollow, and its entry in the legend, if there are any."""
    if not is_test.any():
        return []
    hole = Points(x[is_test], y[is_test], style.surface, "circle", _HOLE * size)
    nowhere = np.empty(0)
    entry = Points(nowhere, nowhere, style.surface, "circle", size, style.text, label="test sample")
    return [hole, entry]


def shown_sample(moment: Moment) -> int:
    """Return the row, among all samples, of the one whose numbers are shown."""
    return int(np.flatnonzero(~moment.project.is_test)[moment.update.batch[moment.sample]])


def ring(x: float, y: float, style: Style) -> Marker:
    """Return the ring around the sample that is shown."""
    return Marker(x, y, "#00000000", "circle", 15, outline=style.text)


def span(values: Array, margin: float = 0.12) -> tuple[float, float]:
    """Return an interval that shows all `values` with some room around them."""
    low, high = float(values.min()), float(values.max())
    room = margin * (high - low) or max(1.0, abs(low)) / 2
    return low - room, high + room
