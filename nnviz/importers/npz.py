"""NumPy's own files, read without pickle and without believing a header."""

from __future__ import annotations

import io
import math
import zipfile
import zlib

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from core.checking.given import Given
from nnviz.importers.errors import ArraysError
from nnviz.importers.numbers import from_binary

_LARGEST = 512 * 1024**2  # bytes of all arrays; a small zip can hold terabytes
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_KINDS = "fiub"  # floats, integers, truth values


def read_npz(content: bytes, source: str) -> list[Given]:
    """Read every array of an archive.

    Raises
    ------
    ArraysError
        If it is damaged, too large, or holds what is no array of numbers.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if size > _LARGEST:
                raise ArraysError(source, f"{size / 1024**2:.0f} MB of arrays are too large")
            return [
                read_npy(archive.read(member), member.filename.removesuffix(".npy"), source)
                for member in members
                if member.filename.endswith(".npy")
            ]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ArraysError(source, f"the archive is damaged: {error}") from error


def read_npy(content: bytes, name: str, source: str) -> Given:
    """Read one array; ArraysError as `read_npz` says."""
    file = io.BytesIO(content)
    try:
        read_header = _HEADERS.get(npy.read_magic(file))
        if read_header is None:
            raise ArraysError(source, f"{name}: a version of the format that is not known")
        shape, is_fortran, dtype = read_header(file)
    except ArraysError:
        raise
    except (ValueError, TypeError, MemoryError, RecursionError, SyntaxError, UnicodeDecodeError) as error:
        raise ArraysError(source, f"{name}: the header is damaged: {error}") from error
    _check_type(dtype, name, source)
    wanted, there = math.prod(shape) * dtype.itemsize, len(content) - file.tell()
    if any(length < 0 for length in shape) or wanted != there:
        raise ArraysError(
            source, f"{name}: the header promises {wanted} bytes of shape {shape}, there are {there}"
        )
    flat: npt.NDArray[np.generic] = np.frombuffer(content, dtype, offset=file.tell())
    return from_binary(name, flat.reshape(shape, order="F" if is_fortran else "C"))


def _check_type(dtype: np.dtype[np.generic], name: str, source: str) -> None:
    if dtype.hasobject:
        reason = "holds Python objects, not numbers: save np.asarray(..., dtype=float), one array per name"
        raise ArraysError(source, f"{name}: {reason}")
    if dtype.kind not in _KINDS:
        raise ArraysError(source, f"{name}: expected numbers, got the type {dtype}")
