"""Matrices in their places: single ones, and stacks of those that share their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from nnviz.figures.matrices import Matrix
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Style
from nnviz.figures.text_width import text_width

LEAST_CELL = 1e-3
_LEAST_ROW = 7.0  # of a single row below others
_MATRIX_GAP = 3.0
_LABEL_PAD = 5.0
_BOLDER = 1.08  # than the regular letters that are measured
_ASIDE = 3.0  # how much more it counts to lie aside than to lie far away


class Cell(NamedTuple):
    """A cell: which matrix, and where in it."""

    quantity: str
    row: int
    column: int


@dataclass(frozen=True)
class Block:
    """One matrix in its place.

    Attributes
    ----------
    rect : Rect
        Its cells, without labels.
    title : (str, str)
        Its name and its shape, above it; empty where its row label is its name.
    has_columns : bool
        Whether the numbers of its columns stand above it.
    gutter : float
        Room for row labels to the left.
    line : float
        The height of a line of labels above it.
    has_numbers : bool
        Whether its cells are large enough for numbers.
    """

    matrix: Matrix
    rect: Rect
    title: tuple[str, str]
    has_columns: bool
    gutter: float
    line: float
    has_numbers: bool

    @property
    def cell_width(self) -> float:
        """Width of a cell."""
        return self.rect.width / self.matrix.values.shape[1]

    @property
    def cell_height(self) -> float:
        """Height of a cell."""
        return self.rect.height / self.matrix.values.shape[0]

    @property
    def title_rect(self) -> Rect:
        """Where its name stands, if it has one of its own; as wide as the matrix with its row labels."""
        height = self.line if self.title[0] else -1.0
        top = self.rect.y - self.line * (1 + self.has_columns)
        return Rect(self.rect.x - self.gutter, top, self.gutter + self.rect.width, height)

    def moved(self, down: float) -> Block:
        """Return it so much further down."""
        return replace(self, rect=self.rect._replace(y=self.rect.y + down))

    def cell_rect(self, row: int, column: int) -> Rect:
        """Return the place of a cell."""
        left, top = self.rect.x + column * self.cell_width, self.rect.y + row * self.cell_height
        return Rect(left, top, self.cell_width, self.cell_height)

    def cell_at(self, x: float, y: float) -> Cell | None:
        """Return the cell under a point."""
        if not self.rect.contains(x, y):
            return None
        rows, columns = self.matrix.values.shape
        row = min(int((y - self.rect.y) / self.cell_height), rows - 1)
        return Cell(self.matrix.quantity, row, min(int((x - self.rect.x) / self.cell_width), columns - 1))


class Cells(NamedTuple):
    """The cells of a stack."""

    width: float
    height: float
    has_numbers: bool


class Stack:
    """Matrices one below the other."""

    def __init__(self, matrices: Sequence[Matrix], style: Style) -> None:
        self.matrices = tuple(matrices)
        self.columns = max(matrix.values.shape[1] for matrix in matrices)
        self.rows = sum(len(matrix.values) for matrix in matrices)
        self._measure = text_width(style, "small")
        self.line = 1.25 * style.small
        titles = (" ".join(self.title(matrix)) for matrix in matrices if self._is_titled(matrix))
        self.least_width = max(map(self._measure, titles)) * _BOLDER
        labels = [
            label
            for matrix in matrices
            for label in (matrix.row_label(0), matrix.row_label(len(matrix.values) - 1))
        ]
        self.gutter = max(map(self._measure, labels)) + _LABEL_PAD

    def title(self, matrix: Matrix) -> tuple[str, str]:
        """Return the names and the shape that stand above a matrix; single rows share one title."""
        if matrix.has_samples and len(matrix.values) == 1:
            return ", ".join(each.symbol for each in self.matrices), matrix.shape_words
        return matrix.symbol, matrix.shape_words

    def _is_titled(self, matrix: Matrix) -> bool:
        return matrix is self.matrices[0] or len(matrix.values) > 1

    @property
    def frame(self) -> float:
        """The height of all but the cells: titles, numbers of columns, gaps."""
        titles = sum(self._is_titled(matrix) for matrix in self.matrices)
        return (titles + 1) * self.line + (len(self.matrices) - 1) * _MATRIX_GAP

    def width(self, cell: float) -> float:
        """Return the width with cells of this width."""
        return max(self.gutter + self.columns * cell, self.least_width)

    def height(self, cell: float) -> float:
        """Return the height with cells of this height."""
        return self.frame + sum(len(m.values) * self.row_height(m, cell) for m in self.matrices)

    def row_height(self, matrix: Matrix, cell: float) -> float:
        """Return the height of a matrix' rows; a bias is not lost below the many rows of its weights."""
        has_company = any(len(each.values) > 1 for each in self.matrices)
        return max(cell, _LEAST_ROW) if len(matrix.values) == 1 and has_company else cell

    def cell_height(self, height: float) -> float:
        """Return how high cells are, of which the stack becomes this high."""
        even = (height - self.frame) / self.rows
        if even >= _LEAST_ROW:
            return even
        scaled = sum(len(m.values) for m in self.matrices if self.row_height(m, 0.0) == 0.0)
        return max((height - self.height(0.0)) / scaled, LEAST_CELL)

    def blocks(self, left: float, top: float, cells: Cells) -> list[Block]:
        """Return the matrices in their places."""
        found, y = [], top
        for matrix in self.matrices:
            rows, columns = matrix.values.shape
            is_first, is_titled = matrix is self.matrices[0], self._is_titled(matrix)
            y += self.line * (is_first + is_titled)
            high = rows * self.row_height(matrix, cells.height)
            rect = Rect(left + self.gutter, y, columns * cells.width, high)
            title = self.title(matrix) if is_titled else ("", "")
            found.append(Block(matrix, rect, title, is_first, self.gutter, self.line, cells.has_numbers))
            y = rect.bottom + _MATRIX_GAP
        return found


def nearest_cell(blocks: Sequence[Block], here: Block, cell: Cell, direction: tuple[int, int]) -> Cell | None:
    """Return the cell of another matrix that lies next to a cell of `here`, downward and to the right."""
    down, right = direction
    start = here.cell_rect(cell.row, cell.column)
    beyond = [
        block
        for block in blocks
        if right * (block.rect.centre - here.rect.centre) > abs(right) * here.rect.width / 2
        or down * (block.rect.middle - here.rect.middle) > abs(down) * here.rect.height / 2
    ]
    if not beyond:
        return None

    def distance(block: Block) -> float:
        across = max(block.rect.x - start.centre, start.centre - block.rect.right, 0)
        along = max(block.rect.y - start.middle, start.middle - block.rect.bottom, 0)
        return across + along + _ASIDE * (across if down else along)

    found = min(beyond, key=distance)
    x = min(max(start.centre, found.rect.x), found.rect.right)
    y = min(max(start.middle, found.rect.y), found.rect.bottom)
    return found.cell_at(x, y)
