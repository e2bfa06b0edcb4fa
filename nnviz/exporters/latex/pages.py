"""Pages, words and broken formulas of LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.formula import Formula

HEAD = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\emergencystretch}{3em}
\begin{document}
% The section begins here; it needs amsmath alone.
"""
TAIL = "% The section ends here.\n\\end{document}\n"

_WIDEST = 66  # letters of a line in an article
_LAYOUT = re.compile(r"\\(?:left|right|quad|,|;|!)|[{}^_&]|\\begin\{\w+\}|\\end\{\w+\}")
_SIGNS = re.compile(r"[+=]|\\(?:cdot|odot|sum|leftarrow)\b")  # with some room around each
_MATRIX = re.compile(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}")
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")
_FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")


def width_of(latex: str) -> int:
    """Return about how many letters wide a formula is set."""
    latex = _MATRIX.sub(lambda found: "x" * _matrix_width(found[1]), latex)
    previous = ""
    while previous != latex:
        previous = latex
        latex = _FRACTION.sub(lambda found: max(found[1], found[2], key=len), latex)
    signs = len(_SIGNS.findall(latex))
    return len(_COMMAND.sub("x", _LAYOUT.sub("", latex)).replace(" ", "")) + 2 * signs


def _matrix_width(inside: str) -> int:
    """Return the width of a matrix: its columns, each as wide as its widest number, and its brackets."""
    lines = [[width_of(cell) for cell in line.split("&")] for line in inside.split(r"\\")]
    return sum(max(column) + 2 for column in zip(*lines, strict=True)) + 1


def rows(left: str, chunks: Sequence[str], *, with_left: bool = True) -> list[str]:
    """Return the rows of an ``align*``: the right side is broken where it gets too long.

    Parameters
    ----------
    left : str
        The left side, which takes its room in every row.
    chunks : sequence of str
        The right side, in pieces that stay whole.
    with_left : bool
        Whether the left side is written; else it stands above.
    """
    room = _WIDEST - width_of(left)
    lines: list[str] = []
    for chunk in chunks:
        joined = f"{lines[-1]} {chunk}" if lines else chunk
        if lines and width_of(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(chunk)
    begins = [f"{left if with_left else ''} & = {lines[0]}".lstrip()]
    return begins + [rf"& \quad {line}" for line in lines[1:]]


def of_formula(formula: Formula, *, with_left: bool) -> list[str]:
    """Return the rows of a formula, whose first chunk is the left side and its sign."""
    left, *chunks = (chunk.latex for chunk in formula.chunks)
    return rows(left.removesuffix("=").strip(), chunks, with_left=with_left)


def display(lines: Iterable[str]) -> str:
    """Return rows as one displayed formula."""
    return "\\begin{align*}\n" + " \\\\\n".join(f"  {line}" for line in lines) + "\n\\end{align*}\n"
