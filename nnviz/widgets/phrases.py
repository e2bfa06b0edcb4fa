"""Small pieces of sentences about counted things."""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 4


def counted(number: int, noun: str) -> str:
    """Return ``1 sample`` or ``2 samples``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def some_of(names: Sequence[str], shown: int = _SHOWN) -> str:
    """Return the names, or the first few of many: ``a, b, c, d and 6 more``."""
    if len(names) <= shown + 1:
        return ", ".join(names)
    return f"{', '.join(names[:shown])} and {len(names) - shown} more"
