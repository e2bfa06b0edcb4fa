"""Long and wild lines made paintable: clipped to what is visible, thinned to what can be seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from nnviz.figures.plot import Floats

# A column is half a point wide: one pixel of a sharp screen, far below what print resolves.
_COLUMNS_PER_POINT = 2


def visible_runs(x: Floats, y: Floats, window: QRectF) -> list[tuple[Floats, Floats]]:
    """Return the connected pieces of a polyline that lie in `window`, thinned.

    NaN interrupts the line. Clipping is exact, because Qt slows down to a standstill when it has to
    dash a line that leaves the paper by a thousand kilometres.
    """
    if len(x) < 2:
        return []
    x0, y0, x1, y1, keep, joined = _clip(x, y, window)
    starts = np.flatnonzero(keep & ~joined)
    kept = np.flatnonzero(keep)
    if not len(kept):
        return []
    runs = np.split(kept, np.searchsorted(kept, starts[1:]))
    return [thin(np.append(x0[r], x1[r[-1]]), np.append(y0[r], y1[r[-1]])) for r in runs]


def thin(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return a line with at most the first, lowest, highest and last point of each column.

    A line that runs back and forth in x, a path in a plane, is returned as it is.
    """
    columns = int((x[-1] - x[0]) * _COLUMNS_PER_POINT)
    if columns < 1 or len(x) <= 4 * columns or np.any(np.diff(x) < 0):
        return x, y
    column = np.minimum(((x - x[0]) * _COLUMNS_PER_POINT).astype(np.intp), columns)
    first = np.flatnonzero(np.diff(column, prepend=-1))
    last = np.append(first[1:] - 1, len(x) - 1)
    order = np.lexsort((y, column))
    picked = np.unique(np.concatenate([first, last, order[first], order[last]]))
    return x[picked], y[picked]


def to_points(x: Floats, y: Floats) -> list[QPointF]:
    """Return Qt's points for two arrays."""
    return [QPointF(px, py) for px, py in zip(x.tolist(), y.tolist(), strict=True)]


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
        keep &= enter <= leave
        x0, y0, x1, y1 = ax + enter * dx, ay + enter * dy, ax + leave * dx, ay + leave * dy
    joined = np.zeros(len(dx), dtype=bool)
    joined[1:] = keep[:-1] & (leave[:-1] == 1) & (enter[1:] == 0)
    return x0, y0, x1, y1, keep, joined
