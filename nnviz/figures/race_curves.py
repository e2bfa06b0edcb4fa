"""How every runner fares over the steps: its height, its distance to a minimum, its way off the plane.

Where a runner is gone its curve has a cross that says so; what rises above the plot has a mark at its rim.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from core.landscape import Slice
from core.minima import minima_of
from core.number_format import format_number
from core.surfaces.base import Surface
from nnviz.figures.plot import Axis, Floats, Layer, Line, Marker, Plot, VLine
from nnviz.figures.race_plot import runner_look, sized
from nnviz.figures.remembered import remembered
from nnviz.figures.style import Style
from nnviz.race import Race, runner_name
from nnviz.race_words import rival_fate

HEIGHT, DISTANCE, OFF_PLANE = "height", "distance", "off-plane"
_DECADES_FOR_LOG = 1.5
_FARTHEST = 1e3  # times the start's size: what rises or falls further has left the plot
_MARGIN = 0.04
_INSET = 0.02  # of the plot's height


def kinds_of(race: Race) -> tuple[str, ...]:
    """Return the curves that there are: a surface may have minima, a network has a way off the plane."""
    if race.distances is not None:
        return HEIGHT, OFF_PLANE
    is_known = isinstance(race.terrain, Surface) and len(_minima(race.terrain))
    return (HEIGHT, DISTANCE) if is_known else (HEIGHT,)


def curve_plot(race: Race, step: int, style: Style, kind: str = HEIGHT, legend: bool = True) -> Plot:
    """Return one curve for every runner against the number of steps, up to `step`; from the first start.

    The legend has those alone of which there is something to say.
    """
    axis, values = _course(race, kind)
    steps = np.arange(race.runs.steps + 1, dtype=np.float64)
    room = _MARGIN * max(race.runs.steps, 1)
    layers: list[Layer] = [VLine(step + 1, style.current, 1.25)]
    done = min(step + 2, len(steps))
    for rival, own in enumerate(values):
        look = runner_look(race.runners[rival].look, style)
        layers.append(Line(steps[:done], own[:done], look.colour, 1.75, look.dash))
        layers += _ends(race, rival, own[:done], axis, style)
    words = "; ".join([f"{axis.label} over the steps", *notes_of(layers)])
    x = Axis("step", -room, race.runs.steps + room)
    return Plot(layers, x, axis, legend=legend, description=f"{words}.")


def notes_of(layers: Sequence[Layer]) -> list[str]:
    """Return what the marks of a curve plot say."""
    return [layer.label for layer in layers if isinstance(layer, Marker) and layer.label]


def _ends(race: Race, rival: int, values: Floats, axis: Axis, style: Style) -> list[Marker]:
    """Mark where a runner went out of sight, with the reason, and the end of its curve, if it has one."""
    name, last = runner_name(race.runners[rival]), len(values) - 1
    look, fate = runner_look(race.runners[rival].look, style), rival_fate(race, rival, last - 1)
    goes_on, marks = bool(np.isfinite(values[last])), []
    if fate:
        gone = _last_number(values[: (race.left_at(rival) or 0) + 1] if goes_on else values)
        place, words = (float(gone), _seen(float(values[gone]), axis)), f"{name}: {fate}"
        marks.append(Marker(*place, look.colour, "cross", sized(10, style), style.surface, label=words))
    if goes_on:
        value = float(values[last])
        where = _out_of_sight(value, axis)
        symbol = {"above": "triangle", "below": "triangle_down"}.get(where, look.symbol)
        words = f"{name}: {format_number(value, 2)}, {where} the plot" if where else ""
        place = (float(last), _seen(value, axis))
        marks.append(Marker(*place, look.colour, symbol, sized(8, style), style.surface, label=words))
    return marks


def _out_of_sight(value: float, axis: Axis) -> str:
    """Return whether a value lies above or below what the axis shows; "" if neither."""
    if axis.high is not None and value > axis.high:
        return "above"
    return "below" if axis.low is not None and value < axis.low else ""


def _seen(value: float, axis: Axis) -> float:
    """Return the height of a mark; that of what lies beyond the plot is at the rim, and whole."""
    where = _out_of_sight(value, axis)
    if axis.low is None or axis.high is None or not where:
        return value
    share = _INSET if where == "below" else 1 - _INSET
    if axis.log:
        return float(axis.low * (axis.high / axis.low) ** share)
    return axis.low + share * (axis.high - axis.low)


def _last_number(values: Floats) -> int:
    """Return the place of the last finite value; 0 where there is none."""
    return int(np.max(np.flatnonzero(np.isfinite(values)), initial=0))


@remembered
def _course(race: Race, kind: str) -> tuple[Axis, Floats]:
    """Return the axis and the numbers of the whole race."""
    name, values = _values(race, kind)
    return _axis(name, values), values


def _values(race: Race, kind: str) -> tuple[str, Floats]:
    """Return what the curves show, in words and as numbers ``(rivals, steps + 1)``."""
    if kind == OFF_PLANE and race.distances is not None:
        return "distance off the plane", race.distances
    if kind == DISTANCE and isinstance(race.terrain, Surface):
        away = race.runs.paths[:, :, None] - _minima(race.terrain)
        return "distance to the nearest minimum", np.hypot(away[..., 0], away[..., 1]).min(axis=2)
    return ("loss" if isinstance(race.terrain, Slice) else "height"), race.runs.heights


@lru_cache(maxsize=16)
def _minima(surface: Surface) -> Floats:
    return minima_of(surface)


def _axis(name: str, values: Floats) -> Axis:
    """Return an axis for the whole race, so that it stands still while the steps go by."""
    known = values[np.isfinite(values)]
    starts = values[:, 0][np.isfinite(values[:, 0])]
    start = float(np.max(np.abs(starts), initial=0.0)) or 1.0
    known = known[np.abs(known) <= _FARTHEST * start]
    if not known.size:
        return Axis(name)
    low, high = float(known.min()), float(known.max())
    if low > 0 and high / low > 10**_DECADES_FOR_LOG:
        room = (high / low) ** _MARGIN
        return Axis(name, low / room, high * room, log=True)
    room = _MARGIN * (high - low) or max(abs(high), 1.0) * _MARGIN
    return Axis(name, low - room, high + room)
