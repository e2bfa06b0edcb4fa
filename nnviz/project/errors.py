"""Why a project cannot be read, written or accepted."""

from __future__ import annotations

_LONGEST = 400


class ProjectError(ValueError):
    """A place in a project and what is wrong there, as one line.

    Attributes
    ----------
    path : str
        The place, as ``network.layers[1].units``; empty where it is the whole.
    reason : str
        What is wrong.
    file : str
        The file's name, empty where there is none.
    """

    def __init__(self, path: str, reason: str, file: str = "") -> None:
        self.path = _line(path)
        self.reason = _line(reason)
        self.file = _line(file)
        super().__init__(": ".join(part for part in (self.file, self.path, self.reason) if part))


def _line(text: str) -> str:
    """Return the text as one line of bearable length: it may quote a hostile file."""
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}\N{HORIZONTAL ELLIPSIS}"
