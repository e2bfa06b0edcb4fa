"""A table of numbers as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.arrays import Array
from core.number_format import format_number
from nnviz.figures.style import Style

_MARGIN, _PAD, _LINE = 12.0, 10.0, 1.7
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DASH = "\N{EN DASH}"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class TablePicture:
    """Names of rows on the left, of columns above; a number that is none is a dash.

    Attributes
    ----------
    rows, columns : sequence of str
    numbers : array (rows, columns)
    description : str
    nothing : str
        What stands for a number that is none.
    blank : set of (int, int)
        Row and column of the cells in which there is nothing to say.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    numbers: Array
    style: Style
    description: str
    nothing: str = _DASH
    blank: frozenset[tuple[int, int]] = frozenset()

    @property
    def words(self) -> str:
        """All rows in words, for descriptions."""
        return "; ".join(f"{row} {', '.join(cells)}" for row, *cells in self.texts()[1:])

    @property
    def size(self) -> tuple[float, float]:
        """As large as its contents, in points."""
        widths = self._widths()
        return 2 * _MARGIN + sum(widths), 2 * _MARGIN + self._row_height * (len(self.rows) + 1)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points; on less paper it shrinks as a whole."""
        own_width, own_height = self.size
        scale = min(1.0, width / own_width, height / own_height)
        painter.save()
        painter.scale(scale, scale)
        painter.setFont(self.style.font("small"))
        widths, high = self._widths(), self._row_height
        for row, texts in enumerate(self.texts()):
            x, y = _MARGIN, _MARGIN + row * high
            for column, (text, room) in enumerate(zip(texts, widths, strict=True)):
                quiet = row == 0 or column == 0
                painter.setPen(QColor(self.style.muted if quiet else self.style.text))
                painter.drawText(QRectF(x, y, room, high), _RIGHT if column else _LEFT, text)
                x += room
            painter.setPen(QPen(QColor(self.style.line), 0.75 * self.style.line_width))
            painter.drawLine(QLineF(_MARGIN, y + high, x, y + high))
        painter.restore()

    def texts(self) -> list[list[str]]:
        """Return all words and numbers, the names of the columns first, that of the row first in each."""
        body = [
            [name, *(self._cell(row, column) for column in range(len(self.columns)))]
            for row, name in enumerate(self.rows)
        ]
        return [["", *self.columns], *body]

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(self.style.font("small"))
        columns = zip(*self.texts(), strict=True)
        return [max(metrics.horizontalAdvance(text) for text in column) + _PAD for column in columns]

    @property
    def _row_height(self) -> float:
        return _LINE * QFontMetricsF(self.style.font("small")).height()

    def _cell(self, row: int, column: int) -> str:
        if (row, column) in self.blank:
            return _DASH
        number = float(self.numbers[row, column])
        return format_number(number, self.style.digits) if number == number else self.nothing
