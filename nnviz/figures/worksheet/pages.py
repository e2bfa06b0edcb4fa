"""A worksheet as pages of paper: the sheet itself, and its key from a new page on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QPainter

from nnviz.exporters.worksheet.given import given
from nnviz.exporters.worksheet.sheet import Exercise, Sheet
from nnviz.figures.network_picture import NetworkOptions, NetworkPicture
from nnviz.figures.on_paper import OnPaper, Scaled
from nnviz.figures.style import LIGHT, PRINT, Style
from nnviz.figures.worksheet.blocks import BOX, Blanked, Block, Drawn, Line, Room, Row, Stack, Text, formula

MM = 72 / 25.4
PAPERS = {"a4": (210 * MM, 297 * MM), "letter": (215.9 * MM, 279.4 * MM)}
MOST_ROOM = 100.0  # millimetres
_STYLE = replace(PRINT, normal=9, large=14)
_SYMBOLS, _NUMBERS, _GIVEN, _ANSWER = 10.0, 11.5, 10.0, 9.5  # the em of formulas
_MARGIN, _FOOTER, _BETWEEN = 20 * MM, 8 * MM, 9 * MM
_GAP = 12.0
_ANSWERS = 3  # beside one another
_DRAWING = 0.5  # its height, of its width


@dataclass(frozen=True)
class Page:
    """One page, a `nnviz.figures.picture.Picture`."""

    blocks: tuple[tuple[float, Block], ...]
    size: tuple[float, float]
    description: str

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw the page into a width and a height in points."""
        painter.save()
        painter.scale(width / self.size[0], height / self.size[1])
        for y, block in self.blocks:
            block.paint(painter, _MARGIN, y)
        painter.restore()


@dataclass(frozen=True)
class _Part:
    """A block that is not divided between pages, and the gap below it; a heading keeps to what follows."""

    block: Block
    is_heading: bool = False
    gap: float = _GAP


def worksheet_pages(sheet: Sheet, paper: str = "a4", room: float = 15.0) -> list[Page]:
    """Return the pages of a worksheet.

    Parameters
    ----------
    sheet : Sheet
    paper : str
        A key of `PAPERS`.
    room : float
        Millimetres of squared paper below each number to fill in, up to `MOST_ROOM`.
    """
    (pages,) = (found for found in pages_in_parts(sheet, paper, room) if found is not None)
    return pages


def pages_in_parts(sheet: Sheet, paper: str, room: float) -> Iterator[list[Page] | None]:
    """Lay a worksheet out bit by bit: yield None now and then, at last the pages, as `worksheet_pages` does.

    Formulas of a new shape take tens of milliseconds each, and a window should live on meanwhile.
    """
    size = PAPERS[paper]
    width = size[0] - 2 * _MARGIN
    exercises: list[_Part] = []
    key: list[_Part] = []
    for into, parts in ((exercises, _sheet_parts(sheet, width, room * MM)), (key, _key_parts(sheet, width))):
        for part in parts:
            into.append(part)
            yield None
    divided = [*_divided(exercises, size)]
    key_from = len(divided)
    divided += _divided(key, size)
    words = f"{sheet.title}, {sheet.mark}" if sheet.mark else sheet.title
    pages = []
    for number, blocks in enumerate(divided, start=1):
        what = f"{words}: key" if number > key_from else words
        footer = _footer(what, f"{number} / {len(divided)}", width)
        pages.append(Page((*blocks, (size[1] - _MARGIN, footer)), size, f"Worksheet {what}, page {number}"))
    yield pages


def _divided(parts: Iterable[_Part], size: tuple[float, float]) -> Iterator[list[tuple[float, Block]]]:
    """Yield the parts of each page with their heights on it."""
    bottom = size[1] - _MARGIN - _FOOTER
    page: list[tuple[float, Block]] = []
    y = _MARGIN
    heading: _Part | None = None
    for part in parts:
        if part.is_heading:
            heading = part
            continue
        needed = part.block.height + (heading.block.height + _GAP / 2 if heading else 0)
        if page and y + needed > bottom:
            yield page
            page, y = [], _MARGIN
        if heading:
            page.append((y, heading.block))
            y += heading.block.height + _GAP / 2
            heading = None
        page.append((y, part.block))
        y += part.block.height + part.gap
    yield page


