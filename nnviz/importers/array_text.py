"""Arrays from text: a name and rows of numbers, as a table has them or as NumPy prints them.

Each line that begins with a name begins an array, or goes on with the one of that name::

    dW1, 0.1, 0.2            delta2 = array([[-0.5,  0.25]])
    dW1, 0.3, 0.4            db1: [0.1 0.2]
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from core.arrays import Array
from core.checking.given import Given
from nnviz.importers.errors import ArraysError
from nnviz.importers.numbers import from_written

_NOT_A_NAME = r"(?!(?:nan|inf|infinity|array|tensor|dtype|np|numpy)\b)"
_AFTER_NAME = r"(?:\s*[=:,;]|\s+(?=[\[\d.+-])|\s*$)"
_NAME = re.compile(rf'\s*"?{_NOT_A_NAME}([A-Za-z_][\w./]*(?:\[\d+\])?)"?{_AFTER_NAME}', re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?(?:nan|inf)\b", re.IGNORECASE)
_DECORATION = re.compile(r"[\s,;()]|dtype=[\w.]+|array|tensor|(?:np|numpy)\.|float\d*", re.IGNORECASE)


@dataclass
class _Block:
    """The lines of one array so far."""

    name: str
    text: list[str] = field(default_factory=list)
    line: int = 0


def read_text(text: str, source: str, unnamed: str = "") -> list[Given]:
    """Read every array.

    Parameters
    ----------
    text, source : str
    unnamed : str
        What numbers before the first name are called; empty refuses them.

    Raises
    ------
    ArraysError
        With the line, if something is neither a name nor a number or if rows have different lengths.
    """
    blocks: dict[str, _Block] = {}
    block = None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        named = _NAME.match(line)
        if named:
            name = named[1]
            block = blocks.setdefault(name, _Block(name, line=number))
        if block is None and unnamed:
            block = blocks.setdefault(unnamed, _Block(unnamed, line=number))
        elif block is None:
            raise ArraysError(source, f"line {number}: expected a name, such as dW1, before the numbers")
        block.text.append(line[named.end() :] if named else line)
    return from_written([(one.name, _array(one, source)) for one in blocks.values()])


def _array(block: _Block, source: str) -> Array:
    joined = "\n".join(block.text)
    brackets = "[" in joined
    rows = re.split(r"\]", joined.replace("[", " ")) if brackets else joined.split("\n")
    numbers = [row for row in (_row(part, block, source) for part in rows) if row]
    if not numbers:
        raise ArraysError(source, f"line {block.line}: {block.name} has no numbers")
    if len({len(row) for row in numbers}) > 1:
        raise ArraysError(source, f"line {block.line}: the rows of {block.name} have different lengths")
    array = np.array(numbers)
    is_flat = len(numbers) == 1 and "[[" not in re.sub(r"\s", "", joined)
    return array[0] if is_flat else array


def _row(text: str, block: _Block, source: str) -> list[float]:
    plain = _DECORATION.sub(" ", text)
    rest = _NUMBER.sub(" ", plain).split()
    if rest:
        raise ArraysError(source, f"line {block.line}: {rest[0]!r} of {block.name} is not a number")
    return [float(number) for number in _NUMBER.findall(plain)]
