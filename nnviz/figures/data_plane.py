"""The plane of two inputs: what the network says everywhere, where it decides, and the samples."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from contourpy import LineType, contour_generator
from numpy.typing import NDArray

from core.arrays import Array
from core.datasets.base import Samples
from core.features import expand, original
from core.losses.base import Loss
from core.metrics import true_classes
from core.network import Network
from core.training import Point
from nnviz.figures.colour_map import mapped
from nnviz.figures.plot import Axis, Floats, Image, Layer, Line, Plot, Points
from nnviz.figures.samples import (
    Look,
    border,
    class_layers,
    class_looks,
    hollow_marks,
    output_unit,
    point_at,
    predict,
    ring,
    shown_sample,
    span,
    symbol_size,
    thinned,
)
from nnviz.figures.style import Style, blend
from nnviz.moment import Moment

FINE, COARSE = 200, 80
_SOFT = 0.55  # how much of a colour is left behind the samples
_FAINT, _STRONG = 0.06, 0.42  # of a class's colour, where the network is undecided and where it is sure


class Plane(NamedTuple):
    """What lies under the samples is a function of this, beside the parameters and the look."""

    network: Network
    loss: Loss
    samples: Samples
    features: tuple[str, ...]

    @property
    def places(self) -> Array:
        """Where each sample lies, shape ``(samples, 2)``."""
        return original(self.samples).inputs

    @property
    def border(self) -> float:
        """The output that is drawn as a line."""
        return border(self.network, self.loss, self.samples)

    @property
    def decides(self) -> bool:
        """Whether the largest of several outputs names the class."""
        return self.network.sizes[-1] > 1 and self.samples.class_count > 0

    def outputs(self, point: Point, places: Array) -> Array:
        """Return what the network says at places (N, 2)."""
        return predict(self.network, point, expand(places, self.features) if self.features else places)

    def limits(self, unit: int) -> tuple[float, float]:
        """Return the outputs that have the strongest colours; the border lies in their middle."""
        low, high = self.network.layers[-1].activation.output_range
        if not self.samples.class_count and np.isfinite(low) and np.isfinite(high):
            return low, high
        reach = float(np.abs(self.samples.targets[:, unit] - self.border).max()) or 1.0
        return self.border - reach, self.border + reach


def data_plane(moment: Moment, style: Style, resolution: int = FINE) -> Plot:
    """Return the outputs of a network over the plane of the data's two inputs.

    Several outputs of which the largest decides are drawn as regions, one output as shades around its
    border; of several quantities it is the output that is chosen. `resolution` is the number of
    points along each side.
    """
    plane, unit = plane_of(moment), output_unit(moment)
    ground = plane_ground(plane, point_at(moment), unit, style, resolution)
    names = original(plane.samples).input_names
    x, y = (Axis(names[axis], *span(plane.places[:, axis])) for axis in (0, 1))
    what = f"Output {unit + 1}" if plane.network.sizes[-1] > 1 else "The network's output"
    if plane.decides:
        what = "The predicted class"
    description = f"{what} over {names[0]} and {names[1]}, with {len(plane.samples)} samples."
    return Plot([*ground, *_samples(moment, plane, style)], x, y, description=description)


def plane_of(moment: Moment) -> Plane:
    """Return the plane of a moment's project."""
    project, task = moment.project, moment.trace.task
    return Plane(task.network, task.loss, project.samples, project.features)


@lru_cache(maxsize=8)
def plane_ground(plane: Plane, point: Point, unit: int, style: Style, resolution: int) -> tuple[Layer, ...]:
    """Return what lies under the samples; made once for each point in training."""
    xs, ys = (np.linspace(*span(plane.places[:, axis]), resolution) for axis in (0, 1))
    places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    outputs = plane.outputs(point, places).reshape(resolution, resolution, -1)
    if plane.decides:
        looks = class_looks(style, outputs.shape[-1])
        return _image(_regions(outputs, looks, style), xs, ys), *_borders(outputs, xs, ys, style)
    stops = [blend(style.surface, stop, _SOFT) for stop in style.diverging]
    values, level = outputs[..., unit], plane.border
    x, y = boundary(values, xs, ys, level)
    image = _image(mapped(values, stops, *plane.limits(unit)), xs, ys)
    return image, Line(x, y, style.text, 1.6, label=f"output = {level:g}" if len(x) else "")


def boundary(values: Array, xs: Floats, ys: Floats, level: float) -> tuple[Floats, Floats]:
    """Return where ``values[j, i]`` at ``xs[i], ys[j]`` pass `level`; NaN separates the pieces."""
    generator = contour_generator(xs, ys, np.ma.masked_invalid(values), line_type=LineType.Separate)
    end = np.full((1, 2), np.nan)
    joined = np.concatenate(
        [np.empty((0, 2)), *(part for line in generator.lines(level) for part in (line, end))]
    )
    return joined[:, 0], joined[:, 1]


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


def _samples(moment: Moment, plane: Plane, style: Style) -> list[Layer]:
    drawn = thinned(len(plane.samples))
    x, y = plane.places[drawn].T
    targets = plane.samples.targets[drawn]
    if plane.samples.class_count:
        layers = class_layers(x, y, true_classes(targets), plane.samples, style)
    else:
        layers = _quantities(plane, output_unit(moment), x, y, targets, style)
    layers += hollow_marks(x, y, moment.project.is_test[drawn], symbol_size(len(drawn)), style)
    here = plane.places[shown_sample(moment)]
    return [*layers, ring(here[0], here[1], style)]


def _quantities(plane: Plane, unit: int, x: Array, y: Array, targets: Array, style: Style) -> list[Layer]:
    """Draw targets in the colours of the outputs; above the border they point up, below it down."""
    level, values = plane.border, targets[:, unit]
    pixels = mapped(values, style.diverging, *plane.limits(unit))
    colours = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b, _ in pixels.tolist()]
    layers: list[Layer] = []
    for symbol, chosen in (("triangle", values > level), ("triangle_down", values <= level)):
        fills = [colour for colour, mine in zip(colours, chosen, strict=True) if mine]
        words = f"target {'>' if symbol == 'triangle' else '≤'} {level:g}"
        layers.append(
            Points(x[chosen], y[chosen], fills, symbol, 8, style.text, label=words if fills else "")
        )
    return layers
