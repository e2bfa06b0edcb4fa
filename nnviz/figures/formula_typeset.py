"""One chunk of a formula as outlines.

Setting LaTeX takes milliseconds, and a debugger shows other numbers at every step. So a chunk is set once
with its digits left open (a *pattern*), which is kept; afterwards only the outlines of the actual digits
are put in their places. `TabularFont` sees to it that both ways give the same picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath, QTransform
from ziamath import Math
from ziamath.drawable import Drawable, Glyph

from core.formula import Chunk, Piece
from nnviz.figures.formula_font import EM, FONT_NAME, tabular_font
from nnviz.figures.formula_mathml import mathml
from nnviz.figures.formula_outline import digit_path, glyph_path, new_path, rule_path

Parts = tuple[tuple[str, bool], ...]
"""The LaTeX of every piece, and whether it has a source."""

_DIGIT = re.compile("[0-9]")
_OPERATOR = re.compile(r"\s*(\\cdot\b|[-+=])")
_OPENING, _CLOSING = re.compile(r"\{|\(|\\left\b|\\begin\b"), re.compile(r"\}|\)|\\right\b|\\end\b")
_TO_ZERO = str.maketrans("123456789", "000000000")


@dataclass(frozen=True)
class SetChunk:
    """A chunk as outlines, in points; the baseline is y = 0 and y grows downwards.

    Attributes
    ----------
    groups : tuple of (QPainterPath, int or None)
        Outlines, and the index of the piece with a source that they belong to; None is all the rest.
    boxes : dict
        The room of every piece with a source, the same for all digits.
    width, ascent, descent : float
        The chunk's advance, and its reach above and below the baseline.
    """

    groups: tuple[tuple[QPainterPath, int | None], ...]
    boxes: dict[int, QRectF]
    width: float
    ascent: float
    descent: float


@dataclass(frozen=True)
class _Mark:
    """A glyph or a rule where the typesetter put it."""

    shape: Drawable
    x: float
    y: float

    @property
    def piece(self) -> int | None:
        """The piece whose colour it has."""
        colour = self.shape.style.mathcolor
        return int(colour[1:], 16) if colour.startswith("#") else None

    @property
    def alphabet(self) -> tuple[int, ...] | None:
        """The ten glyphs it is one of, if it is a digit."""
        if isinstance(self.shape, Glyph):
            for alphabet in tabular_font().alphabets:
                if self.shape.glyph.index in alphabet:
                    return alphabet
        return None

    def path(self) -> QPainterPath:
        if isinstance(self.shape, Glyph):
            outline = glyph_path(self.shape.glyph, self.shape.size)
        else:
            outline = rule_path(self.shape)
        return outline.translated(self.x, self.y)

    def box(self) -> QRectF:
        box = self.shape.bbox
        return QRectF(self.x + box.xmin, self.y - box.ymax, box.xmax - box.xmin, box.ymax - box.ymin)


@dataclass(frozen=True)
class _Slot:
    """The place of one digit: which one of the chunk it is, and the glyphs of which one stands there."""

    number: int
    alphabet: tuple[int, ...]
    x: float
    y: float
    size: float
    piece: int | None


@dataclass(frozen=True)
class _Pattern:
    """A chunk with its digits left open."""

    fixed: dict[int | None, QPainterPath]
    slots: tuple[_Slot, ...]
    boxes: dict[int, QRectF]
    width: float
    ascent: float
    descent: float

    def scaled(self, factor: float) -> _Pattern:
        zoom = QTransform.fromScale(factor, factor)
        return _Pattern(
            {piece: zoom.map(path) for piece, path in self.fixed.items()},
            tuple(
                replace(slot, x=slot.x * factor, y=slot.y * factor, size=slot.size * factor)
                for slot in self.slots
            ),
            {piece: zoom.mapRect(box) for piece, box in self.boxes.items()},
            self.width * factor,
            self.ascent * factor,
            self.descent * factor,
        )

    def filled(self, digits: Sequence[str]) -> SetChunk:
        """Put the digits, in the order in which they are written, in their places."""
        paths = {piece: QPainterPath(path) for piece, path in self.fixed.items()}
        for slot in self.slots:
            outline = digit_path(slot.alphabet[int(digits[slot.number])], slot.size)
            paths[slot.piece].addPath(outline.translated(slot.x, slot.y))
        groups = tuple((path, piece) for piece, path in paths.items())
        return SetChunk(groups, self.boxes, self.width, self.ascent, self.descent)


_set_before: set[tuple[Parts, bool]] = set()


@lru_cache(maxsize=2048)
def typeset_chunk(chunk: Chunk, size: float, opening: bool = True) -> SetChunk:
    """Set a chunk in type.

    Parameters
    ----------
    chunk : Chunk
        Balanced LaTeX.
    size : float
        The em in points.
    opening : bool
        Whether a minus at its beginning is a sign, because no term stands before it.

    Raises
    ------
    Exception
        Whatever latex2mathml raises for LaTeX that is not well formed.
    """
    runs = _runs(chunk)
    return _joined(runs, [_typeset_run(run, size, opening and not place) for place, run in enumerate(runs)])


def is_known(chunk: Chunk, opening: bool = True) -> bool:
    """Tell whether a chunk can be set at once, because its patterns have been set before."""
    return all(
        (_skeleton(run), opening and not place) in _set_before for place, run in enumerate(_runs(chunk))
    )


def _runs(chunk: Chunk) -> list[Chunk]:
    """Cut a chunk before its operators, so that few numbers share a pattern and few patterns are needed."""
    runs: list[list[Piece]] = [[]]
    depth = 0
    for piece in chunk.pieces:
        if runs[-1] and depth == 0 and piece.source is None and _OPERATOR.match(piece.latex):
            runs.append([])
        runs[-1].append(piece)
        depth += len(_OPENING.findall(piece.latex)) - len(_CLOSING.findall(piece.latex))
    return [Chunk(tuple(run)) for run in runs]


def _joined(runs: Sequence[Chunk], shapes: Sequence[SetChunk]) -> SetChunk:
    """Put the runs of a chunk one behind the other."""
    if len(shapes) == 1:
        return shapes[0]
    paths: dict[int | None, QPainterPath] = {}
    boxes: dict[int, QRectF] = {}
    x, first = 0.0, 0
    for run, shape in zip(runs, shapes, strict=True):
        for path, piece in shape.groups:
            place = None if piece is None else piece + first
            paths.setdefault(place, new_path()).addPath(path.translated(x, 0))
        boxes |= {piece + first: box.translated(x, 0) for piece, box in shape.boxes.items()}
        x += shape.width
        first += len(run.pieces)
    groups = tuple((path, piece) for piece, path in paths.items())
    ascent, descent = max(shape.ascent for shape in shapes), max(shape.descent for shape in shapes)
    return SetChunk(groups, boxes, x, ascent, descent)


@lru_cache(maxsize=4096)
def _typeset_run(run: Chunk, size: float, opening: bool) -> SetChunk:
    pattern = _pattern(_skeleton(run), opening, size)
    if pattern is None:
        return typeset_directly(run, size, opening)
    return pattern.filled(_DIGIT.findall(run.latex))


def _skeleton(run: Chunk) -> Parts:
    """Return a run with 0 for every digit: what its pattern is kept under."""
    return tuple((piece.latex.translate(_TO_ZERO), piece.source is not None) for piece in run.pieces)


def typeset_directly(chunk: Chunk, size: float, opening: bool = True) -> SetChunk:
    """Set a chunk as a whole and without the detour over patterns: slower, and the same picture."""
    parts = tuple((piece.latex, piece.source is not None) for piece in chunk.pieces)
    return _assemble(_Setting(parts, opening), None).scaled(size / EM).filled(())


class _Setting:
    """What the typesetter drew for some LaTeX, at an em of `EM`."""

    def __init__(self, parts: Parts, opening: bool) -> None:
        tabular_font()
        # Each piece with a source gets a colour of its own, by which its glyphs are known again. An
        # empty group before and after makes an operator at the end one that stands between two terms.
        latex = "".join(
            rf"{{\textcolor{{#{number:06x}}}{{{latex}}}}}" if has_source else latex
            for number, (latex, has_source) in enumerate(parts)
        )
        node = Math(mathml(f"{'' if opening else '{}'}{latex}{{}}"), size=EM, font=FONT_NAME).node
        self.marks = [_Mark(*place) for place in _shapes(node, 0.0, 0.0)]
        self.width = node.xadvance()
        self.ascent = node.bbox.ymax if self.marks else 0.0
        self.descent = -node.bbox.ymin if self.marks else 0.0

    def digits(self) -> list[_Mark]:
        return [mark for mark in self.marks if mark.alphabet]


@lru_cache(maxsize=4096)
def _pattern(skeleton: Parts, opening: bool, size: float) -> _Pattern | None:
    pattern = _pattern_at_em(skeleton, opening)
    return None if pattern is None else pattern.scaled(size / EM)


@lru_cache(maxsize=2048)
def _pattern_at_em(skeleton: Parts, opening: bool) -> _Pattern | None:
    """Set a chunk whose digits are all 0; None if not every digit is drawn as a plain digit.

    Digits are not drawn in the order in which they are written (a superscript may be written first).
    So they are numbered by setting the chunk with their numbers as digits: the units of each number
    first and then, if there are more than ten, the tens.
    """
    _set_before.add((skeleton, opening))
    count = sum(latex.count("0") for latex, _ in skeleton)
    numbers = [0] * count
    for unit in (10**place for place in range(len(str(max(count - 1, 0))))):
        labels = [str(number // unit % 10) for number in range(count)]
        setting = _Setting(_with_digits(skeleton, labels), opening)
        drawn = setting.digits()
        if len(drawn) != count:
            return None
        numbers = [number + unit * int(mark.shape.char) for number, mark in zip(numbers, drawn, strict=True)]
    return _assemble(setting, numbers) if sorted(numbers) == list(range(count)) else None


def _with_digits(skeleton: Parts, digits: Sequence[str]) -> Parts:
    remaining = iter(digits)
    return tuple((_DIGIT.sub(lambda _: next(remaining), latex), has_source) for latex, has_source in skeleton)


def _shapes(node: Drawable, x: float, y: float) -> Iterator[tuple[Drawable, float, float]]:
    """Yield every glyph and rule below a node with its place."""
    for child, (dx, dy) in zip(node.nodes, getattr(node, "nodexy", ()), strict=False):
        if hasattr(child, "nodexy"):
            yield from _shapes(child, x + dx, y + dy)
        elif not child.phantom:
            yield child, x + dx, y + dy


def _assemble(setting: _Setting, numbers: Sequence[int] | None) -> _Pattern:
    """Gather outlines piece by piece; digits become slots if their numbers are given."""
    fixed: dict[int | None, QPainterPath] = {}
    boxes: dict[int, QRectF] = {}
    slots = []
    remaining = iter(numbers or ())
    for mark in setting.marks:
        piece = mark.piece
        path = fixed.setdefault(piece, new_path())
        if piece is not None:
            boxes[piece] = boxes.get(piece, QRectF()).united(mark.box())
        if numbers is not None and (alphabet := mark.alphabet):
            slots.append(_Slot(next(remaining), alphabet, mark.x, mark.y, mark.shape.size, piece))
        else:
            path.addPath(mark.path())
    return _Pattern(fixed, tuple(slots), boxes, setting.width, setting.ascent, setting.descent)
