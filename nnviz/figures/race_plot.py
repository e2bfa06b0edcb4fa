"""A race seen from above, and how high each rival is at every step."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.landscape import Grid, Slice, Terrain
from core.network import Network
from core.number_format import format_number
from core.race import NEVER
from nnviz.figures.colour_map import colours_between
from nnviz.figures.plot import Axis, Contours, Floats, Layer, Line, Marker, Plot, Points, VLine
from nnviz.figures.style import Series, Style
from nnviz.project.race_spec import LookSpec
from nnviz.race import Race, runner_name

RACE_SIZE = (400.0, 340.0)  # points: a ground that is nearly square
_LEVELS = 16
_DECADES_FOR_LOG_LEVELS, _DECADES_FOR_LOG_AXIS = 2.0, 1.5
_LOWEST_SHARE = 0.015  # of the ground, below the lowest level
_MARKS = 8  # symbols along a path
_HIGHEST = 1e3  # times the start: what rises further has left the height plot
_MARGIN = 0.04
_USUAL_LETTERS = 10  # points, on the screen
_RIM = 0.02  # of the ground's sides: a mark on the very edge would be cut in two


def race_plot(race: Race, step: int, style: Style, legend: bool = True) -> Plot:
    """Return the ground with every path up to `step` (-1: the start), and where each rival is."""
    terrain, done = race.terrain, step + 2
    (left, right), (low, high) = terrain.domain
    layers: list[Layer] = [ground(race, style)]
    layers += [Line(*_both(path[:done]), style.surface, 3.6) for path in race.runs.paths]
    for rival, runner in enumerate(race.runners):
        look = runner_look(runner.look, style)
        layers += [
            Line(*_both(runs.paths[rival, :done]), look.colour, 1.1, look.dash) for runs in race.others
        ]
        layers += _path(look, race.runs.paths[rival, :done], style)
    layers += _minima(terrain, style)
    for number, start in enumerate(race.starts):
        words = f"start {number + 1}" if number else "start"
        layers.append(
            Marker(*start, style.surface, "circle", _sized(11, style), outline=style.text, label=words)
        )
    for rival in range(len(race.runs.paths)):
        layers.append(_place(race, rival, step, style))
    x_name, y_name = axis_names(terrain)
    return Plot(
        layers,
        Axis(x_name, left, right),
        Axis(y_name, low, high),
        title=terrain.label,
        legend=legend,
        description=_words(race, step),
    )


def height_plot(race: Race, step: int, style: Style) -> Plot:
    """Return the height of every rival against the number of steps, up to `step`."""
    runs = race.runs
    steps = np.arange(runs.steps + 1, dtype=np.float64)
    room = _MARGIN * max(runs.steps, 1)
    layers: list[Layer] = [VLine(step + 1, style.current, 1.25)]
    for rival, heights in enumerate(runs.heights):
        look = runner_look(race.runners[rival].look, style)
        done = min(step + 2, len(steps))
        layers.append(Line(steps[:done], heights[:done], look.colour, 1.75, look.dash))
        layers.append(
            Marker(
                steps[done - 1], heights[done - 1], look.colour, look.symbol, _sized(8, style), style.surface
            )
        )
    name = "loss" if isinstance(race.terrain, Slice) else "height"
    y = _height_axis(name, runs.heights)
    return Plot(layers, Axis("step", -room, runs.steps + room), y, description=f"{name} over the steps.")


def runner_look(look: LookSpec, style: Style) -> Series:
    """Return the colour, dashes and symbol of a runner whose look leaves nothing open."""
    series = style.series
    colour, dash, symbol = ((place or 0) % len(series) for place in (look.colour, look.dash, look.symbol))
    return Series(series[colour].colour, series[dash].dash, series[symbol].symbol)


def rival_fate(race: Race, rival: int, step: int) -> str:
    """Return what has become of a rival by `step` that the picture cannot show; "" where all is well."""
    diverged, left = int(race.runs.diverged_at[rival]), race.left_at(rival)
    if diverged != NEVER and diverged <= step + 1:
        return f"overflow at step {diverged}"
    if left is not None and left <= step + 1:
        return f"left the picture at step {left}"
    return ""


def parameter_name(network: Network, index: int) -> str:
    """Return a parameter as words: the nodes that its weight joins, or the node of its bias."""
    layer, unit, origin = network.place(index)
    if unit is None:
        return f"slope of layer {layer}"
    if origin is None:
        return f"bias of {_node(network, layer, unit)}"
    return f"{_node(network, layer - 1, origin)} \N{RIGHTWARDS ARROW} {_node(network, layer, unit)}"


def axis_names(terrain: Terrain) -> tuple[str, str]:
    """Return the names of x and y."""
    if isinstance(terrain, Slice) and terrain.plane.axes:
        x, y = (parameter_name(terrain.network, axis) for axis in terrain.plane.axes)
        return x, y
    return "x", "y"


def height_levels(heights: Floats) -> tuple[float, ...]:
    """Return the levels between the bands: evenly spaced in the logarithm where decades are spanned."""
    known = heights[np.isfinite(heights)]
    if not known.size or known.min() == known.max():
        return (float(known[0]),) if known.size else (0.0,)
    bottom, top = float(known.min()), float(known.max())
    low = float(np.quantile(known, _LOWEST_SHARE)) - bottom
    if low > 0 and np.log10((top - bottom) / low) > _DECADES_FOR_LOG_LEVELS:
        return tuple(bottom + np.geomspace(low, top - bottom, _LEVELS + 1)[:-1])
    return tuple(np.linspace(bottom, top, _LEVELS + 2)[1:-1])


@lru_cache(maxsize=4)
def ground(race: Race, style: Style) -> Contours:
    """Return the filled contours under a race; made once, because they do not move."""
    grid: Grid = race.ground
    levels = height_levels(grid.heights)
    colours = colours_between(style.sequential, len(levels) + 1)
    return Contours(grid.xs, grid.ys, grid.heights, levels, colours, style.line)


def _path(look: Series, path: Floats, style: Style) -> list[Layer]:
    x, y = _both(path)
    marks = np.unique(np.linspace(0, len(path) - 1, _MARKS + 2).astype(np.intp))[1:-1]
    return [
        Line(x, y, look.colour, 1.9, look.dash),
        Points(x[marks], y[marks], look.colour, look.symbol, _sized(5.5, style), style.surface),
    ]


def _place(race: Race, rival: int, step: int, style: Style) -> Marker:
    """Mark where a rival is; one that is gone is crossed where it went out of sight."""
    look, name = runner_look(race.runners[rival].look, style), runner_name(race.runners[rival])
    fate = rival_fate(race, rival, step)
    if not fate:
        x, y = race.runs.paths[rival, step + 1]
        return Marker(x, y, look.colour, look.symbol, _sized(11, style), style.surface, label=name)
    x, y = last_seen(race, rival)
    return Marker(x, y, look.colour, "cross", _sized(12, style), style.surface, label=f"{name}: {fate}")


def last_seen(race: Race, rival: int) -> tuple[float, float]:
    """Return where the path of a rival goes over the rim of the ground for good, or ends on it."""
    domain = np.array(race.terrain.domain)
    domain += _RIM * np.diff(domain) * [1, -1]
    after = race.left_at(rival) or 1
    inside, outside = race.runs.paths[rival, after - 1], race.runs.paths[rival, min(after, race.runs.steps)]
    way = outside - inside
    if not np.isfinite(way).all():
        return float(inside[0]), float(inside[1])
    edges = np.where(way > 0, domain[:, 1], domain[:, 0])
    shares = np.divide(edges - inside, way, out=np.ones(2), where=way != 0)
    x, y = np.clip(inside + float(np.clip(shares.min(), 0, 1)) * way, domain[:, 0], domain[:, 1])
    return float(x), float(y)


def _minima(terrain: Terrain, style: Style) -> list[Layer]:
    if not terrain.minima:
        return []
    x, y = np.array(terrain.minima).T
    return [Points(x, y, style.current, "star", _sized(11, style), style.text, label="minimum")]


def _height_axis(name: str, heights: Floats) -> Axis:
    """Return an axis for the whole race, so that it stands still while the steps go by."""
    known = heights[np.isfinite(heights)]
    start = float(np.max(heights[:, 0], initial=0.0))
    if start > 0:
        known = known[known <= _HIGHEST * start]
    if not known.size:
        return Axis(name)
    low, high = float(known.min()), float(known.max())
    if low > 0 and high / low > 10**_DECADES_FOR_LOG_AXIS:
        room = (high / low) ** _MARGIN
        return Axis(name, low / room, high * room, log=True)
    room = _MARGIN * (high - low) or max(abs(high), 1.0) * _MARGIN
    return Axis(name, low - room, high + room)


def _words(race: Race, step: int) -> str:
    parts = []
    for rival, runner in enumerate(race.runners):
        height = format_number(float(race.runs.heights[rival, step + 1]))
        parts.append(f"{runner_name(runner)}: {rival_fate(race, rival, step) or 'height ' + height}")
    return f"{race.terrain.label} from above after {step + 1} steps. " + "; ".join(parts)


def _sized(points: float, style: Style) -> float:
    """Return the size of a symbol: small beside small letters."""
    return points * style.normal / _USUAL_LETTERS


def _both(path: Floats) -> tuple[Floats, Floats]:
    return path[:, 0], path[:, 1]


def _node(network: Network, layer: int, unit: int) -> str:
    if layer == 0:
        return f"x{unit + 1}"
    if layer == network.depth:
        return f"o{unit + 1}"
    return f"h{unit + 1}" if network.depth == 2 else f"h{layer}.{unit + 1}"
