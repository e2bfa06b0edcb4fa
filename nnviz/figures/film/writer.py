"""What every kind of film file has in common: frames come one by one, and only what changes is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nnviz.figures.film.frame import Pixels
from nnviz.figures.film.palette import Palette


@dataclass(frozen=True)
class FilmHead:
    """What a file has to know before the first frame.

    Attributes
    ----------
    width, height : int
        In pixels.
    frames_per_second : float
    loop : bool
        Begin again at the end.
    palette : Palette or None
        What a file that has one needs.
    metadata : mapping of str to str
        ``Title``, ``Software``, ...
    """

    width: int
    height: int
    frames_per_second: float
    loop: bool = True
    palette: Palette | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


class FilmWriter(Protocol):
    """Writes a film into a file that was opened for it."""

    def add(self, frame: Pixels, seconds: float) -> None:
        """Show a frame next, for so long."""
        ...

    def close(self) -> None:
        """Write what is left; the file itself stays open."""
        ...


class Patch(NamedTuple):
    """The part of a frame that is another than before: where, its values, and which of them changed."""

    x: int
    y: int
    values: NDArray[np.unsignedinteger]
    changed: NDArray[np.bool_]


class PatchWriter:
    """Writes of every frame the rectangle that changed; one in which nothing did prolongs the former.

    A subclass writes patches. Times are rounded to whole ticks so that the sum stays right.

    Parameters
    ----------
    file : binary file
        Can be written, and sought in.
    head : FilmHead
    ticks : int
        In a second.
    grid : int
        Patches begin at multiples of this many pixels.
    """

    def __init__(self, file: BinaryIO, head: FilmHead, ticks: int, grid: int = 1) -> None:
        self._file = file
        self._head = head
        self._ticks = ticks
        self._grid = grid
        self._shown: NDArray[np.unsignedinteger] | None = None
        self._waiting: Patch | None = None
        self._seconds = self._begun = 0.0

    def add(self, frame: Pixels, seconds: float) -> None:
        """Show a frame next, for so long."""
        values = self._values(frame)
        shown, self._shown = self._shown, values
        if shown is None:
            self._waiting = Patch(0, 0, values, np.ones(values.shape, np.bool_))
        else:
            patch = _patch(shown, values, self._grid)
            if patch is not None:
                self._flush()
                self._waiting = patch
        self._seconds += seconds

    def close(self) -> None:
        """Write what is left; the file itself stays open."""
        self._flush()
        self._end()

    def _flush(self) -> None:
        assert self._waiting is not None
        ticks = round(self._seconds * self._ticks) - round(self._begun * self._ticks)
        self._write_patch(self._waiting, ticks)
        self._begun = self._seconds

    def _values(self, frame: Pixels) -> NDArray[np.unsignedinteger]:
        """Return a frame in the values that the file has for its pixels."""
        return frame

    def _write_patch(self, patch: Patch, ticks: int) -> None:
        raise NotImplementedError

    def _end(self) -> None:
        raise NotImplementedError


def with_alpha(patch: Patch) -> NDArray[np.uint8]:
    """Return a patch's pixels as (height, width, 4): red, green, blue, and 0 where the former one stays."""
    values = np.where(patch.changed, patch.values | 0xFF000000, 0).astype(">u4")
    argb = values.view(np.uint8).reshape(*values.shape, 4)
    return np.ascontiguousarray(argb[..., [1, 2, 3, 0]])


def _patch(
    shown: NDArray[np.unsignedinteger], values: NDArray[np.unsignedinteger], grid: int
) -> Patch | None:
    changed = shown != values
    rows = np.flatnonzero(changed.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(changed.any(axis=0))
    top, left = (int(side[0]) // grid * grid for side in (rows, columns))
    part = slice(top, int(rows[-1]) + 1), slice(left, int(columns[-1]) + 1)
    return Patch(left, top, values[part], changed[part])
