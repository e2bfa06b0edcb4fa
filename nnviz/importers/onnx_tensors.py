"""Tensors and attributes of ONNX."""

from __future__ import annotations

import math
import struct
from typing import Any

import numpy as np

from core.arrays import Array
from nnviz.importers.errors import ArraysError
from nnviz.importers.protobuf import Message, packed_wholes

_TYPES = {1: "<f4", 11: "<f8", 10: "<f2", 6: "<i4", 7: "<i8", 2: "u1", 3: "i1", 9: "?"}
_ROWS = {4: (1, "<f4"), 10: (11, "<f8")}  # numbers in a field of their own: field, type


def tensor(message: Message, source: str) -> tuple[str, Array]:
    """Return the name and the numbers of a tensor.

    Raises
    ------
    ArraysError
        If it holds no numbers, lies in another file, or has other numbers than its shape says.
    """
    name, kind = message.text(8), message.whole(2)
    shape = packed_wholes(message, 1)
    if message.whole(14) or 13 in message.contents:
        raise ArraysError(source, f"{name}: its numbers lie in another file; save the model as one file")
    if kind not in _TYPES:
        raise ArraysError(source, f"{name}: numbers of the type {kind} of ONNX are not read")
    data, dtype = message.contents.get(9, [b""])[-1], np.dtype(_TYPES[kind])
    for field, (its_kind, its_type) in _ROWS.items():
        if not data and kind == its_kind:
            data, dtype = b"".join(message.contents.get(field, [])), np.dtype(its_type)
    wanted = math.prod(shape) * dtype.itemsize
    if len(data) != wanted:
        raise ArraysError(source, f"{name}: shape {tuple(shape)} needs {wanted} bytes, there are {len(data)}")
    values: Any = np.frombuffer(data, dtype).reshape(shape)
    return name, values.astype(np.float64)


def attributes(node: Message) -> dict[str, float]:
    """Return the numbers among a node's attributes; a float32 with the digits that it was written with."""
    found: dict[str, float] = {}
    for one in node.messages(5):
        if 2 in one.contents:
            single = np.float32(struct.unpack("<f", one.contents[2][-1])[0])
            found[one.text(1)] = float(str(single))
        elif 3 in one.wholes:
            value = one.whole(3)
            found[one.text(1)] = value - (1 << 64) if value >> 63 else value
    return found
