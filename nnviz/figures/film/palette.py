"""One palette for a whole film: flat colours as they are, shades between them as near as there is room."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.film.frame import Pixels

COLOURS = 255  # one of the 256 places of a GIF is for "as before"
_FILLS, _FILL_SHARE = 96, 1e-3  # at most; of all pixels: what is more frequent fills an area
_MOST_LOOKED_AT = 1 << 16  # colours: the most frequent
_UNKNOWN = 0xFFFF
_AT_ONCE = 512


class Palette:
    """The colours of a film, and for every other colour the nearest of them.

    Parameters
    ----------
    samples : sequence of Pixels
        Frames from all over the film.

    Attributes
    ----------
    colours : array (n,) of 0x00rrggbb
        At most `COLOURS`.
    """

    def __init__(self, samples: Sequence[Pixels]) -> None:
        self.colours = _choose(*np.unique(np.concatenate([s.ravel() for s in samples]), return_counts=True))
        self._places = np.full(1 << 24, _UNKNOWN, np.uint16)  # of every colour, as far as it was met
        self._places[self.colours] = np.arange(len(self.colours))

    def places(self, frame: Pixels) -> NDArray[np.uint8]:
        """Return for every pixel the place of its colour."""
        places = self._places[frame]
        unknown = np.unique(frame[places == _UNKNOWN])
        if unknown.size:
            self._places[unknown] = _nearest(unknown, self.colours)
            places = self._places[frame]
        return places.astype(np.uint8)


def _choose(colours: NDArray[np.uint32], counts: NDArray[np.intp]) -> NDArray[np.uint32]:
    """Return what fills areas and then, one by one, the colour that would be missed most.

    How much a colour is missed grows with its distance to the next one more than with the number of its
    pixels: a small symbol keeps its hue beside a thousand shades of the ground.
    """
    if len(colours) <= COLOURS:
        return colours
    order = np.argsort(-counts, kind="stable")[:_MOST_LOOKED_AT]
    fills = max(1, int(np.count_nonzero(counts[order[:_FILLS]] > _FILL_SHARE * counts.sum())))
    rgb, weights = _rgb(colours[order]), np.sqrt(counts[order])
    nearest, chosen = np.full(len(order), np.inf), list(range(fills))
    for place in range(COLOURS):
        if place >= fills:
            chosen.append(int((nearest * weights).argmax()))
        np.minimum(nearest, ((rgb - rgb[chosen[place]]) ** 2).sum(axis=1), out=nearest)
    return np.unique(colours[order[chosen]])


def _rgb(colours: NDArray[np.uint32]) -> NDArray[np.int32]:
    return np.stack([colours >> 16, colours >> 8 & 0xFF, colours & 0xFF], axis=-1).astype(np.int32)


def _nearest(colours: NDArray[np.uint32], palette: NDArray[np.uint32]) -> NDArray[np.intp]:
    known, found = _rgb(palette), np.empty(len(colours), np.intp)
    for first in range(0, len(colours), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        away = ((_rgb(colours[part])[:, None] - known) ** 2).sum(axis=-1)
        found[part] = away.argmin(axis=1)
    return found
