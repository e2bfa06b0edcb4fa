"""The format safetensors, read by hand: the length of a header, the header as JSON, the tensors' bytes.

The format is described at https://github.com/huggingface/safetensors.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from core.checking.given import Given
from nnviz.importers.errors import ArraysError
from nnviz.importers.numbers import from_binary
from nnviz.project import strict_json
from nnviz.project.errors import ProjectError

_LENGTH = 8  # bytes that tell the header's length
_LARGEST_HEADER = 100_000_000  # as the format has it
_TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "<i1",
    "U8": "<u1",
    "BOOL": "?",
}
_BFLOAT = 2.0**-7  # the relative precision of bfloat16, which is the upper half of a float32


def read_safetensors(content: bytes, source: str) -> list[Given]:
    """Read every tensor.

    Raises
    ------
    ArraysError
        If it is damaged or holds what is no array of numbers.
    """
    length = int.from_bytes(content[:_LENGTH], "little")
    if len(content) < _LENGTH or length > min(_LARGEST_HEADER, len(content) - _LENGTH):
        raise ArraysError(
            source, f"the header promises {length} bytes, the file has {max(0, len(content) - _LENGTH)}"
        )
    header = _header(content[_LENGTH : _LENGTH + length], source)
    data = content[_LENGTH + length :]
    return [_tensor(name, entry, data, source) for name, entry in header.items() if name != "__metadata__"]


def read_metadata(content: bytes) -> dict[str, str]:
    """Return the texts that a file says about itself; nothing where it cannot be read."""
    length = int.from_bytes(content[:_LENGTH], "little")
    try:
        metadata = _header(content[_LENGTH : _LENGTH + length], "").get("__metadata__")
    except ArraysError:
        return {}
    entries = metadata.items() if isinstance(metadata, dict) else ()
    return {name: text for name, text in entries if isinstance(text, str)}


def _header(text: bytes, source: str) -> dict[str, Any]:
    try:
        header = strict_json.parse(text.decode("utf-8"))
    except (ProjectError, UnicodeDecodeError) as error:
        raise ArraysError(source, f"the header is damaged: {error}") from error
    if not isinstance(header, dict):
        raise ArraysError(source, "the header is damaged: expected an object")
    return header


def _tensor(name: str, entry: Any, data: bytes, source: str) -> Given:
    if not isinstance(entry, dict):
        raise ArraysError(source, f"{name}: the entry in the header is no object")
    kind = entry.get("dtype")
    shape, offsets = (_counts(entry.get(part)) for part in ("shape", "data_offsets"))
    if not isinstance(kind, str) or kind not in _TYPES:
        raise ArraysError(source, f"{name}: the type {kind!r} is not read; known are {', '.join(_TYPES)}")
    if shape is None or offsets is None or len(offsets) != 2:
        raise ArraysError(source, f"{name}: shape or data_offsets are no lists of whole numbers")
    begin, end = offsets
    dtype = np.dtype(_TYPES[kind])
    if not begin <= end <= len(data) or end - begin != math.prod(shape) * dtype.itemsize:
        raise ArraysError(
            source,
            f"{name}: bytes {begin} to {end} of {len(data)} do not hold {kind} of shape {tuple(shape)}",
        )
    array: npt.NDArray[Any] = np.frombuffer(data[begin:end], dtype).reshape(shape)
    if kind == "BF16":
        return from_binary(name, (array.astype("<u4") << 16).view("<f4"), _BFLOAT)
    return from_binary(name, array)


def _counts(value: Any) -> list[int] | None:
    """Return a list of whole numbers from 0; None if it is anything else."""
    if isinstance(value, list) and all(type(number) is int and number >= 0 for number in value):
        return value
    return None
