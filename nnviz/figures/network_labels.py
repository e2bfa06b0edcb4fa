"""The numbers of a drawing, and where those on edges stand, so that none covers another.

All labels between two layers stand in one column, at the same fraction of their edges: there the edges of one
unit do not yet mix with those of its neighbours, and the numbers line up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from core.formula import Source
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Size

_CANDIDATES = 41
_NARROWEST = 36.0
_DISTANCE = 4.0  # from the nodes


@dataclass(frozen=True)
class Label:
    """One number or letter on the drawing.

    Attributes
    ----------
    rect : Rect
    text : str
        Empty where the number is not computed yet.
    colour : str
    source : Source or None
        None for a letter that is no number.
    align : str
        ``left`` or ``centre``.
    halo : float
        Width of the free place around it, where it stands on a line; 0 elsewhere.
    """

    rect: Rect
    text: str
    colour: str
    source: Source | None = None
    size: Size = "normal"
    align: str = "centre"
    halo: float = 0.0


@lru_cache(maxsize=256)
def label_fraction(
    starts: tuple[float, ...], ends: tuple[float, ...], space: float, size: tuple[float, float]
) -> float | None:
    """Return how far along their edges the labels stand, from 0 at the origins to 1.

    Parameters
    ----------
    starts, ends : tuple of float
        Heights of the edges' ends; every start is joined to every end.
    space : float
        The width that the edges cross.
    size : (float, float)
        Width and height of a label.

    Returns
    -------
    float or None
        None if no column has room for all labels.
    """
    width, height = size
    if width < _NARROWEST:
        return None
    low = min((width / 2 + _DISTANCE) / space, 0.5)
    reach = max(starts + ends) - min(starts + ends) + height
    if len(starts) * len(ends) * height > reach + height:
        return None
    best, best_room = None, height
    for k in range(_CANDIDATES):
        fraction = low + (1 - 2 * low) * k / (_CANDIDATES - 1)
        room = _least_distance(starts, ends, fraction)
        if room > best_room + 0.5 or (best is None and room >= height):
            best, best_room = fraction, room
    return best


def _least_distance(starts: Sequence[float], ends: Sequence[float], fraction: float) -> float:
    ys = sorted(start + (end - start) * fraction for start in starts for end in ends)
    return min((b - a for a, b in pairwise(ys)), default=float("inf"))


def label_rect(edge: tuple[float, float, float, float], fraction: float, size: tuple[float, float]) -> Rect:
    """Return the place of the label of the edge ``(x0, y0, x1, y1)``."""
    x0, y0, x1, y1 = edge
    width, height = size
    x, y = x0 + (x1 - x0) * fraction, y0 + (y1 - y0) * fraction
    return Rect(x - width / 2, y - height / 2, width, height)
