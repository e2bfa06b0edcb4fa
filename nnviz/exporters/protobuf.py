"""The few kinds of fields of protocol buffers that ONNX needs.

The format is described at https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import struct

_VARINT, _BYTES, _FLOAT = 0, 2, 5


def whole(field: int, value: int) -> bytes:
    """Return a field that holds a whole number from 0."""
    return _varint(field << 3 | _VARINT) + _varint(value)


def content(field: int, value: bytes | str) -> bytes:
    """Return a field that holds bytes, a text or a message."""
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | _BYTES) + _varint(len(data)) + data


def single(field: int, value: float) -> bytes:
    """Return a field that holds a float32."""
    return _varint(field << 3 | _FLOAT) + struct.pack("<f", value)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
