"""Long and wild lines made paintable: clipped to what is visible, filled where too dense to follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from nnviz.figures.plot import Floats

# In points: a pixel of a screen with 96 pixels per inch.
COLUMN_WIDTH = 72 / 96
_CELL = COLUMN_WIDTH  # no step of a path is drawn that stays within a pixel


def visible_runs(x: Floats, y: Floats, window: QRectF) -> list[tuple[Floats, Floats]]:
    """Return the connected pieces of a polyline that lie in `window`.

    NaN interrupts the line. Clipping is exact, because Qt slows down to a standstill when it has to
    dash a line that leaves the paper by a thousand kilometres.
    """
    if len(x) < 2:
        return []
    x, y = _thinned(x, y)
    if _lies_in(x, y, window):
        return [(x, y)]
    x0, y0, x1, y1, keep, joined = _clip(x, y, window)
    starts = np.flatnonzero(keep & ~joined)
    kept = np.flatnonzero(keep)
    if not len(kept):
        return []
    runs = np.split(kept, np.searchsorted(kept, starts[1:]))
    return [(np.append(x0[r], x1[r[-1]]), np.append(y0[r], y1[r[-1]])) for r in runs]


class Envelope(NamedTuple):
    """What a line covers that is too dense to follow: per column its middle, and what it fills."""

    x: Floats
    middle: Floats
    low: Floats
    high: Floats


def envelope(x: Floats, y: Floats) -> Envelope | None:
    """Return the envelope of a line with more points than columns, None for any other.

    Stroking ten thousand noisy points takes Qt seconds, filling their envelope a millisecond, and
    nobody sees a difference. A line that runs back and forth in x, a path in a plane, has none.
    """
    columns = int((x[-1] - x[0]) / COLUMN_WIDTH)
    if len(x) <= 2 * max(columns, 1) or np.any(np.diff(x) < 0):
        return None
    column = ((x - x[0]) / COLUMN_WIDTH).astype(np.intp)
    first = np.flatnonzero(np.diff(column, prepend=-1))
    low, high = np.minimum.reduceat(y, first), np.maximum.reduceat(y, first)
    # Each column reaches to where the next begins: a steep line has no gaps.
    low[:-1] = np.minimum(low[:-1], y[first[1:]])
    high[:-1] = np.maximum(high[:-1], y[first[1:]])
    centres = np.clip(x[0] + (column[first] + 0.5) * COLUMN_WIDTH, x[0], x[-1])
    # Where the line only climbs, it is a line: nothing is filled, and its dashes stay visible.
    middle = (low + high) / 2
    climb = np.abs(np.gradient(middle)) if len(middle) > 1 else np.zeros(1)
    noisy = high - low > 2 * climb + COLUMN_WIDTH
    return Envelope(centres, middle, np.where(noisy, low, middle), np.where(noisy, high, middle))


def dashed_segments(x: Floats, y: Floats, dash: Sequence[float]) -> Floats:
    """Return the segments (n, 4) x0 y0 x1 y1 of a polyline that a dash pattern (on, off, ...) leaves."""
    run = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    ends = np.cumsum(dash)
    repeats = np.arange(int(run[-1] / ends[-1]) + 1) * ends[-1]
    stops = np.union1d(run, (repeats[:, None] + ends).ravel())
    stops = stops[stops <= run[-1]]
    px, py = np.interp(stops, run, x), np.interp(stops, run, y)
    middles = (stops[:-1] + stops[1:]) / 2 % ends[-1]
    drawn = np.searchsorted(ends, middles, side="right") % 2 == 0
    return np.stack([px[:-1], py[:-1], px[1:], py[1:]], axis=1)[drawn]


def to_points(x: Floats, y: Floats) -> list[QPointF]:
    """Return Qt's points for two arrays."""
    return [QPointF(px, py) for px, py in zip(x.tolist(), y.tolist(), strict=True)]


def _thinned(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return a polyline without the points that lie where the one before does, as far as an eye can tell.

    A path that has come to rest would be painted a thousand times over.
    """
    moves = (np.diff(np.floor(x / _CELL)) != 0) | (np.diff(np.floor(y / _CELL)) != 0)
    kept = np.concatenate([[True], moves])
    kept[-1] = True
    return x[kept], y[kept]


def _lies_in(x: Floats, y: Floats, window: QRectF) -> bool:
    """Tell whether all of a polyline is visible, as most are; NaN lies nowhere."""
    along = window.left() <= x.min() and x.max() <= window.right()
    return bool(along and window.top() <= y.min() and y.max() <= window.bottom())


def _clip(
    x: Floats, y: Floats, window: QRectF
) -> tuple[Floats, Floats, Floats, Floats, np.ndarray, np.ndarray]:
    """Clip each segment (Liang and Barsky, 1984); `joined` says that it continues the one before."""
    ax, ay, dx, dy = x[:-1], y[:-1], np.diff(x), np.diff(y)
    enter, leave = np.zeros(len(dx)), np.ones(len(dx))
    keep = np.isfinite(dx) & np.isfinite(dy)
    sides = (
        (-dx, ax - window.left()),
        (dx, window.right() - ax),
        (-dy, ay - window.top()),
        (dy, window.bottom() - ay),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        for outward, room in sides:
            share = room / outward
            enter = np.where(outward < 0, np.maximum(enter, share), enter)
            leave = np.where(outward > 0, np.minimum(leave, share), leave)
            keep &= (outward != 0) | (room >= 0)
        keep &= enter < leave
        x0, y0, x1, y1 = ax + enter * dx, ay + enter * dy, ax + leave * dx, ay + leave * dy
    joined = np.zeros(len(dx), dtype=bool)
    joined[1:] = keep[:-1] & (leave[:-1] == 1) & (enter[1:] == 0)
    return x0, y0, x1, y1, keep, joined
