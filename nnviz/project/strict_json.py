"""JSON as the standard means it: no NaN, no key twice, no number that a float64 cannot hold."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from nnviz.project.errors import ProjectError

_MOST_DIGITS = 19  # what fits in 64 bits
_LONGEST_ON_A_LINE = 100


class _Twice(dict[str, Any]):
    """An object in which a key stood twice."""

    key = ""


def parse(text: str) -> Any:
    """Return the value that a JSON text stands for.

    Raises
    ------
    ProjectError
        With the place, if it is not JSON, holds what a project cannot hold, or is nested too deep.
    """
    suspicious = ["surrogate"] if "\\ud" in text.lower() else []

    def number(digits: str) -> float:
        value = float(digits)
        if not math.isfinite(value):
            suspicious.append(digits)
        return value

    def whole(digits: str) -> int | float:
        if len(digits.lstrip("-")) <= _MOST_DIGITS:
            return int(digits)
        suspicious.append(digits)
        return math.nan

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) == len(pairs):
            return values
        keys = [key for key, _ in pairs]
        twice = _Twice(values)
        twice.key = next(key for key in values if keys.count(key) > 1)
        suspicious.append(twice.key)
        return twice

    try:
        value = json.loads(
            text, parse_float=number, parse_int=whole, parse_constant=number, object_pairs_hook=unique
        )
        if suspicious:
            _refuse(value)
    except json.JSONDecodeError as error:
        raise ProjectError(f"line {error.lineno}, column {error.colno}", f"not JSON: {error.msg}") from None
    except RecursionError:
        raise ProjectError("", "nested too deep") from None
    return value


def _refuse(value: Any) -> None:
    """Find what made the parser suspicious, and say where it is."""
    for path, part in _walk(value, ""):
        if isinstance(part, _Twice):
            raise ProjectError(f"{path}.{part.key}".lstrip("."), "the entry stands there twice")
        if isinstance(part, float) and not math.isfinite(part):
            raise ProjectError(path, "expected a finite number of ordinary length")
        if isinstance(part, str) and not part.isascii() and any("\ud800" <= c <= "\udfff" for c in part):
            raise ProjectError(path, "half of a character (a lone surrogate)")


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, part in value.items():
            yield path, key
            yield from _walk(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _walk(part, f"{path}[{position}]")


def write(value: Any) -> str:
    """Return JSON for people: what fits on a line stands on one, and so does every row of numbers.

    Floats have the digits that read back as the same number.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return _lay_out(value, "") + "\n"


def _lay_out(value: Any, indent: str) -> str:
    deeper = indent + "  "
    if isinstance(value, dict):
        parts = [f"{_on_a_line(key)}: {_lay_out(part, deeper)}" for key, part in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, (list, tuple)):
        if not any(isinstance(part, (dict, list, tuple)) for part in value):
            return _on_a_line(value)
        parts = [_lay_out(part, deeper) for part in value]
        opening, closing = "[", "]"
    else:
        return _on_a_line(value)
    line = f"{opening}{', '.join(parts)}{closing}"
    if "\n" not in line and len(indent) + len(line) <= _LONGEST_ON_A_LINE:
        return line
    separator = f",\n{deeper}"
    return f"{opening}\n{deeper}{separator.join(parts)}\n{indent}{closing}"


def _on_a_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
