"""What every picture of the data shares: classes and their looks, and what the network says at the cursor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.datasets.base import Samples
from core.network import Network
from core.passes import forward
from core.training import Point
from nnviz.figures.plot import Layer, Marker, Points
from nnviz.figures.style import Style
from nnviz.moment import Moment

MOST_POINTS = 3000  # more cannot be told apart, and slow the window down


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


def has_classes(samples: Samples) -> bool:
    """Tell whether the targets are classes: declared, one-hot rows, or one column of at most two values."""
    targets = samples.targets
    if samples.classes or targets.shape[1] == 1:
        return bool(samples.classes) or len(np.unique(targets)) <= 2
    return bool(np.isin(targets, (0.0, 1.0)).all() and (targets.sum(axis=1) == 1).all())


def threshold(network: Network, samples: Samples, unit: int = 0) -> float:
    """Return the output that stands between two classes.

    It is the middle of what the activation can say (sigmoid 0.5, tanh 0); without such limits it is the
    middle of the classes' targets, and 0 for quantities.
    """
    low, high = network.layers[-1].activation.output_range
    if np.isfinite(low) and np.isfinite(high):
        return (low + high) / 2
    if not has_classes(samples):
        return 0.0
    column = samples.targets[:, unit]
    return float(column.min() + column.max()) / 2


def true_classes(samples: Samples) -> NDArray[np.intp]:
    """Return the class, from 0, of every sample."""
    targets = samples.targets
    return _classes(targets, 0.5 if samples.classes else float(targets.min() + targets.max()) / 2)


def predicted_classes(moment: Moment) -> NDArray[np.intp]:
    """Return the class, from 0, that the network takes every sample for."""
    network, samples = moment.trace.task.network, moment.project.samples
    outputs = predict(network, point_at(moment), samples.inputs)
    return _classes(outputs, threshold(network, samples))


def _classes(outputs: Array, level: float) -> NDArray[np.intp]:
    if outputs.shape[1] == 1:
        return (outputs[:, 0] > level).astype(np.intp)
    return np.argmax(outputs, axis=1)


def class_names(samples: Samples) -> tuple[str, ...]:
    """Return the names of the classes; unnamed ones are named by their column or their target."""
    if samples.classes:
        return tuple(f"class {name}" if name.isdigit() else name for name in samples.classes)
    if samples.targets.shape[1] > 1:
        return samples.target_names
    return tuple(f"{samples.target_names[0]} = {value:g}" for value in np.unique(samples.targets))


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
    size = 8.0 if len(x) <= 60 else 5.5
    return [
        Points(
            x[classes == k], y[classes == k], look.colour, look.symbol, size, style.surface, label=names[k]
        )
        for k, look in enumerate(class_looks(style, len(names)))
    ]


def shown_sample(moment: Moment) -> int:
    """Return the row of the data set whose numbers are shown."""
    return int(moment.update.batch[moment.sample])


def ring(x: float, y: float, style: Style) -> Marker:
    """Return the ring around the sample that is shown."""
    return Marker(x, y, "#00000000", "circle", 15, outline=style.text)


def span(values: Array, margin: float = 0.12) -> tuple[float, float]:
    """Return an interval that shows all `values` with some room around them."""
    low, high = float(values.min()), float(values.max())
    room = margin * (high - low) or max(1.0, abs(low)) / 2
    return low - room, high + room
