"""How the matrices of a layer share an area, and how large their cells are.

Matrices that share their columns stand one below the other in a stack, the bias under its weights. Cells have
numbers where all of a stack fits with them; otherwise they are as large as the area allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from nnviz.figures.matrices import PER_SAMPLE, Matrix
from nnviz.figures.matrix_blocks import LEAST_CELL, Block, Cells, Stack
from nnviz.figures.style import Style
from nnviz.figures.text_width import text_width

_LEAST_NUMBER_HEIGHT = 11.5
_WIDEST_NUMBER, _HIGHEST_NUMBER = 60.0, 19.0
_LARGEST_CELL = 18.0  # without a number
_LEAST_LABELLED = 4.0  # smaller cells have no labels
_LEAST_STACKED = 8.0  # of the samples' matrices one below the other
_MARGIN, _STACK_GAP, _LINE_GAP = 6.0, 13.0, 8.0
_NUMBER_PAD = 4.0
_LONGEST_NUMBER = "−0.023"  # what is still worth showing; where there is more room, digits are added
_PARAMETERS = ("weight", "bias", "slope")


class _Placed(NamedTuple):
    """A stack with the place of its corner."""

    stack: Stack
    left: float
    top: float
    cells: Cells


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
    stack = Stack(matrices, style)
    width, height = stack.width(_least_number_width(style)), stack.height(_LEAST_NUMBER_HEIGHT)
    return width + 2 * _MARGIN, height + 2 * _MARGIN


def _least_number_width(style: Style) -> float:
    return text_width(style, "small")(_LONGEST_NUMBER) + _NUMBER_PAD


def _stackings(matrices: Sequence[Matrix], style: Style) -> list[list[Stack]]:
    """Return the matrices in stacks: those of the samples side by side, or one below the other."""
    parameters = [matrix for matrix in matrices if matrix.quantity in _PARAMETERS]
    samples = [matrix for matrix in matrices if matrix.quantity in PER_SAMPLE]
    gradients = [matrix for matrix in matrices if matrix not in parameters and matrix not in samples]
    together = [parameters, samples, gradients]
    apart = [parameters, *([matrix] for matrix in samples), gradients]
    is_single = bool(samples) and len(samples[0].values) == 1
    ways = [together, apart] if is_single else [apart, together]
    return [[Stack(group, style) for group in way if group] for way in ways]


def _in_lines(stacks: list[Stack], width: float, height: float, number: float) -> list[_Placed]:
    """Place the stacks in lines, all with numbers; empty if there is no room for that."""
    lines: list[list[Stack]] = [[]]
    for stack in stacks:
        if _width([*lines[-1], stack], number) > width and lines[-1]:
            lines.append([])
        lines[-1].append(stack)
    if max(_width(line, number) for line in lines) > width:
        return []
    frames = sum(max(stack.frame for stack in line) for line in lines) + _LINE_GAP * (len(lines) - 1)
    rows = sum(max(stack.rows for stack in line) for line in lines)
    cell_height = min((height - frames) / rows, _HIGHEST_NUMBER)
    if cell_height < _LEAST_NUMBER_HEIGHT:
        return []
    spare = min((width - _width(line, number)) / sum(stack.columns for stack in line) for line in lines)
    cells = Cells(min(number + spare, _WIDEST_NUMBER), cell_height, has_numbers=True)
    placed, top = [], 0.0
    for line in lines:
        placed += _side_by_side([(stack, cells) for stack in line], top)
        top += max(stack.height(cell_height) for stack in line) + _LINE_GAP
    return placed


def _in_one_line(stacks: list[Stack], width: float, height: float, number: float) -> list[_Placed]:
    """Place the stacks side by side, with numbers in those that are low enough, if there is room at all."""
    numbered = [stack.height(_LEAST_NUMBER_HEIGHT) <= height for stack in stacks]
    if _mixed_width(stacks, numbered, number, _LEAST_LABELLED) > width:
        numbered = [False] * len(stacks)
    plain = _largest(lambda cell: _mixed_width(stacks, numbered, number, cell) <= width)
    cells = []
    for stack, has in zip(stacks, numbered, strict=True):
        high = stack.cell_height(height)
        if has:
            cells.append(Cells(number, min(high, _HIGHEST_NUMBER), has_numbers=True))
            continue
        side = min(plain, high)
        sides = (side, side) if side >= _LEAST_LABELLED else (plain, min(high, _LARGEST_CELL))
        cells.append(Cells(*sides, has_numbers=False))
    placed = _side_by_side(list(zip(stacks, cells, strict=True)), 0.0)
    columns = sum(stack.columns for stack, has in zip(stacks, numbered, strict=True) if has)
    spare = width - placed[-1].left - placed[-1].stack.width(placed[-1].cells.width)
    wide = min(number + spare / max(columns, 1), _WIDEST_NUMBER)
    widened = [each._replace(width=wide) if each.has_numbers else each for each in cells]
    return _side_by_side(list(zip(stacks, widened, strict=True)), 0.0)


def _side_by_side(stacks: list[tuple[Stack, Cells]], top: float) -> list[_Placed]:
    placed, left = [], 0.0
    for stack, cells in stacks:
        placed.append(_Placed(stack, left, top, cells))
        left += stack.width(cells.width) + _STACK_GAP
    return placed


def _width(stacks: list[Stack], cell: float) -> float:
    return sum(stack.width(cell) for stack in stacks) + _STACK_GAP * (len(stacks) - 1)


def _mixed_width(stacks: list[Stack], numbered: list[bool], number: float, plain: float) -> float:
    """Return the width of a line in which some stacks have numbers and the others plain cells."""
    widths = (s.width(number if has else plain) for s, has in zip(stacks, numbered, strict=True))
    return sum(widths) + _STACK_GAP * (len(stacks) - 1)


def _largest(fits: Callable[[float], bool]) -> float:
    """Return the largest width of a plain cell that fits, to a thousandth of a point."""
    low, high = LEAST_CELL, _LARGEST_CELL
    if fits(high):
        return high
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _score(placed: list[_Placed]) -> tuple[int, float]:
    """Return how many numbers are shown, and the area of the smallest cell.

    Numbers do not count where other matrices are squeezed for them.
    """
    numbers = sum(each.stack.rows * each.stack.columns for each in placed if each.cells.has_numbers)
    smallest = min(each.cells.width * each.cells.height for each in placed)
    return (0 if any(map(_is_squeezed, placed)) else numbers), smallest


def _is_squeezed(placed: _Placed) -> bool:
    """Tell whether matrices that could stand side by side have small cells in one stack."""
    several = sum(len(matrix.values) > 1 for matrix in placed.stack.matrices) > 1
    return several and min(placed.cells.width, placed.cells.height) < _LEAST_STACKED
