"""Numbers as colours: a row of colour stops, read between its stops."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from nnviz.figures.plot import Floats


def mapped(values: Floats, stops: Sequence[str], low: float, high: float) -> NDArray[np.uint8]:
    """Return opaque pixels ``(..., 4)`` for `values`; beyond `low` and `high` it is the end's colour.

    What is not a number becomes transparent.
    """
    share = (values - low) / (high - low) * (len(stops) - 1)
    known = np.isfinite(share)
    share = np.clip(np.where(known, share, 0), 0, len(stops) - 1)
    colours = [QColor(stop) for stop in stops]
    channels = np.array([(c.red(), c.green(), c.blue()) for c in colours], dtype=np.float64)
    rgba = np.empty((*values.shape, 4), dtype=np.uint8)
    for channel in range(3):
        rgba[..., channel] = np.rint(np.interp(share, np.arange(len(stops)), channels[:, channel]))
    rgba[..., 3] = np.where(known, 255, 0)
    return rgba


@lru_cache(maxsize=64)
def colours_between(stops: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return `count` colours, evenly spaced from the first stop to the last."""
    pixels = mapped(np.linspace(0.0, 1.0, count), stops, 0.0, 1.0)
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in pixels[:, :3])
