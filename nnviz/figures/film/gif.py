"""Films as GIF: one palette, of every frame the rectangle that changed, and "as before" inside it.

GIF89a, CompuServe 1990; the loop is Netscape's application extension.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nnviz.figures.film.frame import Pixels
from nnviz.figures.film.writer import FilmHead, Patch, PatchWriter

_TICKS = 100  # a second
_AS_BEFORE = 255
_CODE_SIZE = 8  # bits of a pixel
_LONGEST_TICKS = 0xFFFF
_BLOCK = 255


class GifWriter(PatchWriter):
    """Writes a GIF; see `FilmWriter`."""

    def __init__(self, file: BinaryIO, head: FilmHead) -> None:
        super().__init__(file, head, _TICKS)
        assert head.palette is not None
        self._palette = head.palette
        table = np.zeros(256, ">u4")
        table[: len(self._palette.colours)] = self._palette.colours
        file.write(b"GIF89a" + struct.pack("<HHBBB", head.width, head.height, 0xF7, 0, 0))
        file.write(table.view(np.uint8).reshape(-1, 4)[:, 1:].tobytes())
        if head.loop:
            file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
        words = "; ".join(head.metadata.values()).encode("ascii", "replace")
        if words:
            file.write(b"\x21\xfe" + _blocks(words))

    def _values(self, frame: Pixels) -> NDArray[np.unsignedinteger]:
        return self._palette.places(frame)

    def _write_patch(self, patch: Patch, ticks: int) -> None:
        is_whole = bool(patch.changed.all())
        values = np.where(patch.changed, patch.values, _AS_BEFORE).astype(np.uint8)
        height, width = values.shape
        # Stay in place (4), with a colour that lets the former frame through (1).
        flags = 4 if is_whole else 5
        shown = min(ticks, _LONGEST_TICKS)
        self._file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, flags, shown, _AS_BEFORE, 0))
        self._file.write(struct.pack("<BHHHHB", 0x2C, patch.x, patch.y, width, height, 0))
        packed = Image.fromarray(values).tobytes("gif", ("L", _CODE_SIZE, 0))
        self._file.write(bytes([_CODE_SIZE]) + packed + b"\0")

    def _end(self) -> None:
        self._file.write(b"\x3b")


def _blocks(words: bytes) -> bytes:
    parts = (words[k : k + _BLOCK] for k in range(0, len(words), _BLOCK))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
