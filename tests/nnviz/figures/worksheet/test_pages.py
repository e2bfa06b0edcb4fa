"""The pages of a worksheet: whole, in order, empty where a number is to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from nnviz.exporters.worksheet.numbers import new_numbers
from nnviz.exporters.worksheet.sheet import Sheet, SheetOptions, make_sheet
from nnviz.figures.export import ExportError
from nnviz.figures.paged import pages_pdf
from nnviz.figures.style import PRINT
from nnviz.figures.worksheet.blocks import BOX, Blanked, Block, Drawn, Row, Stack, Text, formula
from nnviz.figures.worksheet.files import sheet_content, variant_name, write_folder
from nnviz.figures.worksheet.pages import PAPERS, Page, worksheet_pages
from nnviz.project import file
from nnviz.resources import resource

pytestmark = pytest.mark.usefixtures("qapp")
MM = 72 / 25.4


def sheet_of(name: str, **options: object) -> Sheet:
    project = new_numbers(file.load(resource("samples", f"{name}.nnviz")), 0, 1)
    return make_sheet(project, SheetOptions(**options), name, "variant 1, seed 0")  # type: ignore[arg-type]


def leaves(block: Block) -> Iterator[Block]:
    """Yield a block's parts."""
    if isinstance(block, Stack):
        for part in block.blocks:
            yield from leaves(part)
    elif isinstance(block, Row):
        for _, part in block.blocks:
            yield from leaves(part)
    else:
        yield block


def words(page: Page) -> list[str]:
    return [leaf.words for _, block in page.blocks for leaf in leaves(block) if isinstance(leaf, Text)]


def formulas(page: Page) -> list[Blanked]:
    return [leaf for _, block in page.blocks for leaf in leaves(block) if isinstance(leaf, Blanked)]


@pytest.mark.parametrize(
    ("name", "steps", "paper"),
    [("mazur", "0-68", "a4"), ("mazur", "0-68", "letter"), ("forward-3-4-2", "35-60", "a4")],
)
def test_everything_stands_on_the_paper_and_nothing_on_something_else(
    name: str, steps: str, paper: str
) -> None:
    pages = worksheet_pages(sheet_of(name, steps=steps), paper)
    width, height = PAPERS[paper]
    for page in pages:
        assert page.size == (width, height)
        bottom = 0.0
        for y, block in page.blocks:
            assert y >= bottom - 0.01
            bottom = y + block.height
        assert bottom <= height - 10 * MM
        assert all(each.width <= width - 40 * MM + 0.01 for each in formulas(page))


def test_the_key_begins_on_a_page_of_its_own_and_has_every_answer() -> None:
    sheet = sheet_of("mazur")
    pages = worksheet_pages(sheet)
    first = next(number for number, page in enumerate(pages) if words(page)[0] == "Key: mazur")
    exercises, key = pages[:first], pages[first:]
    assert all("Key" not in " ".join(words(page)) for page in exercises)
    answers = [each.layout.latex for page in key for each in formulas(page)]
    assert answers == [sheet.answer(each).latex for each in sheet.exercises]
    boxes = [each for page in key for each in formulas(page) if each.blanks]
    assert boxes == []
    assert [words(page)[-1] for page in pages] == [f"{k} / {len(pages)}" for k in range(1, len(pages) + 1)]


def test_every_number_to_fill_in_has_its_formula_its_box_and_room() -> None:
    sheet = sheet_of("mazur")
    plain, roomy = worksheet_pages(sheet, room=0), worksheet_pages(sheet, room=30)
    assert len(roomy) > len(plain)
    shown = {each.layout.latex for page in plain for each in formulas(page)}
    for each in sheet.exercises:
        assert sheet.formula(each, BOX).latex in shown
        assert each.explanation.is_bare or each.explanation.symbols.latex in shown