def _sheet_parts(sheet: Sheet, width: float, room: float) -> Iterator[_Part]:
    yield _Part(_title(sheet.title, sheet.mark, width))
    name, date = Line("Name", 0.66 * width, _STYLE), Line("Date", 0.3 * width, _STYLE)
    yield _Part(Row([(0, name), (0.7 * width, date)]))
    yield _Part(Text(sheet.task_words, _STYLE, width))
    yield _Part(Drawn(_drawing(sheet), width, _DRAWING * width))
    yield _Part(Text(f"{sheet.recipe_words}.", _STYLE, width, muted=True))
    yield from (
        _Part(row) for row in _in_rows([formula(f, _GIVEN, width, _STYLE) for f in given(sheet)], width)
    )
    column = (width - _BETWEEN) / 2
    for heading, exercises in sheet.phases:
        yield _Part(Text(heading, _STYLE, width, "large", bold=True), is_heading=True)
        for left in range(0, len(exercises), 2):
            pair = [_exercise(sheet, each, column, room) for each in exercises[left : left + 2]]
            yield _Part(Row([(place * (column + _BETWEEN), block) for place, block in enumerate(pair)]))


def _key_parts(sheet: Sheet, width: float) -> Iterator[_Part]:
    yield _Part(_title(f"Key: {sheet.title}", sheet.mark, width))
    column = width / _ANSWERS
    for heading, exercises in sheet.phases:
        answers = [_answer(sheet, each, column) for each in exercises if each.number]
        if not answers:
            continue
        yield _Part(Text(heading, _STYLE, width, bold=True), is_heading=True)
        for left in range(0, len(answers), _ANSWERS):
            row = Row([(k * column, block) for k, block in enumerate(answers[left : left + _ANSWERS])])
            yield _Part(row, gap=_GAP / 3 if left + _ANSWERS < len(answers) else _GAP)


def _title(title: str, mark: str, width: float) -> Row:
    mark_block = Text(mark, _STYLE, 0.3 * width, muted=True, to_right=True)
    return Row([(0, Text(title, _STYLE, 0.68 * width, "large", bold=True)), (0.7 * width, mark_block)])


def _footer(words: str, page: str, width: float) -> Row:
    left = Text(words, _STYLE, 0.8 * width, "small", muted=True)
    return Row(
        [(0, left), (0.8 * width, Text(page, _STYLE, 0.2 * width, "small", muted=True, to_right=True))]
    )


def _exercise(sheet: Sheet, exercise: Exercise, width: float, room: float) -> Block:
    told = exercise.explanation
    numbers = formula(sheet.formula(exercise, BOX), _NUMBERS, width, _STYLE, sheet.blanks)
    if not exercise.number:
        return numbers
    blocks: list[Block] = [
        _numbered(exercise, Text(told.title, _STYLE, width - _NUMBER, "small", muted=True))
    ]
    if not told.is_bare:
        blocks.append(formula(told.symbols, _SYMBOLS, width, _STYLE))
    blocks.append(numbers)
    if room and not told.is_bare:
        blocks.append(Room(width, room, _STYLE))
    return Stack(blocks, gap=3.0)


_NUMBER = 16.0


def _numbered(exercise: Exercise, block: Block) -> Row:
    number = Text(str(exercise.number), _STYLE, _NUMBER, "small", bold=True)
    return Row([(0, number), (_NUMBER, block)], centred=True)


def _answer(sheet: Sheet, exercise: Exercise, width: float) -> Block:
    return _numbered(exercise, formula(sheet.answer(exercise), _ANSWER, width - _NUMBER - 4, _STYLE))


def _in_rows(formulas: Sequence[Blanked], width: float) -> Iterator[Row]:
    """Yield formulas beside one another, as many as a line takes."""
    row: list[tuple[float, Block]] = []
    x = 0.0
    for block in formulas:
        if row and x + block.width > width:
            yield Row(row, centred=True)
            row, x = [], 0.0
        row.append((x, block))
        x += block.width + 2 * _GAP
    if row:
        yield Row(row, centred=True)


def _drawing(sheet: Sheet) -> OnPaper:
    """Return the network with the numbers that are given, and no step lit."""
    style: Style = replace(
        PRINT, small=LIGHT.small, normal=LIGHT.normal, large=LIGHT.large, digits=sheet.digits
    )
    picture = NetworkPicture(sheet.moment, style, NetworkOptions(legend=False))
    factor = PRINT.small / LIGHT.small
    return OnPaper(Scaled(picture, factor), PRINT)
