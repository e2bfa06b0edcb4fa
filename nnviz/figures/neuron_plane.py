"""Where the examples lie and what the neuron says there: its line in the plane, its curve, or its sums."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array
from core.neurons.two_layer import TwoLayerWalk
from core.number_format import format_number
from nnviz.figures.colour_map import mapped
from nnviz.figures.plot import Arrow, Axis, Floats, Image, Layer, Line, Marker, Plot, Points, VLine
from nnviz.figures.samples import class_layers, ring, span
from nnviz.figures.style import Style, blend
from nnviz.neuron_moment import NeuronMoment

PLANE_SIZE = (300.0, 260.0)  # points
_RESOLUTION = 81
_MARGIN = 0.25  # of the data's extent, on each side
_SOFT = 0.4  # how much of a colour is left behind the examples
_ARROW = 0.16  # of the plane's sides
_ALONG, _LEAST_SEEN = 65, 4  # places along a line, and how many of them must be seen
View = tuple[tuple[float, float], tuple[float, float]]


def neuron_plane(moment: NeuronMoment, style: Style, legend: bool = True, view: View | None = None) -> Plot:
    """Return the answers over the plane of two inputs, over one, or over what more of them add up to.

    Parameters
    ----------
    view : pair of intervals or None
        What is seen of it; None for all examples with some room around them.
    """
    view = view or view_of(moment)
    if moment.spec.width == 1:
        return _curve(moment, style, legend, view)
    return (
        _plane(moment, style, legend, view) if moment.spec.width == 2 else _sums(moment, style, legend, view)
    )


def view_of(moment: NeuronMoment) -> View:
    """Return the part of the plane that shows all examples, with room around them."""
    inputs, of_answers = moment.spec.samples.inputs, (-0.25, 1.25)
    if moment.spec.width == 1:
        return span(inputs[:, 0], 2 * _MARGIN), of_answers
    if moment.spec.width == 2:
        return span(inputs[:, 0], _MARGIN), span(inputs[:, 1], _MARGIN)
    across = np.append(moment.sums[np.isfinite(moment.sums)], _border_of(moment))
    return span(across, _MARGIN), of_answers


def places_of(moment: NeuronMoment) -> Array:
    """Return where every example is drawn, shape (examples, 2)."""
    samples = moment.spec.samples
    if moment.spec.width == 2:
        return samples.inputs
    across = samples.inputs[:, 0] if moment.spec.width == 1 else moment.sums
    return np.column_stack([across, samples.targets[:, 0]])


def _plane(moment: NeuronMoment, style: Style, legend: bool, view: View) -> Plot:
    xs, ys = (np.linspace(*side, _RESOLUTION) for side in view)
    layers: list[Layer] = [_ground(_Answering(moment), view, style)]
    former, turned = moment.former_theta, moment.has_turned
    if former is not None and turned:
        layers += _line(former, xs, ys, style.muted, (5, 3), "line before", 1.4)
    name = "a = 0.5" if moment.spec.neuron.key == "sigmoid_neuron" else "line"
    for number, border in enumerate(moment.borders):
        colour = style.current if turned else style.text
        layers += _line(border.theta, xs, ys, colour, (), "" if number else name, 2.0)
        layers += _towards_yes(border.theta, xs, ys, colour)
    if moment.pocket_theta is not None:
        layers += _line(moment.pocket_theta, xs, ys, style.accent, (2, 2), "in the pocket", 2.0)
    layers += _examples(moment, style)
    names = moment.spec.samples.input_names
    whole = moment.spec.is_gate
    x, y = (Axis(name, *side, whole=whole) for name, side in zip(names, view, strict=True))
    return Plot(layers, x, y, legend=legend, description=_words(moment, "over x1 and x2"))


def _curve(moment: NeuronMoment, style: Style, legend: bool, view: View) -> Plot:
    xs = np.linspace(*view[0], 4 * _RESOLUTION)
    layers: list[Layer] = [
        Line(xs, moment.answers(xs[:, None]), style.text, 2.0, label="answer"),
        *(
            VLine(float(-theta[1] / theta[0]), style.muted, 1.25, (5, 3), label="" if number else "border")
            for number, (theta, _) in enumerate(moment.borders)
            if theta[0]
        ),
        *_examples(moment, style),
    ]
    axes = Axis("x1", *view[0]), Axis("answer, target", *view[1])
    return Plot(layers, *axes, legend=legend, description=_words(moment, "over x1"))


def _sums(moment: NeuronMoment, style: Style, legend: bool, view: View) -> Plot:
    """Draw every example at what its inputs add up to: on one side of the border the neuron says yes."""
    border, axis = _border_of(moment), "z"
    if moment.spec.is_gate:
        axis = "hidden neurons that fire" if moment.gate is None else "sum s"
    words = "threshold" if axis != "z" else "z = 0"
    layers: list[Layer] = [
        VLine(border, style.current, 2.0, label=f"{words} {format_number(border)}" if axis != "z" else words),
        *_examples(moment, style),
    ]
    if moment.gate is not None and moment.gate.has_veto:
        vetoed = moment.gate.vetoes(moment.spec.samples.inputs) > 0
        x, y = places_of(moment)[vetoed].T
        layers.append(
            Points(x, y, style.text, "cross", 9, style.surface, label="forbidden" if len(x) else "")
        )
    axes = Axis(axis, *view[0], whole=moment.spec.is_gate), Axis("target", *view[1], whole=True)
    return Plot(layers, *axes, legend=legend, description=_words(moment, f"by {axis}"))


def _border_of(moment: NeuronMoment) -> float:
    """Return the sum from which on the answer is yes."""
    if isinstance(moment.learning, TwoLayerWalk):
        return float(moment.learning.net.output.threshold)
    return 0.0 if moment.gate is None else float(moment.gate.threshold)


class _Answering:
    """A moment that is equal to others at which the neuron gives the same answers."""

    def __init__(self, moment: NeuronMoment) -> None:
        self.moment = moment
        self.key = moment.spec.neuron, tuple(border.theta.tobytes() for border in moment.borders)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Answering) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=8)
def _ground(answering: _Answering, view: View, style: Style) -> Image:
    """Return what lies under the examples; made once for as long as no answer changes."""
    xs, ys = (np.linspace(*side, _RESOLUTION) for side in view)
    answers = answering.moment.answers(np.stack(np.meshgrid(xs, ys), axis=-1))
    stops = [blend(style.surface, stop, _SOFT) for stop in style.diverging]
    dx, dy = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    rgba: NDArray[np.uint8] = mapped(answers, stops, 0.0, 1.0)
    return Image(rgba, (xs[0] - dx, xs[-1] + dx, ys[0] - dy, ys[-1] + dy))


def _line(
    theta: Array, xs: Floats, ys: Floats, colour: str, dash: tuple[float, ...], label: str, width: float
) -> list[Layer]:
    """Draw ``w . x + b = 0``; without weights there is no line, and one far away is not seen."""
    if not len(_seen(theta, xs, ys)):
        return []
    (x0, y0), (x1, y1) = _ends(theta, xs, ys)
    return [Line(np.array([x0, x1]), np.array([y0, y1]), colour, width, dash, label)]


def _ends(theta: Array, xs: Floats, ys: Floats) -> Array:
    """Return where a line comes in and leaves, shape (2, 2): by x, or by y where it is steep."""
    w1, w2, b = theta.tolist()
    across, up = np.array([xs[0], xs[-1]]), np.array([ys[0], ys[-1]])
    steep = abs(w1) * np.ptp(across) > abs(w2) * np.ptp(up)
    with np.errstate(all="ignore"):
        x, y = (-(w2 * up + b) / w1, up) if steep else (across, -(w1 * across + b) / np.float64(w2))
    return np.column_stack([x, y])


def _seen(theta: Array, xs: Floats, ys: Floats) -> Array:
    """Return places along the part of a line that is seen, shape (n, 2); none if hardly any of it is."""
    ends, low = _ends(theta, xs, ys), np.array([xs[0], ys[0]])
    with np.errstate(all="ignore"):
        places: Array = ends[0] + np.linspace(0, 1, _ALONG)[:, None] * (ends[1] - ends[0])
        inside = places[((places >= low) & (places <= [xs[-1], ys[-1]])).all(axis=1)]
    return inside if len(inside) >= _LEAST_SEEN else inside[:0]


def _towards_yes(theta: Array, xs: Floats, ys: Floats, colour: str) -> list[Layer]:
    """Point from the line to the side where the answer is yes, at a right angle on the paper."""
    inside = _seen(theta, xs, ys)
    if not len(inside):
        return []
    foot, sides = inside[len(inside) // 2], np.array([np.ptp(xs), np.ptp(ys)])
    way = theta[:2] * sides
    tip = foot + _ARROW * sides * way / np.linalg.norm(way)
    return [Arrow((float(foot[0]), float(foot[1])), (float(tip[0]), float(tip[1])), colour, 1.6)]


def _examples(moment: NeuronMoment, style: Style) -> list[Layer]:
    """Draw the examples by their class, the wrong ones crossed out, with rings around what is looked at."""
    places, targets = places_of(moment), moment.spec.samples.targets[:, 0]
    x, y = places.T
    if moment.spec.samples.class_count:
        layers = class_layers(x, y, targets.astype(np.intp), moment.spec.samples, style)
    else:
        pixels = mapped(targets, style.diverging, 0.0, 1.0)
        colours = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b, _ in pixels.tolist()]
        layers = [Points(x, y, colours, "circle", 8, style.text, label="target")]
    wrong = moment.is_wrong.astype(bool)
    if wrong.any():
        layers.append(Points(x[wrong], y[wrong], style.text, "cross", 5, label="wrong"))
    if moment.row is not None:
        chosen = places[moment.row]
        layers.append(Marker(chosen[0], chosen[1], "#00000000", "square", 17, outline=style.accent))
    if moment.sample is not None:
        layers.append(ring(places[moment.sample, 0], places[moment.sample, 1], style))
    return layers


def line_words(moment: NeuronMoment) -> str:
    """Say what the dashed and the dotted line are, where there is no room for a legend; "" without them."""
    if moment.spec.width != 2:
        return ""
    words = ["Dashed: the line before."] if moment.has_turned else []
    if moment.pocket_theta is not None and moment.pocket_theta[:-1].any():
        words.append("Dotted: in the pocket.")
    return " ".join(words)


def _words(moment: NeuronMoment, where: str) -> str:
    count, wrong = len(moment.spec.targets), int(moment.is_wrong.sum())
    lines = "; ".join(_line_words(border.theta) for border in moment.borders)
    right = f"{count - wrong} of {count} examples are on the right side"
    return f"The answers {where}; {right}. {lines}."


def _line_words(theta: Array) -> str:
    parts = [f"{format_number(w)} x{number}" for number, w in enumerate(theta[:-1].tolist(), 1)]
    return f"{' + '.join([*parts, format_number(float(theta[-1]))])} = 0"
