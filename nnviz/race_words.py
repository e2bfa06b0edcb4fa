"""What a race's pictures cannot draw, in words: who is gone, and how far all of them are off the plane."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.number_format import format_number
from core.race import NEVER
from core.surfaces.base import Surface
from nnviz.project.race_spec import RaceSpec
from nnviz.race import Race, runner_name

_DIGITS = 2


def rival_fate(race: Race, rival: int, step: int, start: int = 0) -> str:
    """Return what has become of a rival by `step` that the picture cannot show; "" where all is well.

    Parameters
    ----------
    race : Race
    rival : int
        By its place among those that race.
    step : int
        The last one that is done; -1 is the start.
    start : int
        By its place among the race's starts.
    """
    diverged, left = int(race.all_runs[start].diverged_at[rival]), race.left_at(rival, start)
    if diverged != NEVER and diverged <= step + 1:
        undefined = race.all_runs[start].undefined
        reason = "overflow" if undefined is None or not undefined[rival] else "no value"
        return f"{reason} at step {diverged}"
    if left is not None and left <= step + 1:
        return f"left the picture at step {left}"
    return ""


def fate_lines(race: Race, rival: int, step: int) -> list[str]:
    """Return what has become of a rival from every start from which it is gone."""
    starts = range(len(race.all_runs))
    fates = {start: fate for start in starts if (fate := rival_fate(race, rival, step, start))}
    return [f"start {start + 1}: {fate}" if start else fate for start, fate in fates.items()]


def fates_from_all(race: Race, rival: int, step: int) -> str:
    """Return what has become of a rival, and from how many more starts it is gone; "" where all is well."""
    lines = fate_lines(race, rival, step)
    more = len(lines) - 1
    return "" if not lines else f"{lines[0]}, +{more} start{'s' if more > 1 else ''}" if more else lines[0]


def gone_words(race: Race, step: int) -> str:
    """Return who is gone and why, in one line; "" while all are there."""
    fates = [fates_from_all(race, rival, step) for rival in range(len(race.runners))]
    named = zip(race.runners, fates, strict=True)
    return "; ".join(f"{runner_name(runner)}: {fate}" for runner, fate in named if fate)


@lru_cache(maxsize=4)
def hole_words(race: Race) -> str:
    """Return how much of the ground has no height and, of a formula, which part of it has no value where.

    "" where there is a height everywhere.
    """
    ground = race.ground
    holes = np.argwhere(~np.isfinite(ground.heights))
    if not len(holes):
        return ""
    row, column = holes[len(holes) // 2]
    x, y = float(ground.xs[column]), float(ground.ys[row])
    share = format_number(100 * len(holes) / ground.heights.size, _DIGITS)
    at = f"at ({format_number(x, _DIGITS)}, {format_number(y, _DIGITS)})"
    part = race.terrain.hole(x, y) if isinstance(race.terrain, Surface) else ""
    why = f": {part} is no number {at}" if part else f", as {at}"
    return f"No height in {share} % of the picture{why}."


def off_plane_words(race: Race, step: int) -> str:
    """Return how far off the plane the runners from the first start are; "" on a surface."""
    if race.distances is None:
        return ""
    away = race.distances[:, step + 1]
    known = away[np.isfinite(away)]
    if not known.size:
        return ""
    low, high = (format_number(float(number), _DIGITS) for number in (known.min(), known.max()))
    return f"{low} off this plane" if low == high else f"{low} to {high} off this plane"


def race_title(race: Race) -> str:
    """Return the name of the ground and, of a plane along a path, what it shows of that path."""
    if race.shares is None:
        return race.terrain.label
    first, second = (format_number(100 * share, 3) for share in race.shares)
    return f"Loss: {first} % + {second} % of the path's variance"


def map_words(spec: RaceSpec, parameters: int) -> str:
    """Return what a map over the network's loss, or over a noisy surface, leaves out; "" where nothing.

    Parameters
    ----------
    spec : RaceSpec
    parameters : int
        How many the network has.
    """
    if spec.surface is not None:
        return "Without the noise on the gradient." if spec.noise.spread else ""
    return (
        f"From every point of this plane all {parameters} parameters move. The minima of a network's loss "
        f"are not known: the map says how low it gets."
    )
