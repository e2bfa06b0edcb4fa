"""How large a film will be, from a few of its frames."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from io import BytesIO

import numpy as np

from nnviz.figures.film.film import Camera, FilmOptions, needs_palette, open_writer
from nnviz.figures.film.frame import Paper, Pixels, grown
from nnviz.figures.film.palette import Palette
from nnviz.figures.film.reel import Reel, evenly
from nnviz.figures.style import Style

_PAIRS = 6


def estimated_bytes(
    reel: Reel, style: Style, ending: str, options: FilmOptions
) -> Generator[int | None, None, None]:
    """Write some frames, each with the next one, and tell how large all of them would be.

    Yields
    ------
    int or None
        None while it is not known; the last result is the estimate.

    Raises
    ------
    ExportError
        If the size is absurd, or for an MP4 without PyAV.
    """
    count = len(reel)
    firsts = evenly(count - 1, _PAIRS) if count > 2 * _PAIRS else []
    places = [place for first in firsts for place in (first, first + 1)] or list(range(count))
    paper = Paper()
    for place in places:
        paper = grown(paper, reel.shoot(reel.numbers[place], style), style, options.caption)
        yield None
    camera = Camera(reel, style, options, paper, ending)
    frames: list[Pixels] = []
    for place in places:
        frames.append(camera.pixels(place))
        yield None
    palette = Palette(frames) if needs_palette(ending) else None
    yield None
    if not firsts or ending == ".mp4":  # this one compresses frames in groups
        sizes = _sizes(camera, ending, frames, palette)
        yield round(sizes[-1] * count / len(frames))
        return
    wholes, changes = [], []
    for k in range(0, len(frames), 2):
        pair = frames[k : k + 2]
        before, after = _sizes(camera, ending, pair, palette)[1:]
        is_still = np.array_equal(pair[0], pair[1])
        wholes.append(after if is_still else before)
        changes.append(0 if is_still else after - before)
        yield None
    yield round(wholes[0] + sum(changes) / len(changes) * (count - 1))


def _sizes(camera: Camera, ending: str, frames: Sequence[Pixels], palette: Palette | None) -> list[int]:
    """Return how long a film of these frames is after each of them, and when it is closed.

    A frame is written when another one comes.
    """
    file, sizes = BytesIO(), []
    writer = open_writer(file, ending, camera, palette, {})
    for frame in frames:
        writer.add(frame, 1 / camera.frames_per_second)
        sizes.append(file.tell())
    writer.close()
    return [*sizes, file.seek(0, 2)]
