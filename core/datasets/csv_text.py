"""A table of text, read without questions: encoding, delimiter, decimal comma and header are detected."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from core.datasets.numbers import MAXIMUM_CELLS

Cell: TypeAlias = float | str
Rows: TypeAlias = tuple[tuple[Cell, ...], ...]

_DELIMITERS = (";", "\t", ",")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)


class CsvError(ValueError):
    """A table that cannot be used; `line` counts from 1, `column` is its name, where they are known."""

    def __init__(self, source: str, reason: str, line: int | None = None, column: str | None = None) -> None:
        places = [source] if source else []
        places += [f"line {line}"] if line is not None else []
        places += [f"column {column!r}"] if column is not None else []
        super().__init__(f"{', '.join(places)}: {reason}" if places else reason)
        self.source, self.reason, self.line, self.column = source, reason, line, column


@dataclass(frozen=True)
class ParsedCsv:
    """What was read, and how it was understood.

    Attributes
    ----------
    columns : tuple of str
        The header, or ``column 1``, ... where there is none.
    rows : tuple of tuple
        Numbers where a cell is one, else its text; a hole is the empty text.
    delimiter, decimal, encoding : str
    header : bool
        Whether the first line names the columns.
    first_line : int
        The line of the first row in the text, counted from 1.
    """

    columns: tuple[str, ...]
    rows: Rows
    delimiter: str
    decimal: str
    encoding: str
    header: bool
    first_line: int


def read_csv(content: str | bytes, source: str = "") -> ParsedCsv:
    """Read a table.

    Raises
    ------
    CsvError
        If it is empty, binary, without rows, too large, or if its lines have different numbers of cells.
    """
    text, encoding = (content, "utf-8") if isinstance(content, str) else _decode(content, source)
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if not text.strip():
        raise CsvError(source, "the file is empty")
    if _BINARY.search(text):
        raise CsvError(source, "this is not a text file")
    delimiter = _delimiter(text)
    lines = _split(text, delimiter, source)
    decimal = _decimal(lines, delimiter)
    rows = [tuple(_cell(text, decimal) for text in cells) for _, cells in lines]
    header = _has_header(rows)
    names = _column_names(lines[0][1] if header else [""] * len(rows[0]), source, lines[0][0])
    rows, numbers = rows[header:], [line for line, _ in lines[header:]]
    if not rows:
        raise CsvError(source, "there are no rows below the header")
    return ParsedCsv(names, tuple(rows), delimiter, decimal, encoding, header, numbers[0])


def _decode(content: bytes, source: str) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise CsvError(source, "this is not a text file")


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most lines alike; among equals, the one that makes most cells."""
    head = [line for line in text.splitlines()[:100] if line.strip()]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in head if delimiter in line)
        return max(((lines, cells) for cells, lines in counts.items()), default=(0, 0))

    return max(reversed(_DELIMITERS), key=agreement)


def _split(text: str, delimiter: str, source: str) -> list[tuple[int, list[str]]]:
    """Return the cells of every line with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped) or (lines and len(cells) > 1):
                lines.append((reader.line_num, stripped))
    except csv.Error as error:
        raise CsvError(source, str(error), reader.line_num) from error
    _check_widths(lines, source)
    return lines


def _check_widths(lines: list[tuple[int, list[str]]], source: str) -> None:
    width, _ = Counter(len(cells) for _, cells in lines).most_common(1)[0]
    if width * len(lines) > MAXIMUM_CELLS:
        raise CsvError(
            source, f"{len(lines)} x {width} cells are too many; at most {MAXIMUM_CELLS} are possible"
        )
    previous = lines[0][0] - 1
    for number, cells in lines:
        if len(cells) != width:
            plural = "s" if len(cells) > 1 else ""
            raise CsvError(source, f"has {len(cells)} cell{plural}, the others {width}", number)
        if number != previous + 1:
            raise CsvError(source, "is empty", previous + 1)
        previous = number


def _decimal(lines: Sequence[tuple[int, list[str]]], delimiter: str) -> str:
    if delimiter == ",":
        quoted = any(_DECIMAL_COMMA.fullmatch(cell) for _, cells in lines for cell in cells)
        return "," if quoted else "."
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for _, cells in lines for cell in cells) else "."


def _cell(text: str, decimal: str) -> Cell:
    plain = text.replace(",", ".") if decimal == "," and text.count(",") == 1 else text
    if not _NUMBER.fullmatch(plain):
        return text
    number = float(plain)
    return number if math.isfinite(number) else text


def _has_header(rows: Sequence[tuple[Cell, ...]]) -> bool:
    """Tell whether the first row names the columns: words only, or a word above numbers."""
    first = rows[0]
    if not any(isinstance(cell, float) for cell in first):
        return True
    below = rows[1:]
    return any(
        isinstance(name, str)
        and name != ""
        and below != []
        and all(isinstance(row[j], float) for row in below)
        for j, name in enumerate(first)
    )


def _column_names(cells: Sequence[str], source: str, line: int) -> tuple[str, ...]:
    names = tuple(cell or f"column {position}" for position, cell in enumerate(cells, start=1))
    for name, count in Counter(names).items():
        if count > 1:
            raise CsvError(source, f"{count} columns are called {name!r}", line)
    return names
