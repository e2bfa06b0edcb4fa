"""Strict reading of matrices from a project file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

from core.hyper import HyperError

Rows: TypeAlias = tuple[tuple[float, ...], ...]
MAXIMUM_CELLS = 2_000_000


def parse_rows(value: Any, path: str) -> Rows:
    """Return a matrix of finite numbers as tuples.

    Raises
    ------
    HyperError
        With the path of the row or cell, ``data.inputs[3]``, that is not a number, not finite, or of
        another length than the first row; or if there are no rows, no columns or too many cells.
    """
    rows = parse_list(value, path)
    width = len(parse_list(rows[0], f"{path}[0]"))
    check_cells(len(rows), width, path)
    parsed = []
    for index, row in enumerate(rows):
        where = f"{path}[{index}]"
        cells = parse_list(row, where)
        if len(cells) != width:
            raise HyperError(where, f"has {len(cells)} numbers, the first row {width}")
        parsed.append(tuple(parse_number(cell, f"{where}[{j}]") for j, cell in enumerate(cells)))
    return tuple(parsed)


def parse_list(value: Any, path: str) -> Sequence[Any]:
    """Return `value` if it is a list with at least one entry."""
    if not isinstance(value, (list, tuple)):
        raise HyperError(path, f"expected a list, got {type(value).__name__}")
    if not value:
        raise HyperError(path, "is empty")
    return value


def check_cells(rows: int, columns: int, path: str) -> None:
    """Raise HyperError if a table is too large to be kept in a project."""
    if rows * columns > MAXIMUM_CELLS:
        raise HyperError(path, f"has {rows} x {columns} cells; at most {MAXIMUM_CELLS} are possible")


def parse_number(value: Any, path: str) -> float:
    """Return `value` if it is a finite number, else raise HyperError."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise HyperError(path, f"expected a number, got {value!r}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise HyperError(path, "is not a finite number")
    return number
