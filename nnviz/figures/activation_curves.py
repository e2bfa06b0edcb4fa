"""Activations over z, and below them their slopes; a point with the tangent at it."""

from __future__ import annotations

import numpy as np

from core.activations.base import Activation
from core.number_format import format_number
from nnviz.figures.functions_view import FunctionsView, add_marks, chosen, member_look, member_name
from nnviz.figures.plot import Axis, Floats, HLine, Layer, Line, Marker, Plot, VLine
from nnviz.figures.plot_column import in_line
from nnviz.figures.style import Style

_PLACES = 481
_BESIDE = 1e-9  # of the axis: how near to a kink a curve is drawn
_TANGENT = 0.3  # of the axis, to both sides of the point
_MOST_SHOWN = 12.0  # a value beyond this share of the axis' reach is not made room for


def activation_plots(view: FunctionsView, style: Style) -> tuple[Plot, ...]:
    """Return the plot of the values and that of the slopes; the legends tell both at the point."""
    spec = view.spec
    z, half = spec.point.z, spec.point.half
    values: list[Layer] = [HLine(0.0, style.outline, 0.75), VLine(z, style.current, 1.25)]
    slopes: list[Layer] = list(values)
    at_values: list[Layer] = []
    at_slopes: list[Layer] = []
    looked_at = chosen(spec.activations, view.activation)
    for place, activation in enumerate(spec.activations):
        look, name = member_look(place, style), member_name(activation)
        x, value, slope = curve(activation, half)
        at, its_slope = at_point(activation, z)
        is_chosen = activation is looked_at
        width = 2.25 if is_chosen else 1.5
        values.append(Line(x, value, look.colour, width, look.dash, label=_reading(name, at, style)))
        slopes.append(Line(x, slope, look.colour, width, look.dash, label=_reading(name, its_slope, style)))
        size = 10.0 if is_chosen else 7.0
        marks: list[Layer] = [Marker(z, at, look.colour, look.symbol, size, style.surface)]
        if is_chosen:
            marks.insert(0, _tangent(z, at, its_slope, half, style))
        add_marks(at_values, *marks, is_chosen=is_chosen)
        mark = Marker(z, its_slope, look.colour, look.symbol, size, style.surface)
        add_marks(at_slopes, mark, is_chosen=is_chosen)
    axis = Axis("z", -half, half)
    told = format_number(z, style.digits)
    return in_line(
        Plot(
            [*values, *at_values],
            axis,
            _height("f(z)", values),
            f"Values at z = {told}",
            description=_words(view, style),
        ),
        Plot(
            [*slopes, *at_slopes],
            axis,
            _height("f\N{PRIME}(z)", slopes),
            f"Slopes at z = {told}",
            description="Below: the slopes.",
        ),
        style=style,
    )


def curve(activation: Activation, half: float) -> tuple[Floats, Floats, Floats]:
    """Return z, value and slope from -half to half; the curves are interrupted at the kinks."""
    kinks = np.array([kink for kink in activation.kinks if abs(kink) < half])
    near = _BESIDE * half
    places = np.union1d(np.linspace(-half, half, _PLACES), np.concatenate([kinks - near, kinks + near]))
    z = np.setdiff1d(places, kinks)
    values = activation.value(z)
    slopes = activation.derivative(z, values)
    gaps = np.searchsorted(z, kinks)
    return np.insert(z, gaps, kinks), np.insert(values, gaps, np.nan), np.insert(slopes, gaps, np.nan)


def at_point(activation: Activation, z: float) -> tuple[float, float]:
    """Return the value and the slope at a point."""
    inputs = np.array([z])
    values = activation.value(inputs)
    return float(values[0]), float(activation.derivative(inputs, values)[0])


def _reading(name: str, value: float, style: Style) -> str:
    return f"{name}: {format_number(value, style.digits)}"


def _tangent(z: float, value: float, slope: float, half: float, style: Style) -> Line:
    x = np.array([z - _TANGENT * half, z + _TANGENT * half])
    return Line(x, value + slope * (x - z), style.current, 2.0)


def _height(name: str, layers: list[Layer]) -> Axis:
    """Return an axis with room for all curves; exponential ones leave it at the top."""
    parts = [layer.y[np.isfinite(layer.y)] for layer in layers if isinstance(layer, Line)]
    known = np.concatenate([np.zeros(1), *parts])
    known = known[np.abs(known) <= _MOST_SHOWN * max(1.0, float(np.median(np.abs(known))))]
    low, high = float(known.min()), float(known.max())
    room = 0.06 * ((high - low) or 1.0)
    return Axis(name, low - room, high + room)


def _words(view: FunctionsView, style: Style) -> str:
    z = format_number(view.spec.point.z, style.digits)
    each = []
    for activation in view.spec.activations:
        value, slope = (
            format_number(number, style.digits) for number in at_point(activation, view.spec.point.z)
        )
        each.append(f"{member_name(activation)} {value} with slope {slope}")
    return f"Activations over z. At z = {z}: {'; '.join(each) or 'none is shown'}."
