"""The plane of two inputs: what the network says everywhere, where it decides, and the samples."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

from core.arrays import Array
from core.datasets.base import Samples
from core.network import Network
from core.training import Point
from nnviz.figures.colour_map import mapped
from nnviz.figures.plot import Axis, Floats, Image, Layer, Line, Plot, Points
from nnviz.figures.samples import (
    Look,
    class_layers,
    class_looks,
    has_classes,
    output_unit,
    point_at,
    predict,
    ring,
    shown_sample,
    span,
    thinned,
    threshold,
    true_classes,
)
from nnviz.figures.style import Style, blend
from nnviz.moment import Moment

FINE, COARSE = 200, 80
_SOFT = 0.55  # how much of a colour is left behind the samples
_FAINT, _STRONG = 0.06, 0.42  # of a class's colour, where the network is undecided and where it is sure


def data_plane(moment: Moment, style: Style, resolution: int = FINE) -> Plot:
    """Return the outputs of a network with two inputs over the plane.

    Several outputs of which the largest decides are drawn as regions, one output as shades around its
    threshold; of several quantities it is the output that is chosen. `resolution` is the number of
    points along each side.
    """
    samples, network = moment.project.samples, moment.trace.task.network
    unit = output_unit(moment)
    ground = plane_ground(network, samples, point_at(moment), unit, style, resolution)
    names = samples.input_names
    x, y = (Axis(names[axis], *span(samples.inputs[:, axis])) for axis in (0, 1))
    what = f"Output {unit + 1}" if network.sizes[-1] > 1 else "The network's output"
    if _decides(network, samples):
        what = "The predicted class"
    description = f"{what} over {names[0]} and {names[1]}, with {len(samples)} samples."
    return Plot([*ground, *_samples(moment, style)], x, y, description=description)


@lru_cache(maxsize=8)
def plane_ground(
    network: Network, samples: Samples, point: Point, unit: int, style: Style, resolution: int
) -> tuple[Layer, ...]:
    """Return what lies under the samples; made once for each point in training."""
    xs, ys = (np.linspace(*span(samples.inputs[:, axis]), resolution) for axis in (0, 1))
    places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    outputs = predict(network, point, places).reshape(resolution, resolution, -1)
    if _decides(network, samples):
        looks = class_looks(style, outputs.shape[-1])
        return _image(_regions(outputs, looks, style), xs, ys), *_borders(outputs, xs, ys, style)
    stops = [blend(style.surface, stop, _SOFT) for stop in style.diverging]
    values, level = outputs[..., unit], threshold(network, samples, unit)
    x, y = boundary(values, xs, ys, level)
    image = _image(mapped(values, stops, *value_limits(network, samples, unit)), xs, ys)
    return image, Line(x, y, style.text, 1.6, label=f"output = {level:g}" if len(x) else "")


def boundary(values: Array, xs: Floats, ys: Floats, level: float) -> tuple[Floats, Floats]:
    """Return where ``values[j, i]`` at ``xs[i], ys[j]`` pass `level`; NaN separates the pieces."""
    generator = contour_generator(xs, ys, np.ma.masked_invalid(values), line_type=LineType.Separate)
    end = np.full((1, 2), np.nan)
    joined = np.concatenate(
        [np.empty((0, 2)), *(part for line in generator.lines(level) for part in (line, end))]
    )
    return joined[:, 0], joined[:, 1]


def value_limits(network: Network, samples: Samples, unit: int) -> tuple[float, float]:
    """Return the outputs that have the strongest colours; the threshold lies in their middle."""
    low, high = network.layers[-1].activation.output_range
    if np.isfinite(low) and np.isfinite(high):
        return low, high
    centre = threshold(network, samples, unit)
    reach = float(np.abs(samples.targets[:, unit] - centre).max()) or 1.0
    return centre - reach, centre + reach


def _decides(network: Network, samples: Samples) -> bool:
    """Tell whether the largest of several outputs names the class."""
    return network.sizes[-1] > 1 and has_classes(samples)


def _regions(outputs: Array, looks: list[Look], style: Style) -> NDArray[np.uint8]:
    """Tint every place in the colour of its class, the more the surer the network is."""
    winner = np.argmax(outputs, axis=-1)
    ordered = np.sort(outputs, axis=-1)
    sure = np.clip(ordered[..., -1] - ordered[..., -2], 0, 1)
    rgba = np.zeros((*winner.shape, 4), dtype=np.uint8)
    for k, look in enumerate(looks):
        stops = [blend(style.surface, look.colour, share) for share in (_FAINT, _STRONG)]
        mine = winner == k
        rgba[mine] = mapped(sure[mine], stops, 0.0, 1.0)
    return rgba


def _borders(outputs: Array, xs: Floats, ys: Floats, style: Style) -> list[Layer]:
    """Draw where each class is exactly as likely as the best of the others."""
    lines: list[Layer] = []
    for k in range(outputs.shape[-1]):
        lead = outputs[..., k] - np.delete(outputs, k, axis=-1).max(axis=-1)
        lines.append(Line(*boundary(lead, xs, ys, 0.0), style.text, 1.4))
    return lines


def _image(rgba: NDArray[np.uint8], xs: Floats, ys: Floats) -> Image:
    dx, dy = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    return Image(rgba, (xs[0] - dx, xs[-1] + dx, ys[0] - dy, ys[-1] + dy))


def _samples(moment: Moment, style: Style) -> list[Layer]:
    samples = moment.project.samples
    drawn = thinned(len(samples))
    x, y = samples.inputs[drawn, 0], samples.inputs[drawn, 1]
    if has_classes(samples):
        layers = class_layers(x, y, true_classes(samples)[drawn], samples, style)
    else:
        layers = _quantities(moment, x, y, samples.targets[drawn, output_unit(moment)], style)
    here = samples.inputs[shown_sample(moment)]
    return [*layers, ring(here[0], here[1], style)]


def _quantities(moment: Moment, x: Array, y: Array, values: Array, style: Style) -> list[Layer]:
    """Draw targets in the colours of the outputs; above the threshold they point up, below it down."""
    unit = output_unit(moment)
    network, samples = moment.trace.task.network, moment.project.samples
    level = threshold(network, samples, unit)
    pixels = mapped(values, style.diverging, *value_limits(network, samples, unit))
    colours = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b, _ in pixels.tolist()]
    layers: list[Layer] = []
    for symbol, chosen in (("triangle", values > level), ("triangle_down", values <= level)):
        fills = [colour for colour, mine in zip(colours, chosen, strict=True) if mine]
        words = f"target {'>' if symbol == 'triangle' else '≤'} {level:g}"
        layers.append(
            Points(x[chosen], y[chosen], fills, symbol, 8, style.text, label=words if fills else "")
        )
    return layers