def test_the_drawing_shows_what_is_given_and_lights_no_step() -> None:
    (drawn,) = (
        leaf
        for _, block in worksheet_pages(sheet_of("mazur", steps="backward"))[0].blocks
        for leaf in leaves(block)
        if isinstance(leaf, Drawn)
    )
    picture = drawn.picture.picture.picture  # type: ignore[attr-defined]  # within OnPaper and Scaled
    assert picture.reading.current is None
    assert picture.reading.known("a", 2).all()
    assert not picture.reading.known("delta", 2).any()


def ink(image: QImage, area: QRectF) -> int:
    """Return how many pixels of an area are dark."""
    return sum(
        image.pixelColor(x, y).lightness() < 128
        for x in range(round(area.left()), round(area.right()))
        for y in range(round(area.top()), round(area.bottom()))
    )


def test_a_box_is_drawn_and_empty() -> None:
    sheet = sheet_of("mazur")
    exercise = sheet.exercises[0]
    block = formula(sheet.formula(exercise, BOX), 12, 300, PRINT, sheet.blanks)
    (piece,) = (p for p in block.layout.numbers() if p.source == exercise.explanation.target)
    scale = 4
    image = QImage(400 * scale, 60 * scale, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(scale, scale)
    block.paint(painter, 4, 10)
    painter.end()
    place = piece.box.translated(4, 11)
    whole = QRectF(place.left() * scale, place.top() * scale, place.width() * scale, place.height() * scale)
    assert ink(image, whole.adjusted(2.5 * scale, 2 * scale, -2.5 * scale, -2 * scale)) == 0
    assert ink(image, whole.adjusted(-scale, -2 * scale, scale, 2 * scale)) > 200
    assert ink(image, QRectF(0, 0, whole.left() - scale, image.height())) > 200  # the rest of the formula


def test_a_pdf_has_as_many_pages_with_their_size_and_title() -> None:
    sheet = sheet_of("mazur", steps="forward")
    content = sheet_content(sheet, "pdf", "letter", 10)
    pages = worksheet_pages(sheet, "letter", 10)
    assert len(re.findall(rb"/Type /Page\b", content)) == len(pages) > 1
    assert len(re.findall(rb"/MediaBox \[0 0 612(?:\.0+)? 792(?:\.0+)?\]", content)) == len(pages)
    assert "mazur, variant 1, seed 0".encode("utf-16-be") in content
    again = pages_pdf(pages, {"Title": "mazur, variant 1, seed 0", "Software": "NNViz"})
    assert abs(len(again) - len(content)) < 200


def test_names_of_variants_are_in_order() -> None:
    assert variant_name(3, 30, "pdf") == "worksheet-03.pdf"
    assert variant_name(3, 300, "latex") == "worksheet-003.tex"


def test_a_folder_is_written_as_a_whole(tmp_path: Path) -> None:
    write_folder(tmp_path / "class", {"a.pdf": b"a", "b.pdf": b"b"})
    assert sorted(path.name for path in (tmp_path / "class").iterdir()) == ["a.pdf", "b.pdf"]


def test_what_fails_leaves_no_new_file_and_the_old_ones(tmp_path: Path) -> None:
    (tmp_path / "old.pdf").write_bytes(b"old")
    (tmp_path / "c.pdf").mkdir()  # what cannot be replaced
    with pytest.raises(ExportError, match="cannot be written"):
        write_folder(tmp_path, {"a.pdf": b"a", "old.pdf": b"new", "c.pdf": b"c"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.pdf", "old.pdf"]
    with pytest.raises(ExportError, match=r"“.*x” does not exist"):
        write_folder(tmp_path / "x" / "y", {"a.pdf": b"a"})
    with pytest.raises(ExportError, match="is a file, and no folder"):
        write_folder(tmp_path / "old.pdf", {"a.pdf": b"a"})
    with pytest.raises(ExportError):
        write_folder(tmp_path / "new", {"a.pdf": b"a", "b/c.pdf": b"c"})
    assert not (tmp_path / "new").exists()
