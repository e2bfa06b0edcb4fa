"""Where the matrices of a layer stand, and how large their cells are.

Matrices that share their columns stand one below the other in a stack, the bias under its weights. Cells have
numbers where all of a stack fits with them; otherwise they are as large as the area allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from nnviz.figures.matrices import PER_SAMPLE, Matrix
from nnviz.figures.network_shapes import Rect
from nnviz.figures.style import Style
from nnviz.figures.text_width import text_width

LEAST_NUMBER_HEIGHT = 11.5
_WIDEST_NUMBER, _HIGHEST_NUMBER = 60.0, 19.0
_LARGEST_CELL, _LEAST_CELL = 18.0, 1e-3  # without a number
_LEAST_ROW = 7.0  # of a single row below others
_LEAST_LABELLED = 4.0  # smaller cells have no labels
_MARGIN, _STACK_GAP, _LINE_GAP, _MATRIX_GAP = 6.0, 13.0, 8.0, 3.0
_LABEL_PAD, _NUMBER_PAD = 5.0, 4.0
_BOLDER = 1.08  # than the regular letters that are measured
_LONGEST_NUMBER = "−0.023"  # what is still worth showing; where there is more room, digits are added
_ASIDE = 3.0  # how much more it counts to lie aside than to lie far away
_PARAMETERS = ("weight", "bias", "slope")


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


class _Cells(NamedTuple):
    """The cells of a stack."""

    width: float
    height: float
    has_numbers: bool


class _Placed(NamedTuple):
    """A stack with the place of its corner."""

    stack: _Stack
    left: float
    top: float
    cells: _Cells


class _Stack:
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
        is_aside = len(matrix.values) == 1 < self.rows - len(self.matrices) + 1
        return max(cell, _LEAST_ROW) if is_aside else cell

    def cell_height(self, height: float) -> float:
        """Return how high cells are, of which the stack becomes this high."""
        even = (height - self.frame) / self.rows
        if even >= _LEAST_ROW:
            return even
        scaled = sum(len(m.values) for m in self.matrices if self.row_height(m, 0.0) == 0.0)
        return max((height - self.height(0.0)) / scaled, _LEAST_CELL)

    def blocks(self, left: float, top: float, cells: _Cells) -> list[Block]:
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


def arrange(matrices: Sequence[Matrix], width: float, height: float, style: Style) -> tuple[Block, ...]:
    """Return where each matrix stands in an area, in points.

    Of several arrangements, the one with the most numbers wins, and then the one with the largest cells.
    """
    room = (width - 2 * _MARGIN, height - 2 * _MARGIN)
    number = _least_number_width(style)
    arrangements = [
        placed
        for stacks in _stackings(matrices, style)
        for placed in (_in_lines(stacks, *room, number), _in_one_line(stacks, *room, number))
        if placed
    ]
    best = max(arrangements, key=_score)
    return tuple(
        block
        for placed in best
        for block in placed.stack.blocks(_MARGIN + placed.left, _MARGIN + placed.top, placed.cells)
    )


def size_with_numbers(matrices: Sequence[Matrix], style: Style) -> tuple[float, float]:
    """Return the least area, in points, in which one stack of matrices has room for all its numbers."""
    stack = _Stack(matrices, style)
    width, height = stack.width(_least_number_width(style)), stack.height(LEAST_NUMBER_HEIGHT)
    return width + 2 * _MARGIN, height + 2 * _MARGIN


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


def _least_number_width(style: Style) -> float:
    return text_width(style, "small")(_LONGEST_NUMBER) + _NUMBER_PAD


def _stackings(matrices: Sequence[Matrix], style: Style) -> list[list[_Stack]]:
    """Return the matrices in stacks: those of the samples side by side, or one below the other."""
    parameters = [matrix for matrix in matrices if matrix.quantity in _PARAMETERS]
    samples = [matrix for matrix in matrices if matrix.quantity in PER_SAMPLE]
    gradients = [matrix for matrix in matrices if matrix not in parameters and matrix not in samples]
    together = [parameters, samples, gradients]
    apart = [parameters, *([matrix] for matrix in samples), gradients]
    is_single = bool(samples) and len(samples[0].values) == 1
    ways = [together, apart] if is_single else [apart, together]
    return [[_Stack(group, style) for group in way if group] for way in ways]


def _in_lines(stacks: list[_Stack], width: float, height: float, number: float) -> list[_Placed]:
    """Place the stacks in lines, all with numbers; empty if there is no room for that."""
    lines: list[list[_Stack]] = [[]]
    for stack in stacks:
        if _width([*lines[-1], stack], number) > width and lines[-1]:
            lines.append([])
        lines[-1].append(stack)
    if max(_width(line, number) for line in lines) > width:
        return []
    frames = sum(max(stack.frame for stack in line) for line in lines) + _LINE_GAP * (len(lines) - 1)
    rows = sum(max(stack.rows for stack in line) for line in lines)
    cell_height = min((height - frames) / rows, _HIGHEST_NUMBER)
    if cell_height < LEAST_NUMBER_HEIGHT:
        return []
    spare = min((width - _width(line, number)) / sum(stack.columns for stack in line) for line in lines)
    cells = _Cells(min(number + spare, _WIDEST_NUMBER), cell_height, has_numbers=True)
    placed, top = [], 0.0
    for line in lines:
        placed += _side_by_side([(stack, cells) for stack in line], top)
        top += max(stack.height(cell_height) for stack in line) + _LINE_GAP
    return placed


def _in_one_line(stacks: list[_Stack], width: float, height: float, number: float) -> list[_Placed]:
    """Place the stacks side by side, with numbers in those that are low enough, if there is room at all."""
    numbered = [stack.height(LEAST_NUMBER_HEIGHT) <= height for stack in stacks]
    if _mixed_width(stacks, numbered, number, _LEAST_LABELLED) > width:
        numbered = [False] * len(stacks)
    plain = _largest(lambda cell: _mixed_width(stacks, numbered, number, cell) <= width)
    cells = []
    for stack, has in zip(stacks, numbered, strict=True):
        high = stack.cell_height(height)
        if has:
            cells.append(_Cells(number, min(high, _HIGHEST_NUMBER), has_numbers=True))
            continue
        side = min(plain, high)
        sides = (side, side) if side >= _LEAST_LABELLED else (plain, min(high, _LARGEST_CELL))
        cells.append(_Cells(*sides, has_numbers=False))
    placed = _side_by_side(list(zip(stacks, cells, strict=True)), 0.0)
    columns = sum(stack.columns for stack, has in zip(stacks, numbered, strict=True) if has)
    spare = width - placed[-1].left - placed[-1].stack.width(placed[-1].cells.width)
    wide = min(number + spare / max(columns, 1), _WIDEST_NUMBER)
    widened = [each._replace(width=wide) if each.has_numbers else each for each in cells]
    return _side_by_side(list(zip(stacks, widened, strict=True)), 0.0)


def _side_by_side(stacks: list[tuple[_Stack, _Cells]], top: float) -> list[_Placed]:
    placed, left = [], 0.0
    for stack, cells in stacks:
        placed.append(_Placed(stack, left, top, cells))
        left += stack.width(cells.width) + _STACK_GAP
    return placed


def _width(stacks: list[_Stack], cell: float) -> float:
    return sum(stack.width(cell) for stack in stacks) + _STACK_GAP * (len(stacks) - 1)


def _mixed_width(stacks: list[_Stack], numbered: list[bool], number: float, plain: float) -> float:
    """Return the width of a line in which some stacks have numbers and the others plain cells."""
    widths = (s.width(number if has else plain) for s, has in zip(stacks, numbered, strict=True))
    return sum(widths) + _STACK_GAP * (len(stacks) - 1)


def _largest(fits: Callable[[float], bool]) -> float:
    """Return the largest width of a plain cell that fits, to a thousandth of a point."""
    low, high = _LEAST_CELL, _LARGEST_CELL
    if fits(high):
        return high
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _score(placed: list[_Placed]) -> tuple[int, float]:
    """Return how many numbers are shown, and the area of the smallest cell."""
    numbers = sum(each.stack.rows * each.stack.columns for each in placed if each.cells.has_numbers)
    return numbers, min(each.cells.width * each.cells.height for each in placed)
