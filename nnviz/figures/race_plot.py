"""A race seen from above."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.landscape import Grid, Slice, Terrain
from core.network import Network
from core.number_format import format_number
from nnviz.figures.colour_map import colours_between
from nnviz.figures.plot import Arrow, Axis, Contours, Floats, Layer, Line, Marker, Plot, Points
from nnviz.figures.style import Series, Style
from nnviz.project.race_spec import LookSpec
from nnviz.race import Race, runner_name
from nnviz.race_words import off_plane_words, race_title, rival_fate

RACE_SIZE = (400.0, 340.0)  # points: a ground that is nearly square
_LEVELS = 16
_DECADES_FOR_LOG_LEVELS = 2.0
_LOWEST_SHARE = 0.015  # of the ground, below the lowest level
_MARKS = 8  # symbols along a path
_ARROWS = 14  # downhill, along each side
_LONGEST, _SHRINK = 0.9, 0.25  # of their distance; how slowly they grow with the slope
_USUAL_LETTERS = 10  # points, on the screen
_NOTHING = np.empty(0)
_RIM = 0.02  # of the ground's sides: a mark on the very edge would be cut in two


class Extras(NamedTuple):
    """What is drawn on demand: the height of every level, and which way is downhill."""

    labels: bool = False
    slopes: bool = False


NO_EXTRAS = Extras()


def race_plot(race: Race, step: int, style: Style, legend: bool = True, extras: Extras = NO_EXTRAS) -> Plot:
    """Return the ground with every path up to `step` (-1: the start), and where each rival is.

    On a network the legend says how far they are off the plane, too.
    """
    terrain, done = race.terrain, step + 2
    (left, right), (low, high) = terrain.domain
    layers: list[Layer] = [
        contours_of(race.ground, style, extras.labels),
        *(_slopes(race, style) if extras.slopes else ()),
    ]
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
            Marker(*start, style.surface, "circle", sized(11, style), outline=style.text, label=words)
        )
    for rival in range(len(race.runs.paths)):
        layers += _gone_elsewhere(race, rival, step, style)
        layers.append(_place(race, rival, step, style))
    off_plane = off_plane_words(race, step)
    if off_plane:
        layers.append(Points(_NOTHING, _NOTHING, style.muted, size=0.0, label=off_plane))
    x_name, y_name = axis_names(terrain)
    return Plot(
        layers,
        Axis(x_name, left, right),
        Axis(y_name, low, high),
        title=race_title(race),
        legend=legend,
        description=_words(race, step),
    )


def runner_look(look: LookSpec, style: Style) -> Series:
    """Return the colour, dashes and symbol of a runner whose look leaves nothing open."""
    series = style.series
    colour, dash, symbol = ((place or 0) % len(series) for place in (look.colour, look.dash, look.symbol))
    return Series(series[colour].colour, series[dash].dash, series[symbol].symbol)


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
        x, y = (terrain.name(axis) or parameter_name(terrain.network, axis) for axis in terrain.plane.axes)
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
def contours_of(ground: Grid, style: Style, labels: bool = False) -> Contours:
    """Return the filled contours of a ground; made once, because they do not move."""
    levels = height_levels(ground.heights)
    colours = colours_between(style.sequential, len(levels) + 1)
    return Contours(ground.xs, ground.ys, ground.heights, levels, colours, style.line, labels)


@lru_cache(maxsize=4)
def _slopes(race: Race, style: Style) -> tuple[Arrow, ...]:
    """Return arrows downhill over the ground, the longer the steeper; made once, because they do not move."""
    xs, ys = (np.linspace(low, high, _ARROWS + 2)[1:-1] for low, high in race.terrain.domain)
    x, y = (side.ravel() for side in np.meshgrid(xs, ys))
    with np.errstate(all="ignore"):
        slopes = np.stack(np.broadcast_arrays(*race.terrain.gradient(x, y)), axis=-1)
    spacing = np.array([xs[1] - xs[0], ys[1] - ys[0]])
    steepness = np.linalg.norm(slopes * spacing, axis=-1)
    known = np.isfinite(steepness) & (steepness > 0)
    if not known.any():
        return ()
    x, y, slopes, steepness = x[known], y[known], slopes[known], steepness[known]
    lengths = _LONGEST * (steepness / steepness.max()) ** _SHRINK
    # Each points downhill on the paper, where both axes have the same weight.
    ways = -slopes * spacing**2 / steepness[:, None] * lengths[:, None]
    ends = zip(x.tolist(), y.tolist(), (x + ways[:, 0]).tolist(), (y + ways[:, 1]).tolist(), strict=True)
    return tuple(Arrow((x0, y0), (x1, y1), style.muted, 0.9) for x0, y0, x1, y1 in ends)


def _path(look: Series, path: Floats, style: Style) -> list[Layer]:
    x, y = _both(path)
    marks = np.unique(np.linspace(0, len(path) - 1, _MARKS + 2).astype(np.intp))[1:-1]
    return [
        Line(x, y, look.colour, 1.9, look.dash),
        Points(x[marks], y[marks], look.colour, look.symbol, sized(5.5, style), style.surface),
    ]


def _place(race: Race, rival: int, step: int, style: Style) -> Marker:
    """Mark where a rival is; one that is gone is crossed where it went out of sight."""
    look, name = runner_look(race.runners[rival].look, style), runner_name(race.runners[rival])
    fate = rival_fate(race, rival, step)
    if not fate:
        x, y = race.runs.paths[rival, step + 1]
        return Marker(x, y, look.colour, look.symbol, sized(11, style), style.surface, label=name)
    x, y = last_seen(race, rival)
    return Marker(x, y, look.colour, "cross", sized(12, style), style.surface, label=f"{name}: {fate}")


def _gone_elsewhere(race: Race, rival: int, step: int, style: Style) -> list[Layer]:
    """Cross a rival from the other starts where it went out of sight."""
    look = runner_look(race.runners[rival].look, style)
    starts = range(1, len(race.all_runs))
    gone = (last_seen(race, rival, start) for start in starts if rival_fate(race, rival, step, start))
    return [Marker(x, y, look.colour, "cross", sized(9, style), style.surface) for x, y in gone]


def last_seen(race: Race, rival: int, start: int = 0) -> tuple[float, float]:
    """Return where the path of a rival goes over the rim of the ground for good, or ends on it."""
    domain = np.array(race.terrain.domain)
    domain += _RIM * np.diff(domain) * [1, -1]
    path, after = race.all_runs[start].paths[rival], race.left_at(rival, start) or 1
    inside, outside = path[after - 1], path[min(after, race.runs.steps)]
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
    return [Points(x, y, style.current, "star", sized(11, style), style.text, label="minimum")]


def _words(race: Race, step: int) -> str:
    parts = []
    for rival, runner in enumerate(race.runners):
        height = format_number(float(race.runs.heights[rival, step + 1]))
        parts.append(f"{runner_name(runner)}: {rival_fate(race, rival, step) or 'height ' + height}")
    away = off_plane_words(race, step)
    where = f" The runners are {away}." if away else ""
    return f"{race_title(race)}, from above after {step + 1} steps. {'; '.join(parts)}.{where}"


def sized(points: float, style: Style) -> float:
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
