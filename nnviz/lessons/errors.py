"""What is wrong in a lesson's file, and where."""

from __future__ import annotations

from pathlib import Path


class LessonError(ValueError):
    """A line of a file and the reason why it is no part of a lesson.

    Attributes
    ----------
    file : Path
    line : int
        From 1; 0 where it is the file as a whole.
    reason : str
    """

    def __init__(self, file: Path, line: int, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = " ".join(reason.split())
        place = f"{file}:{line}" if line else str(file)
        super().__init__(f"{place}: {self.reason}")
