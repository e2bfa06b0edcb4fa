"""Films as animated WebP: all colours, without loss, of every frame the rectangle that changed.

The container: Google, WebP Container Specification (RFC 9649, section 2.7).
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import BinaryIO

from PIL import Image

from nnviz.figures.film.writer import FilmHead, Patch, PatchWriter, with_alpha

_TICKS = 1000  # a second
_GRID = 2  # places are told in steps of two pixels
_ANIMATION, _ALPHA, _XMP = 0x02, 0x10, 0x04
_HEADER = 12
_METHOD, _EFFORT = 2, 40  # quick: a film has many frames
_XMP_PACKET = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


class WebpWriter(PatchWriter):
    """Writes an animated WebP; see `FilmWriter`."""

    def __init__(self, file: BinaryIO, head: FilmHead) -> None:
        super().__init__(file, head, _TICKS, _GRID)
        file.write(b"RIFF\0\0\0\0WEBP")
        flags = _ANIMATION | _ALPHA | (_XMP if head.metadata else 0)
        self._chunk(b"VP8X", bytes([flags, 0, 0, 0]) + _24(head.width - 1) + _24(head.height - 1))
        self._chunk(b"ANIM", struct.pack("<IH", 0, 0 if head.loop else 1))

    def _write_patch(self, patch: Patch, ticks: int) -> None:
        pixels = with_alpha(patch)
        height, width, _ = pixels.shape
        still = BytesIO()
        Image.fromarray(pixels).save(still, "WEBP", lossless=True, quality=_EFFORT, method=_METHOD)
        place = (patch.x // _GRID, patch.y // _GRID, width - 1, height - 1, ticks)
        # No flags: blended over the former frame, and left there.
        self._chunk(b"ANMF", b"".join(map(_24, place)) + b"\0" + _image_data(still.getvalue()))

    def _end(self) -> None:
        if self._head.metadata:
            words = _escaped("; ".join(self._head.metadata.values()))
            self._chunk(b"XMP ", _XMP_PACKET.format(words).encode())
        end = self._file.tell()
        self._file.seek(4)
        self._file.write(struct.pack("<I", end - 8))
        self._file.seek(end)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        self._file.write(kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2))


def _image_data(still: bytes) -> bytes:
    """Return the chunks of a picture's file that are the picture itself."""
    kept, place = [], _HEADER
    while place < len(still):
        size = int.from_bytes(still[place + 4 : place + 8], "little")
        after = place + 8 + size + size % 2
        if still[place : place + 4] in (b"VP8L", b"VP8 ", b"ALPH"):
            kept.append(still[place:after])
        place = after
    return b"".join(kept)


def _24(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
