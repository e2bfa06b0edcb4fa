"""Arrays from JSON: any nesting of names, as ``nnviz values --json`` writes it or flat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.checking.given import Given
from nnviz.importers.errors import ArraysError
from nnviz.importers.numbers import from_written
from nnviz.project import strict_json
from nnviz.project.errors import ProjectError


def read_json(text: str, source: str) -> list[Given]:
    """Read every list of numbers, and every single number, by the path to it, ``layers.1.delta``.

    Objects in a list count from 1.

    Raises
    ------
    ArraysError
        If it is not JSON, a number is not finite, or rows have different lengths.
    """
    try:
        value = strict_json.parse(text)
        return from_written([(name, _array(name, part, source)) for name, part in _arrays(value, "")])
    except ProjectError as error:
        raise ArraysError(source, str(error)) from error
    except RecursionError:
        raise ArraysError(source, "nested too deep") from None


def _arrays(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _arrays(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for place, part in enumerate(value, start=1):
            yield from _arrays(part, f"{path}.{place}" if path else f"{place}")
    elif isinstance(value, list) or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        yield path, value


def _array(name: str, value: Any, source: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    _check(value, name, source)
    try:
        return np.array(value, dtype=np.float64)
    except ValueError as error:
        raise ArraysError(source, f"{name}: its rows have different lengths") from error


def _check(value: Any, name: str, source: str) -> None:
    if isinstance(value, list):
        for place, part in enumerate(value):
            _check(part, f"{name}[{place}]", source)
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ArraysError(source, f"{name}: expected a number, got {value!r}")
