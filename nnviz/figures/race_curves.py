"""How every runner fares over the steps: its height, its distance to a minimum, its way off the plane."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.landscape import Slice
from core.minima import minima_of
from core.surfaces.base import Surface
from nnviz.figures.plot import Axis, Floats, Layer, Line, Marker, Plot, VLine
from nnviz.figures.race_plot import runner_look, sized
from nnviz.figures.style import Style
from nnviz.race import Race

HEIGHT, DISTANCE, OFF_PLANE = "height", "distance", "off-plane"
_DECADES_FOR_LOG = 1.5
_HIGHEST = 1e3  # times the start: what rises further has left the plot
_MARGIN = 0.04


def kinds_of(race: Race) -> tuple[str, ...]:
    """Return the curves that there are: a surface may have minima, a network has a way off the plane."""
    if race.distances is not None:
        return HEIGHT, OFF_PLANE
    is_known = isinstance(race.terrain, Surface) and len(_minima(race.terrain))
    return (HEIGHT, DISTANCE) if is_known else (HEIGHT,)


def curve_plot(race: Race, step: int, style: Style, kind: str = HEIGHT) -> Plot:
    """Return one curve for every runner against the number of steps, up to `step`; from the first start."""
    name, values = _values(race, kind)
    steps = np.arange(race.runs.steps + 1, dtype=np.float64)
    room = _MARGIN * max(race.runs.steps, 1)
    layers: list[Layer] = [VLine(step + 1, style.current, 1.25)]
    done = min(step + 2, len(steps))
    for runner, own in zip(race.runners, values, strict=True):
        look = runner_look(runner.look, style)
        layers.append(Line(steps[:done], own[:done], look.colour, 1.75, look.dash))
        layers.append(
            Marker(steps[done - 1], own[done - 1], look.colour, look.symbol, sized(8, style), style.surface)
        )
    x = Axis("step", -room, race.runs.steps + room)
    return Plot(layers, x, _axis(name, values), description=f"{name} over the steps.")


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
    start = float(np.max(values[:, 0], initial=0.0))
    if start > 0:
        known = known[known <= _HIGHEST * start]
    if not known.size:
        return Axis(name)
    low, high = float(known.min()), float(known.max())
    if low > 0 and high / low > 10**_DECADES_FOR_LOG:
        room = (high / low) ** _MARGIN
        return Axis(name, low / room, high * room, log=True)
    room = _MARGIN * (high - low) or max(abs(high), 1.0) * _MARGIN
    return Axis(name, low - room, high + room)
