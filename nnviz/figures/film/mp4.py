"""Films as MP4 (H.264), where PyAV is installed: the extra ``film``."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np

from nnviz.figures.export import ExportError
from nnviz.figures.film.frame import Pixels
from nnviz.figures.film.writer import FilmHead

_QUALITY = "18"  # constant rate factor: no difference can be seen
_LEAST_RATE = 10  # a second, so that slow films keep their times


def load_av() -> Any:
    """Return PyAV.

    Raises
    ------
    ExportError
        If it is not installed.
    """
    try:
        import av
    except ImportError as error:
        raise ExportError(
            "An MP4 needs PyAV: pip install 'nnviz[film]'. GIF, APNG and WebP need nothing more."
        ) from error
    return av


class Mp4Writer:
    """Writes an MP4; see `FilmWriter`. It does not loop: players do that."""

    def __init__(self, file: BinaryIO, head: FilmHead) -> None:
        av = load_av()
        self._av = av
        self._container = av.open(file, "w", format="mp4")
        self._container.metadata["title"] = "; ".join(head.metadata.values())
        self._rate = max(_LEAST_RATE, round(head.frames_per_second))
        self._stream = self._container.add_stream("libx264", rate=self._rate)
        self._stream.width, self._stream.height = head.width, head.height
        self._stream.pix_fmt = "yuv420p"  # what every player can
        self._stream.options = {"crf": _QUALITY, "preset": "fast"}
        self._seconds = 0.0
        self._shown = 0

    def add(self, frame: Pixels, seconds: float) -> None:
        """Show a frame next, for so long: as often as the film's frames per second ask for."""
        self._seconds += seconds
        rgb = np.ascontiguousarray(frame.astype(">u4").view(np.uint8).reshape(*frame.shape, 4)[..., 1:])
        times = max(1, round(self._seconds * self._rate) - self._shown)
        for _ in range(times):
            picture = self._av.VideoFrame.from_ndarray(rgb, format="rgb24")
            self._encode(picture)
        self._shown += times

    def close(self) -> None:
        """Write what is left; the file itself stays open."""
        self._encode(None)
        self._container.close()

    def _encode(self, picture: Any) -> None:
        for packet in self._stream.encode(picture):
            self._container.mux(packet)
