"""Planted mistakes as the plain values of a project's file.

Those that are to be found are written so that a glance at the file does not give them away: the list of
mistakes as JSON, filled up with spaces, in base64. That is no secret to anybody who wants to know.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

import core.mistakes  # noqa: F401  (the mistakes register)
from core.checking.planting import Planting
from core.mistakes.base import Mistake
from nnviz.project import strict_json
from nnviz.project.errors import ProjectError

MOST_MISTAKES = 8
_BLOCK = 120  # bytes; a multiple of 3 has no padding, and its length tells no name
_LONGEST = 8 * 4 * _BLOCK // 3


def from_planting(planting: Planting) -> dict[str, Any]:
    """Return ``{"mistakes": [...]}``, or ``{"hidden": text}`` for those that are to be found."""
    mistakes = [mistake.encode() for mistake in planting.mistakes]
    return {"hidden": _covered(mistakes)} if planting.hidden else {"mistakes": mistakes}


def to_planting(mistakes: Sequence[Any] | None, hidden: str | None) -> Planting:
    """Return the mistakes of a file, which has one of the two entries.

    Raises
    ------
    ProjectError
        If it has none or both, or if a text is no such list.
    HyperError
        If a mistake is none of the catalogue.
    """
    if (mistakes is None) == (hidden is None):
        raise ProjectError("planted", 'expected one of the entries "mistakes" and "hidden"')
    path = "planted.mistakes" if hidden is None else "planted.hidden"
    found = mistakes if hidden is None else _uncovered(hidden, path)
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_MISTAKES:
        raise ProjectError(path, f"expected 1 to {MOST_MISTAKES} mistakes")
    made = (Mistake.decode(one, f"{path}[{place}]") for place, one in enumerate(found))
    return Planting(tuple(made), hidden is not None)


def _covered(mistakes: list[dict[str, Any]]) -> str:
    text = json.dumps(mistakes).encode()
    return base64.b64encode(text.ljust(-(-len(text) // _BLOCK) * _BLOCK)).decode()


def _uncovered(text: str, path: str) -> Any:
    if len(text) > _LONGEST:
        raise ProjectError(path, f"expected at most {_LONGEST} characters, got {len(text)}")
    try:
        return strict_json.parse(base64.b64decode(text, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError, ProjectError, ValueError):
        raise ProjectError(path, "the text is damaged: it is no list of mistakes") from None
