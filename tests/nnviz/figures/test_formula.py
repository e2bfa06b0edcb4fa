"""Formulas in lines: where they break, what is where, and that they leave as outlines."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from core.formula import Chunk, Formula, Piece, Source
from nnviz.figures.formula import SMALLEST, FormulaLayout, formula_ink, layout_formula
from nnviz.figures.style import DARK, LIGHT

SIZE = 17.0


def term(number: int, weight: str = "0.15", value: str = "0.05") -> Chunk:
    sign = Piece("= " if number == 0 else "+ ")
    weight_piece = Piece(weight, Source("weight", 1, 0, number))
    return Chunk((sign, weight_piece, Piece(r" \cdot "), Piece(value, Source("x", 0, number))))


def weighted_sum(terms: int) -> Formula:
    return Formula((Chunk((Piece("z_1^{(1)}"),)), *(term(number) for number in range(terms))))


def centre(layout: FormulaLayout, source: Source) -> QPointF:
    return next(piece.box for piece in layout.numbers() if piece.source == source).center()


def leftmost(layout: FormulaLayout, near: QRectF) -> float:
    """Return where the line begins on which a box is."""
    rooms = (piece.path.boundingRect() for piece in layout.pieces)
    return min(room.left() for room in rooms if abs(room.center().y() - near.center().y()) < SIZE / 2)


def painted(layout: FormulaLayout, highlight: Source | None = None, style=LIGHT) -> QImage:
    image = QImage(QSize(900, 200), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(style.surface))
    painter = QPainter(image)
    layout.paint(painter, QPointF(10, 10), formula_ink(style), highlight)
    painter.end()
    return image


def test_a_short_formula_is_one_line():
    layout = layout_formula(weighted_sum(2), SIZE, 600)
    assert layout.height < 2 * SIZE
    assert layout.width < 600
    assert layout.latex == weighted_sum(2).latex


def test_a_long_formula_breaks_between_chunks_only():
    layout = layout_formula(weighted_sum(9), SIZE, 300)
    assert layout.width <= 300
    for number in range(9):
        weight, value = (centre(layout, s) for s in (Source("weight", 1, 0, number), Source("x", 0, number)))
        assert weight.y() == pytest.approx(value.y()), "the factors of one product stay on one line"
    rows = {round(piece.box.center().y()) for piece in layout.numbers()}
    assert len(rows) > 2


def test_all_lines_but_the_first_are_indented():
    layout = layout_formula(weighted_sum(9), SIZE, 300)
    first, last = layout.numbers()[0].box, layout.numbers()[-1].box
    assert leftmost(layout, near=first) < 1
    assert leftmost(layout, near=last) > SIZE


def test_without_a_width_everything_is_one_line():
    layout = layout_formula(weighted_sum(30), SIZE)
    assert layout.height < 2 * SIZE


def test_a_chunk_that_is_too_wide_shrinks_and_then_sticks_out():
    whole = Formula((Chunk((Piece("a + b + c + d + e + f + g + h + i + j"),)),))
    natural = layout_formula(whole, SIZE).width
    shrunk = layout_formula(whole, SIZE, 0.8 * natural)
    assert shrunk.width == pytest.approx(0.8 * natural)
    smallest = layout_formula(whole, SIZE, 0.1 * natural)
    assert smallest.width == pytest.approx(SMALLEST * natural)


def test_the_formula_in_chunks_is_as_wide_as_in_one():
    parts = ["z", "= w x", "- b", "+ 1"]
    chunks = Formula(tuple(Chunk((Piece(part),)) for part in parts))
    whole = Formula((Chunk((Piece(" ".join(parts)),)),))
    assert layout_formula(chunks, SIZE).width == pytest.approx(layout_formula(whole, SIZE).width, abs=0.1)


@pytest.mark.parametrize("before", ["z =", r"\theta \leftarrow", "", "("])
def test_a_minus_with_nothing_before_it_is_a_sign(before):
    sign = Formula((Chunk((Piece(before),)), Chunk((Piece("- x"),))))
    braced = Formula((Chunk((Piece(before),)), Chunk((Piece("{-x}"),))))
    assert layout_formula(sign, SIZE).width == pytest.approx(layout_formula(braced, SIZE).width)


def test_numbers_are_found_where_they_are():
    layout = layout_formula(weighted_sum(9), SIZE, 300)
    for piece in layout.numbers():
        assert layout.source_at(piece.box.center()) == piece.source
    just_above = centre(layout, Source("x", 0, 0)) - QPointF(0, 10)
    assert layout.source_at(just_above) == Source("x", 0, 0), "a target may be larger than its digits"
    assert layout.source_at(QPointF(2, 5)) is None
    assert layout_formula(Formula(()), SIZE).source_at(QPointF(0, 0)) is None


def test_numerator_and_denominator_are_told_apart():
    above, below = Source("m_hat", 1), Source("v_hat", 1)
    pieces = (Piece(r"\frac{"), Piece("0.5", above), Piece("}{"), Piece("0.25", below), Piece("}"))
    layout = layout_formula(Formula((Chunk(pieces),)), SIZE)
    assert layout.source_at(centre(layout, above)) == above
    assert layout.source_at(centre(layout, below)) == below


def test_what_is_pointed_at_lights_up_and_nothing_else():
    layout = layout_formula(weighted_sum(2), SIZE)
    source = Source("x", 0, 1)
    plain, lit = painted(layout), painted(layout, source)
    assert plain != lit
    room = next(p.box for p in layout.numbers() if p.source == source).translated(10, 10)
    room = room.adjusted(-4, -4, 4, 4)
    for x in range(plain.width()):
        for y in range(10, 10 + round(layout.height)):
            if not room.contains(QPointF(x, y)):
                assert plain.pixel(x, y) == lit.pixel(x, y)


def test_the_painter_is_left_as_it_was_found():
    image = QImage(100, 100, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    before = painter.transform(), painter.pen(), painter.brush(), painter.renderHints()
    layout = layout_formula(weighted_sum(1), SIZE)
    layout.paint(painter, QPointF(3, 4), formula_ink(DARK), Source("x", 0, 0))
    assert (painter.transform(), painter.pen(), painter.brush(), painter.renderHints()) == before
    painter.end()


def test_a_formula_leaves_as_outlines(tmp_path: Path):
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "formula.svg"))
    generator.setViewBox(QRectF(0, 0, 300, 60))
    painter = QPainter(generator)
    layout_formula(weighted_sum(2), SIZE).paint(painter, QPointF(0, 0), formula_ink(LIGHT))
    painter.end()
    svg = (tmp_path / "formula.svg").read_text()
    assert "<path" in svg
    assert "<text" not in svg
    assert "<image" not in svg


def test_a_step_with_new_numbers_is_laid_out_at_once():
    draw = random.Random(1)

    def step() -> Formula:
        numbers = [(f"0.{draw.randint(1000, 9999)}", f"{{-0.{draw.randint(1000, 9999)}}}") for _ in range(12)]
        return Formula(tuple(term(number, *pair) for number, pair in enumerate(numbers)))

    layout_formula(step(), SIZE, 400)
    durations = []
    for _ in range(20):
        formula = step()
        start = time.perf_counter()
        layout_formula(formula, SIZE, 400)
        durations.append(time.perf_counter() - start)
    # Half a millisecond on an idle machine; setting the LaTeX each time would take fifty.
    assert min(durations) < 0.005
