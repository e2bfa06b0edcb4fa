"""A formula laid out in lines, as outlines that know which recorded numbers they show.

It is painted with the same code on the screen and into PNG, SVG and PDF.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.formula import Chunk, Formula, Source
from nnviz.figures.style import Style

if TYPE_CHECKING:
    from nnviz.figures.formula_typeset import SetChunk

SMALLEST = 0.6
"""A chunk wider than the line is set smaller, but not below this share of its size."""
_INDENT = 1.6
_LEADING = 0.45
_STRUT_ASCENT, _STRUT_DESCENT = 0.75, 0.25
_REACH = 0.4
_BACKWARD = (
    "grad_a",
    "grad_dropped",
    "derivative",
    "delta",
    "weight_gradient",
    "bias_gradient",
    "slope_gradient",
)
_FORWARD = ("x", "z", "a", "target", "loss")
# After these a minus is a sign.
_OPENS_TERM = re.compile(r"(^|[=(,<>]|\\(leftarrow|rightarrow|approx|equiv|le|ge|left\(|q?quad|,|;))\s*$")


@dataclass(frozen=True)
class FormulaInk:
    """The colours of a formula.

    Attributes
    ----------
    text : QColor
        Everything that has no colour of its own.
    glow, edge : QColor
        The ground and the outline behind a highlighted number.
    numbers : mapping of str to QColor
        The colour of numbers by the quantity of their source.
    """

    text: QColor
    glow: QColor
    edge: QColor
    numbers: Mapping[str, QColor] = field(default_factory=dict)


def formula_ink(style: Style) -> FormulaInk:
    """Return the colours of a style: what flows forward has the accent's hue, what flows backward its own."""
    numbers = dict.fromkeys(_FORWARD, QColor(style.accent)) | dict.fromkeys(_BACKWARD, QColor(style.gradient))
    return FormulaInk(QColor(style.text), QColor(style.current_soft), QColor(style.current), numbers)


@dataclass(frozen=True)
class PlacedPiece:
    """Outlines in the formula's coordinates; with `source`, they are a number, `latex`, in the room `box`."""

    path: QPainterPath
    source: Source | None
    latex: str
    box: QRectF


@dataclass(frozen=True)
class FormulaLayout:
    """A formula in lines, in points; its top left corner is (0, 0).

    Attributes
    ----------
    width, height : float
        Its size.
    baseline : float
        The y of its first line.
    size : float
        The em.
    pieces : tuple of PlacedPiece
        All that is painted, in reading order.
    latex : str
        The whole as plain LaTeX.
    """

    width: float
    height: float
    baseline: float
    size: float
    pieces: tuple[PlacedPiece, ...]
    latex: str

    def numbers(self) -> list[PlacedPiece]:
        """Return the pieces with a source, in reading order."""
        return [piece for piece in self.pieces if piece.source is not None]

    def source_at(self, point: QPointF) -> Source | None:
        """Return the source of the number at or close to a point, the nearest if there are several."""
        near = [(_distance(piece.box, point), piece.source) for piece in self.numbers()]
        distance, source = min(near, key=lambda pair: pair[0], default=(0.0, None))
        return source if distance <= _REACH * self.size else None

    def paint(
        self, painter: QPainter, origin: QPointF, ink: FormulaInk, highlight: Source | None = None
    ) -> None:
        """Paint with the top left corner at `origin`; numbers from the source `highlight` are lit.

        A lit number stands on a ground with an outline, so that it does not depend on colour.
        """
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(origin)
        if highlight is not None:
            self._paint_glow(painter, ink, highlight)
        for piece in self.pieces:
            colour = ink.numbers.get(piece.source.quantity, ink.text) if piece.source else ink.text
            painter.fillPath(piece.path, ink.text if piece.source == highlight else colour)
        painter.restore()

    def _paint_glow(self, painter: QPainter, ink: FormulaInk, source: Source) -> None:
        painter.setPen(QPen(ink.edge, 0.07 * self.size))
        painter.setBrush(ink.glow)
        for piece in self.numbers():
            if piece.source == source:
                # Smaller in an exponent, so as not to cover its base.
                margin = 0.18 * min(piece.box.height(), 0.7 * self.size)
                ground = piece.box.adjusted(-0.7 * margin, -margin, 0.7 * margin, margin)
                painter.drawRoundedRect(ground, 1.4 * margin, 1.4 * margin)


def layout_formula(formula: Formula, size: float, max_width: float | None = None) -> FormulaLayout:
    """Lay out a formula; chunks flow like words on a common baseline.

    Parameters
    ----------
    formula : Formula
        Its chunks; a line is broken between two of them, and the lines after the first are indented.
    size : float
        The em in points.
    max_width : float or None
        The width of a line; None is one line. A chunk that alone is wider is set smaller, down to
        `SMALLEST`; if that is not enough, the layout is wider than `max_width`.
    """
    lines = _lines(formula, size, max_width)
    pieces: list[PlacedPiece] = []
    y = width = first = 0.0
    for number, line in enumerate(lines):
        ascent = max([_STRUT_ASCENT * size, *(word.shape.ascent for word in line)])
        y += ascent + (_LEADING * size if number else 0.0)
        first = first if number else y
        for word in line:
            pieces += _placed(word, y)
            width = max(width, word.x + word.shape.width)
        y += max([_STRUT_DESCENT * size, *(word.shape.descent for word in line)])
    return FormulaLayout(width, y, first, size, tuple(pieces), formula.latex)


def is_quick(formula: Formula) -> bool:
    """Tell whether a formula can be laid out at once; with numbers of a new shape it takes far longer."""
    from nnviz.figures.formula_typeset import is_known

    before = ["", *(chunk.latex for chunk in formula.chunks)]
    return all(
        is_known(chunk, bool(_OPENS_TERM.search(former)))
        for former, chunk in zip(before, formula.chunks, strict=False)
    )


@dataclass(frozen=True)
class _Word:
    chunk: Chunk
    shape: SetChunk
    x: float


def _lines(formula: Formula, size: float, max_width: float | None) -> list[list[_Word]]:
    if not formula.chunks:
        return [[]]
    # The typesetter takes a tenth of a second to load: it is asked for with the first formula.
    from nnviz.figures.formula_typeset import typeset_chunk

    available = float("inf") if max_width is None else max_width
    indent = min(_INDENT * size, available / 8)
    lines: list[list[_Word]] = [[]]
    x, before = 0.0, ""
    for chunk in formula.chunks:
        opening = bool(_OPENS_TERM.search(before))
        shape = typeset_chunk(chunk, size, opening)
        if lines[-1] and x + shape.width > available:
            lines.append([])
            x = indent
        room = available - x
        if shape.width > room:
            shape = typeset_chunk(chunk, size * max(SMALLEST, room / shape.width), opening)
        lines[-1].append(_Word(chunk, shape, x))
        x += shape.width
        before = chunk.latex
    return lines


def _placed(word: _Word, baseline: float) -> list[PlacedPiece]:
    placed = []
    for path, index in word.shape.groups:
        source = None if index is None else word.chunk.pieces[index].source
        latex = "" if index is None else word.chunk.pieces[index].latex
        box = QRectF() if index is None else word.shape.boxes[index].translated(word.x, baseline)
        placed.append(PlacedPiece(path.translated(word.x, baseline), source, latex, box))
    return placed


def _distance(box: QRectF, point: QPointF) -> float:
    dx = max(box.left() - point.x(), 0.0, point.x() - box.right())
    dy = max(box.top() - point.y(), 0.0, point.y() - box.bottom())
    return (dx * dx + dy * dy) ** 0.5
