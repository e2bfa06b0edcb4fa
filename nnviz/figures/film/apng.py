"""Films as animated PNG: all colours, of every frame the rectangle that changed.

PNG third edition, W3C 2025, sections 11.3.6 (acTL, fcTL, fdAT).
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

import numpy as np

from nnviz.figures.film.writer import FilmHead, Patch, PatchWriter, with_alpha

_TICKS = 1000  # a second
_LONGEST_TICKS = 0xFFFF
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 6


class ApngWriter(PatchWriter):
    """Writes an animated PNG; see `FilmWriter`."""

    def __init__(self, file: BinaryIO, head: FilmHead) -> None:
        super().__init__(file, head, _TICKS)
        self._frames = self._number = 0
        file.write(_SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", head.width, head.height, 8, 6, 0, 0, 0))
        self._control = file.tell()
        self._write_control()
        for key, words in head.metadata.items():
            text = key.encode("latin-1", "replace") + b"\0\0\0\0\0" + words.encode("utf-8")
            self._chunk(b"iTXt", text)

    def _write_patch(self, patch: Patch, ticks: int) -> None:
        pixels = with_alpha(patch)
        height, width, _ = pixels.shape
        rows = np.zeros((height, 1 + 4 * width), np.uint8)  # each begins with its filter: none
        rows[:, 1:] = pixels.reshape(height, -1)
        data = zlib.compress(rows.tobytes(), _LEVEL)
        # A time is a fraction of two short numbers: long ones are told in hundredths.
        grain = 1 if ticks <= _LONGEST_TICKS else 10
        shown = min(ticks // grain, _LONGEST_TICKS), _TICKS // grain
        place = (width, height, patch.x, patch.y)
        self._chunk(b"fcTL", self._next() + struct.pack(">IIIIHHBB", *place, *shown, 0, 1))
        if self._frames:
            self._chunk(b"fdAT", self._next() + data)
        else:
            self._chunk(b"IDAT", data)
        self._frames += 1

    def _end(self) -> None:
        self._chunk(b"IEND", b"")
        end = self._file.tell()
        self._file.seek(self._control)
        self._write_control()
        self._file.seek(end)

    def _write_control(self) -> None:
        """Write how many frames there are, which is known at the end."""
        self._chunk(b"acTL", struct.pack(">II", self._frames, 0 if self._head.loop else 1))

    def _next(self) -> bytes:
        self._number += 1
        return struct.pack(">I", self._number - 1)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        check = zlib.crc32(kind + data)
        self._file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check))
