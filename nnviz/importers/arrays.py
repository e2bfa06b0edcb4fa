"""Named arrays from a file: NumPy's .npz and .npy, safetensors, JSON, or text."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from core.checking.given import Given
from nnviz.importers.array_json import read_json
from nnviz.importers.array_text import read_text
from nnviz.importers.errors import ArraysError
from nnviz.importers.npz import read_npy, read_npz
from nnviz.importers.safetensors import read_safetensors

__all__ = [
    "LARGEST_FILE",
    "PASTED",
    "SUFFIXES",
    "ArraysError",
    "decoded",
    "read_arrays",
    "read_content",
    "read_pasted",
]

LARGEST_FILE = 512 * 1024**2
PASTED = "pasted"
SUFFIXES = (".npz", ".npy", ".json", ".csv", ".txt", ".safetensors")
_ZIP, _NPY = b"PK\x03\x04", b"\x93NUMPY"


def read_arrays(path: str | os.PathLike[str]) -> list[Given]:
    """Read every array of a file, by its content where that tells, else by its suffix.

    Raises
    ------
    ArraysError
        If it cannot be read, or holds what is no array of numbers.
    """
    name = os.fspath(path)
    content, suffix = read_content(name), Path(name).suffix.lower()
    if content.startswith(_ZIP):
        return read_npz(content, name)
    if content.startswith(_NPY):
        return [read_npy(content, Path(name).stem, name)]
    if suffix == ".safetensors":
        return read_safetensors(content, name)
    if suffix in (".npz", ".npy"):
        raise ArraysError(name, f"not a {suffix} file of NumPy")
    if suffix not in SUFFIXES:
        raise ArraysError(name, f"expected a file ending in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    return _from_text(decoded(content, name), name)


def read_pasted(text: str) -> list[Given]:
    """Read arrays from a text that was pasted: JSON, what NumPy prints, or rows of numbers.

    Numbers without a name are called `PASTED`.

    Raises
    ------
    ArraysError
        If there is no array of numbers in it.
    """
    return _from_text(text, "", PASTED)


def _from_text(text: str, source: str, unnamed: str = "") -> list[Given]:
    is_json = text.lstrip().startswith("{")
    arrays = read_json(text, source) if is_json else read_text(text, source, unnamed)
    if not arrays:
        raise ArraysError(source, "there is no array in it")
    return arrays


def read_content(name: str) -> bytes:
    """Return the bytes of a file of at most `LARGEST_FILE`; ArraysError as `read_arrays` says."""
    try:
        with open(name, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ArraysError(name, "not a file")
            if status.st_size > LARGEST_FILE:
                raise ArraysError(name, f"{status.st_size / 1024**2:.0f} MB are too large")
            return file.read()
    except (OSError, ValueError) as error:
        if isinstance(error, ArraysError):
            raise
        cause = getattr(error, "strerror", None) or str(error)
        raise ArraysError(name, f"cannot be read: {cause}") from error


def decoded(content: bytes, name: str) -> str:
    """Return bytes as text; ArraysError if they are not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArraysError(name, f"not UTF-8 text (byte {error.start})") from None
