"""One Markdown file of a lesson, taken apart: its front matter, its title, its sections.

The title is the one heading of the first level. Text up to the first heading of the second level is the
body; the sections after it have the names in `SECTIONS`, in any order, each at most once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from nnviz.lessons.errors import LessonError

BODY = "Body"
SECTIONS = ("Question", "Choices", "Hint", "Solution")
LARGEST = 200_000  # bytes of a file
_FENCE = "+++"
_TOML_LINE = re.compile(r"^(.*?)\s*\(at line (\d+), column \d+\)$")
_PATH = re.compile(r"^(.*?)(?: - at `\$(.*?)`)?$")
T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True)
class Page:
    """A file that was read.

    Attributes
    ----------
    path : Path
    title : str
    sections : dict of str to str
        The Markdown of the body and of the sections that are there.
    lines : dict of str to int
        Where each of them begins, from 1.
    front : str
        The front matter's text; it begins in line 2.
    """

    path: Path
    title: str
    sections: dict[str, str]
    lines: dict[str, int]
    front: str

    def head(self, kind: type[T]) -> T:
        """Return the front matter.

        Raises
        ------
        LessonError
            With the line, if it is not TOML or holds something else than `kind` has.
        """
        try:
            values = tomllib.loads(self.front)
        except tomllib.TOMLDecodeError as error:
            found = _TOML_LINE.match(str(error))
            line = int(found[2]) + 1 if found else self.front.count("\n") + 2
            raise self.error(found[1] if found else str(error), line) from None
        try:
            return msgspec.convert(values, kind)
        except msgspec.ValidationError as error:
            found = _PATH.match(str(error))
            keys = re.findall(r"\w+", found[2] or "") if found else []
            unknown = re.search(r"unknown field `(\w+)`", str(error))
            keys += [unknown[1]] if unknown else []
            raise self.error(found[1] if found else str(error), self.line_of(*keys)) from None

    def line_of(self, *keys: str) -> int:
        """Return the line of the front matter where a key stands, or the nearest one above it that does."""
        best, table = 1, []
        for number, line in enumerate(self.front.splitlines(), start=2):
            opened = re.match(r"\s*\[+([^\]]+)\]", line)
            if opened:
                table = [part.strip(" \"'") for part in opened[1].split(".")]
                name: list[str] = table
            else:
                found = re.match(r"\s*(?:\"([^\"]+)\"|([\w-]+))\s*=", line)
                if not found:
                    continue
                name = [*table, found[1] or found[2]]
            if name == list(keys[: len(name)]):
                best = number
        return best

    def error(self, reason: str, line: int) -> LessonError:
        """Return the error that tells of a line."""
        return LessonError(self.path, line, reason)


def read_page(path: Path) -> Page:
    """Read a file.

    Raises
    ------
    LessonError
        If it cannot be read or is not built as a page is.
    """
    text = _text(path)
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise LessonError(path, 1, f"expected the front matter: a line {_FENCE}, TOML, and a line {_FENCE}")
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE), None)
    if end is None:
        raise LessonError(path, 1, f"the front matter is not closed by a line {_FENCE}")
    title, sections, starts = "", {BODY: ""}, {BODY: end + 2}
    name, body = BODY, list[str]()
    for number, line in _outside_code(lines[end + 1 :], end + 2):
        level, heading = _heading(line)
        if level == 1:
            if title or any(map(str.strip, body)):
                raise LessonError(path, number, "expected one title, before everything else")
            title = heading
        elif level == 2:
            if heading not in SECTIONS or heading in starts:
                expected = ", ".join(SECTIONS)
                raise LessonError(path, number, f"expected a section of {expected}, each once: {heading!r}")
            sections[name] = "\n".join(body).strip()
            name, body = heading, []
            starts[name] = number
        else:
            body.append(line)
    sections[name] = "\n".join(body).strip()
    if not title:
        raise LessonError(path, end + 1, "expected a title, as in: # Title")
    needed = [part for part in sections if part != BODY or len(sections) == 1]
    empty = next((part for part in needed if not sections[part]), None)
    if empty is not None:
        raise LessonError(path, starts[empty], f"there is no text in {empty.lower()}")
    return Page(path, title, sections, starts, "\n".join(lines[1:end]))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LessonError(path, 0, f"cannot be read: {error.strerror or error}") from error
    if len(content) > LARGEST:
        raise LessonError(path, 0, f"{len(content)} bytes are too many for a page, at most {LARGEST}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LessonError(path, line, "not UTF-8 text") from None


def _outside_code(lines: list[str], first: int) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; a heading's sign inside a block of code is none."""
    inside = False
    for number, line in enumerate(lines, start=first):
        if line.lstrip().startswith("```"):
            inside = not inside
        yield number, f" {line}" if inside and line.startswith("#") else line


def _heading(line: str) -> tuple[int, str]:
    found = re.match(r"(#{1,2})\s+(.+?)\s*#*$", line)
    return (len(found[1]), found[2]) if found else (0, "")
