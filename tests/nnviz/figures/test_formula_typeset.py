"""A chunk in type: filled patterns give the picture that setting the number itself would give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QPainterPath
from ziamath import Latex

from core.formula import Chunk, Piece, Source
from core.number_format import latex_number
from nnviz.figures.formula_mathml import unknown_commands
from nnviz.figures.formula_typeset import SetChunk, typeset_chunk, typeset_directly

PLACES = {
    "row": ("+ ", r" \cdot ", ""),
    "fraction": (r"\frac{", r"}{\sqrt{", "} + 1}"),
    "exponent": (r"e^{", "} + 10^{", "}"),
    "superscript first": (r"w^{(2)}_{1,12} ", r"x_{10}^{3}", ""),
    "brackets": (r"\left( \frac{1}{", r"} \right)^{2} 7^2 4^3 ", ""),
    "cases": (r"\begin{cases} ", r" & x > 0 \\ ", r" & x \le 0 \end{cases}"),
    "accents": (r"\hat{m}_{1} = \hat{3} + ", r" \overline{x_2} ", ""),
}
KNOWN = [
    r"\frac{\partial L}{\partial w_{1,2}^{(2)}} = \delta \odot a^{\top}",
    r"\begin{cases} x & x > 0 \\ \alpha x & \text{otherwise} \end{cases}",
    r"\sqrt{\hat{v}} + \epsilon, \; \sum_{j=1}^{n} e^{z_j}, \; \left( \theta \leftarrow \eta \right)",
    r"\mathrm{softmax}(z)_i, \; \max(0, x), \; \log p, \; \tanh z, \; \|w\|, \; \Phi(x) \approx \tfrac{1}{2}",
]


def chunk(place: str, *numbers: str) -> Chunk:
    texts = PLACES[place]
    pieces = [Piece(texts[0])]
    for unit, (number, text) in enumerate(zip(numbers, texts[1:], strict=True)):
        pieces += [Piece(number, Source("a", 1, unit)), Piece(text)]
    return Chunk(tuple(pieces))


def contours(path: QPainterPath) -> list[list[float]]:
    """Return the coordinates of every contour, from left to right."""
    outlines: list[list[float]] = []
    for number in range(path.elementCount()):
        element = path.elementAt(number)
        if element.isMoveTo():
            outlines.append([])
        outlines[-1] += [element.x, element.y]
    return sorted(outlines, key=lambda outline: [round(value + 0.00137, 2) for value in outline])


def assert_same_picture(one: SetChunk, other: SetChunk) -> None:
    assert (one.width, one.ascent, one.descent) == pytest.approx((other.width, other.ascent, other.descent))
    assert dict(one.boxes) == dict(other.boxes)
    paths, others = ({piece: path for path, piece in shape.groups} for shape in (one, other))
    assert paths.keys() == others.keys()
    for piece, path in paths.items():
        obtained, expected = contours(path), contours(others[piece])
        assert list(map(len, obtained)) == list(map(len, expected))
        difference = np.abs(np.concatenate(obtained) - np.concatenate(expected))
        assert difference.max() < 1e-6


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=12)
@given(
    values=st.tuples(*[st.floats(-1e9, 1e9) | st.floats(-1, 1) | st.integers(-20, 20)] * 2),
    significant=st.integers(2, 7),
)
def test_a_filled_pattern_is_the_picture_of_the_number_itself(place, values, significant):
    numbers = [latex_number(float(value), significant) for value in values]
    assert_same_picture(
        typeset_chunk(chunk(place, *numbers), 17.0), typeset_directly(chunk(place, *numbers), 17.0)
    )


def test_digits_are_those_that_were_written_also_where_they_are_drawn_in_another_order():
    written = typeset_chunk(Chunk((Piece("w^{(7)}_{1,2}"),)), 20.0)
    swapped = typeset_chunk(Chunk((Piece("w_{1,2}^{(7)}"),)), 20.0)
    assert contours(written.groups[0][0]) == contours(swapped.groups[0][0])
    other = typeset_chunk(Chunk((Piece("w^{(1)}_{7,2}"),)), 20.0)
    assert contours(written.groups[0][0]) != contours(other.groups[0][0])


def test_numbers_of_equal_length_take_equal_room():
    widths = {typeset_chunk(chunk("exponent", f"0.{d}{d}", f"{d}"), 17.0).width for d in range(10)}
    assert len(widths) == 1


def test_digits_that_are_not_printed_do_not_become_digits():
    spaced = Chunk((Piece(r"1 \hspace{2em} 3"),))
    assert_same_picture(typeset_chunk(spaced, 17.0), typeset_directly(spaced, 17.0))
    assert typeset_chunk(spaced, 17.0).width > typeset_chunk(Chunk((Piece(r"1 \hspace{1em} 3"),)), 17.0).width


def test_glyphs_belong_to_their_pieces():
    shape = typeset_chunk(chunk("fraction", "0.25", "{-3}"), 20.0)
    paths = {piece: path for path, piece in shape.groups}
    assert set(paths) == {None, 1, 3}
    assert paths[1].boundingRect().bottom() < paths[3].boundingRect().top(), "numerator above denominator"
    for piece in (1, 3):
        assert shape.boxes[piece].adjusted(-0.01, -0.01, 0.01, 0.01).contains(paths[piece].boundingRect())


def test_sizes_are_alike():
    small, large = (typeset_chunk(chunk("fraction", "0.25", "3"), size) for size in (10.0, 30.0))
    assert large.width == pytest.approx(3 * small.width)
    assert large.ascent == pytest.approx(3 * small.ascent)


def test_a_minus_between_terms_has_room_and_a_sign_has_not():
    minus = Chunk((Piece("- x"),))
    assert (
        typeset_chunk(minus, 20.0, opening=False).width > typeset_chunk(minus, 20.0, opening=True).width + 2
    )


def test_nothing_takes_no_room():
    assert typeset_chunk(Chunk((Piece(""),)), 20.0).width == 0


@pytest.mark.parametrize("latex", KNOWN)
def test_a_chunk_is_as_large_as_ziamath_makes_it(latex):
    shape = typeset_chunk(Chunk((Piece(latex),)), 20.0)
    node = Latex(latex + "{}", size=20.0).node
    # Digits have their mean width here, and the height of the highest.
    assert shape.width == pytest.approx(node.xadvance(), abs=0.5)
    assert (shape.ascent, shape.descent) == pytest.approx((node.bbox.ymax, -node.bbox.ymin), abs=0.25)


@pytest.mark.parametrize("latex", KNOWN)
def test_what_the_formulas_need_is_known(latex):
    assert unknown_commands(latex) == []


@pytest.mark.parametrize(("latex", "unknown"), [(r"\foo x", [r"\foo"]), ("x + 一", ["一"])])
def test_what_is_not_known_is_told(latex, unknown):
    assert unknown_commands(latex) == unknown
