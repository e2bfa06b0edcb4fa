"""A ground seen from the side: how its places, and the paths on it, come onto the paper."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.figures.plot import Floats
from nnviz.figures.race_plot import last_seen
from nnviz.race import Race
from nnviz.race_words import rival_fate

_CELLS = 40  # along each side of the mesh: fine enough to look smooth, few enough for a small figure
_LOWEST_SHARE = 0.015  # of the ground, which is left out when the decades are counted
_DECADES_FOR_ROOT = 2.0
_TALL = 0.62  # of the ground's side: how high the highest place stands


@dataclass(frozen=True)
class View:
    """Where the ground is looked at from, in degrees: round it, and above it."""

    azimuth: float = -60.0
    elevation: float = 32.0

    def turned(self, azimuth: float, elevation: float) -> View:
        """Return the view turned by so much; never from below, never upside down."""
        return View((self.azimuth + azimuth) % 360, min(max(self.elevation + elevation, 4.0), 88.0))

    def project(self, points: Floats) -> Floats:
        """Return points ``(..., 3)`` of the unit box as ``(..., 3)``: right, up, and towards the eye."""
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        right = np.array([-math.sin(a), math.cos(a), 0.0])
        towards = np.array([math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)])
        up = np.cross(towards, right)
        projected: Floats = (points - 0.5 * np.array([1.0, 1.0, _TALL])) @ np.stack([right, up, towards]).T
        return projected


@dataclass(frozen=True)
class Heights:
    """How a height becomes a share of the highest: by a power of what it is above the bottom."""

    bottom: float
    top: float
    power: float

    def shares(self, heights: Floats) -> Floats:
        """Return the shares; a height above the top is 1, what is no number NaN."""
        above = np.clip(heights, self.bottom, self.top) - self.bottom
        shares: Floats = (above / (self.top - self.bottom or 1.0)) ** self.power
        return shares


@dataclass(frozen=True, eq=False)
class Mesh:
    """The ground as a mesh over the unit square.

    Attributes
    ----------
    points : array (rows, columns, 3)
        Places in the unit box; NaN where the ground has no height.
    shares : array (rows, columns)
        The height between the lowest place, 0, and the highest, 1, as it is drawn.
    scale : Heights
        How the heights became shares.
    """

    points: Floats
    shares: Floats
    scale: Heights


def heights_of(ground: Floats) -> Heights:
    """Return the scale for a ground's heights: evenly, or by the cube root where they span decades."""
    known = ground[np.isfinite(ground)]
    if not known.size:
        return Heights(0.0, 1.0, 1.0)
    bottom, top = float(known.min()), float(known.max())
    low = float(np.quantile(known, _LOWEST_SHARE)) - bottom
    is_wide = low > 0 and math.log10((top - bottom) / low) > _DECADES_FOR_ROOT
    return Heights(bottom, top, 1 / 3 if is_wide else 1.0)


@lru_cache(maxsize=4)
def mesh_of(race: Race) -> Mesh:
    """Return the ground of a race as a mesh; made once."""
    ground = race.ground
    last = len(ground.xs) - 1
    rows = columns = np.unique(np.linspace(0, last, _CELLS + 1).astype(np.intp))
    heights = ground.heights[np.ix_(rows, columns)]
    scale = heights_of(ground.heights)
    shares = np.where(np.isfinite(heights), scale.shares(heights), np.nan)
    x, y = np.meshgrid(_unit(ground.xs)[columns], _unit(ground.ys)[rows])
    return Mesh(np.stack([x, y, _TALL * shares], axis=-1), shares, scale)


def lifted(race: Race, path: Floats, heights: Floats) -> Floats:
    """Return a path ``(n, 2)`` with its heights (n,) as points ``(n, 3)`` on the mesh; NaN beside it."""
    low, high = np.array(race.terrain.domain).T
    places = (path - low) / (high - low)
    places = np.where(((places >= 0) & (places <= 1)).all(axis=-1, keepdims=True), places, np.nan)
    with np.errstate(invalid="ignore"):
        shares = mesh_of(race).scale.shares(heights)
    return np.column_stack([places, _TALL * shares])


def path_on(race: Race, rival: int, step: int, start: int = 0) -> Floats:
    """Return a rival's path up to `step` as points ``(n, 3)``; if it is gone, to where it was last seen."""
    runs, done = race.all_runs[start], step + 2
    path = lifted(race, runs.paths[rival, :done], runs.heights[rival, :done])
    if not rival_fate(race, rival, step, start):
        return path
    place = last_seen(race, rival, start)
    column, row = (
        int(np.abs(side - value).argmin())
        for side, value in zip((race.ground.xs, race.ground.ys), place, strict=True)
    )
    # Over a hole in the ground it lies on the floor.
    end = np.nan_to_num(lifted(race, np.array([place]), race.ground.heights[row, column][None]))
    return np.concatenate([path[: race.left_at(rival, start)], end])


def box() -> Floats:
    """Return the corners of the box, shape ``(2, 2, 2, 3)``: by x, y and height."""
    sides = np.meshgrid([0.0, 1.0], [0.0, 1.0], [0.0, _TALL], indexing="ij")
    return np.stack(sides, axis=-1)


def _unit(side: Floats) -> Floats:
    shares: Floats = (side - side[0]) / (side[-1] - side[0])
    return shares
