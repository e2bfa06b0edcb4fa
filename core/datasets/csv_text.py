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

DELIMITERS = (";", "\t", ",")
DECIMALS = (".", ",")
ENCODINGS = ("utf-8", "cp1252", "utf-16")
_QUOTED = re.compile(r'"[^"]*"')
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


@dataclass(frozen=True)
class CsvForm:
    """How a table is written; what is None is detected.

    Attributes
    ----------
    delimiter : str
        One of `DELIMITERS`.
    decimal : str
        One of `DECIMALS`.
    encoding : str
        As Python names it; of text that is already decoded it is ignored.
    header : bool
        Whether the first line names the columns.
    """

    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    header: bool | None = None


_DETECTED = CsvForm()


def read_csv(content: str | bytes, source: str = "", form: CsvForm = _DETECTED) -> ParsedCsv:
    """Read a table.

    Raises
    ------
    CsvError
        If it is empty, binary, without rows, too large, or if its lines have different numbers of cells.
    """
    text, encoding = (
        (content, "utf-8") if isinstance(content, str) else _decode(content, source, form.encoding)
    )
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if _BINARY.search(text):
        raise CsvError(source, "this is not a text file")
    delimiter = form.delimiter or _delimiter(text)
    texts, first = _split(text, delimiter, source)
    if not texts:
        raise CsvError(source, "the file is empty")
    _check_widths(texts, first, source)
    decimal = form.decimal or _decimal(texts)
    rows = tuple(tuple(_cell(cell, decimal) for cell in row) for row in texts)
    header = _has_header(rows) if form.header is None else form.header
    names = _column_names(texts[0] if header else [""] * len(rows[0]), source, first)
    if header and len(rows) == 1:
        raise CsvError(source, "there are no rows below the header")
    return ParsedCsv(
        columns=names,
        rows=rows[1:] if header else rows,
        delimiter=delimiter,
        decimal=decimal,
        encoding=encoding,
        header=header,
        first_line=first + header,
    )


def _decode(content: bytes, source: str, wanted: str | None) -> tuple[str, str]:
    if wanted:
        encodings = [wanted]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
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
    raise CsvError(source, f"this is not {wanted} text" if wanted else "this is not a text file")


def _decimal(texts: list[list[str]]) -> str:
    return "," if any(_DECIMAL_COMMA.fullmatch(cell) for row in texts for cell in row) else "."


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most lines alike; in doubt not the comma, which decimals use too."""
    head = [_QUOTED.sub("", line) for line in text.splitlines()[:100]]

    def agreement(delimiter: str) -> int:
        counts = Counter(line.count(delimiter) for line in head if delimiter in line)
        return max(counts.values(), default=0)

    return max(DELIMITERS, key=agreement)


def _split(text: str, delimiter: str, source: str) -> tuple[list[list[str]], int]:
    """Return the cells of every line, without empty lines around them, and the number of the first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    first = empty = 0
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if not any(stripped):
                empty = empty or reader.line_num
                continue
            if rows and empty:
                raise CsvError(source, "is empty", empty)
            first, empty = first or reader.line_num, 0
            rows.append(stripped)
    except csv.Error as error:
        raise CsvError(source, str(error), reader.line_num) from error
    return rows, first


def _check_widths(rows: Sequence[Sequence[str]], first: int, source: str) -> None:
    width, _ = Counter(len(cells) for cells in rows).most_common(1)[0]
    if width * len(rows) > MAXIMUM_CELLS:
        raise CsvError(source, f"has {len(rows)} x {width} cells; at most {MAXIMUM_CELLS} are possible")
    for line, cells in enumerate(rows, start=first):
        if len(cells) != width:
            plural = "" if len(cells) == 1 else "s"
            raise CsvError(source, f"has {len(cells)} cell{plural}, the others {width}", line)


def _cell(text: str, decimal: str) -> Cell:
    # Where the comma is decimal a dot groups thousands: 1.500 must not become 1.5.
    plain = text.replace(".", "_").replace(",", ".") if decimal == "," else text
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
