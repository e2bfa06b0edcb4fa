"""What a worksheet's pages are put together of: things with a height that are drawn at a place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.formula import Formula, Source
from nnviz.figures.formula import FormulaLayout, layout_formula
from nnviz.figures.picture import Picture
from nnviz.figures.style import Size, Style, blend

BOX = r"\Large{0000}"
"""LaTeX that takes the room of a box to write a number in."""
_ABOVE, _BESIDE = 1.0, 1.2  # a box is taller than the digits in whose room it stands, and not as wide
_SQUARE = 5 * 72 / 25.4  # five millimetres, as in exercise books
_TALL = 10_000.0


class Block(Protocol):
    """Something on a page."""

    @property
    def height(self) -> float:
        """In points."""
        ...

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw with the top left corner at (x, y)."""
        ...


@dataclass(frozen=True)
class Text:
    """Words, wrapped to a width."""

    words: str
    style: Style
    width: float
    size: Size = "normal"
    bold: bool = False
    muted: bool = False
    to_right: bool = False

    @property
    def height(self) -> float:
        """That of all lines."""
        font = self.style.font(self.size, bold=self.bold)
        area = QRectF(0, 0, self.width, _TALL)
        return QFontMetricsF(font).boundingRect(area, Qt.TextFlag.TextWordWrap, self.words).height()

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Write."""
        side = Qt.AlignmentFlag.AlignRight if self.to_right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(self.style.font(self.size, bold=self.bold))
        painter.setPen(QColor(self.style.muted if self.muted else self.style.text))
        area = QRectF(x, y, self.width, self.height + 1)
        painter.drawText(area, int(side) | int(Qt.TextFlag.TextWordWrap), self.words)


@dataclass(frozen=True)
class Blanked:
    """A formula in which the numbers at some places are boxes."""

    layout: FormulaLayout
    blanks: Collection[Source]
    style: Style

    @property
    def height(self) -> float:
        """With the boxes, which are taller than numbers."""
        return self.layout.height + 2 * _ABOVE

    @property
    def width(self) -> float:
        """The formula's own."""
        return self.layout.width

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the outlines and the boxes."""
        ink = QColor(self.style.text)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(x, y + _ABOVE)
        tallest = max((piece.box.height() for piece in self.layout.numbers()), default=0.0)
        for piece in self.layout.pieces:
            if piece.source in self.blanks:
                # In an exponent there is no room above.
                above = _ABOVE if piece.box.height() == tallest else 0.0
                painter.setPen(QPen(ink, 0.7))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(piece.box.adjusted(_BESIDE, -above, -_BESIDE, above), 1.5, 1.5)
            else:
                painter.fillPath(piece.path, ink)
        painter.restore()


def formula(
    what: Formula, size: float, width: float, style: Style, blanks: Collection[Source] = ()
) -> Blanked:
    """Return a formula as a block, broken into lines of a width."""
    return Blanked(layout_formula(what, size, width), blanks, style)


@dataclass(frozen=True)
class Room:
    """Squared paper to reckon on."""

    width: float
    height: float
    style: Style

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw whole squares only."""
        columns, rows = int(self.width / _SQUARE), int(self.height / _SQUARE)
        # Paler than letters, and dark enough for a printer.
        painter.setPen(QPen(QColor(blend(self.style.surface, self.style.outline, 0.4)), 0.4))
        for row in range(rows + 1):
            at = y + row * _SQUARE
            painter.drawLine(QLineF(x, at, x + columns * _SQUARE, at))
        for column in range(columns + 1):
            at = x + column * _SQUARE
            painter.drawLine(QLineF(at, y, at, y + rows * _SQUARE))


@dataclass(frozen=True)
class Line:
    """A word and a line to write on."""

    word: str
    width: float
    style: Style

    @property
    def height(self) -> float:
        """That of the word, with room for handwriting."""
        return 18.0

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw."""
        font = self.style.font("normal")
        painter.setFont(font)
        painter.setPen(QColor(self.style.text))
        base = y + self.height - 4
        painter.drawText(QPointF(x, base), self.word)
        start = x + QFontMetricsF(font).horizontalAdvance(self.word) + 6
        painter.setPen(QPen(QColor(self.style.outline), 0.5))
        painter.drawLine(QLineF(start, base + 1, x + self.width, base + 1))


@dataclass(frozen=True)
class Drawn:
    """A picture in a size."""

    picture: Picture
    width: float
    height: float

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw it at its place."""
        painter.save()
        painter.translate(x, y)
        self.picture.paint(painter, self.width, self.height)
        painter.restore()


@dataclass(frozen=True)
class Stack:
    """Blocks below one another."""

    blocks: Sequence[Block]
    gap: float = 0.0

    @property
    def height(self) -> float:
        """All of them, and the gaps between."""
        return sum(block.height for block in self.blocks) + self.gap * (len(self.blocks) - 1)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw one after the other."""
        for block in self.blocks:
            block.paint(painter, x, y)
            y += block.height + self.gap


@dataclass(frozen=True)
class Row:
    """Blocks beside one another, each so many points from the left edge; from the top, or `centred`."""

    blocks: Sequence[tuple[float, Block]]
    centred: bool = False

    @property
    def height(self) -> float:
        """That of the tallest."""
        return max(block.height for _, block in self.blocks)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Draw all of them."""
        for left, block in self.blocks:
            down = (self.height - block.height) / 2 if self.centred else 0.0
            block.paint(painter, x + left, y + down)
