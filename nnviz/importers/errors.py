"""Why arrays cannot be read."""

from __future__ import annotations

_LONGEST = 400


class ArraysError(ValueError):
    """One line for the user: the file, and what is wrong in it."""

    def __init__(self, source: str, reason: str) -> None:
        said = f"{source}: {reason}" if source else reason
        line = "".join(c if c.isprintable() else " " for c in said)
        super().__init__(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}")
