"""The step list on paper: what the step just done lies in, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from nnviz.figures.breakpoint_mark import MARK_SIZE, paint_mark
from nnviz.figures.step_breakpoints import breakpoint_at
from nnviz.figures.step_tree import Row
from nnviz.figures.step_words import StepWords
from nnviz.figures.style import Style
from nnviz.moment import Moment

_WIDTH = 340.0
_MARGIN = 6.0
_SHOWN_ALL = 8  # siblings; of more, those around the cursor's
_AROUND = 2
_VCENTRE = Qt.AlignmentFlag.AlignVCenter


class Line(NamedTuple):
    """One line of the excerpt: a row or, without one, how many rows are left out."""

    level: int
    row: Row | None
    left_out: int = 0
    is_open: bool = False


class StepsPicture:
    """Every row that the step just done lies in, with the rows beside it.

    Parameters
    ----------
    moment : Moment
    style : Style
    """

    def __init__(self, moment: Moment, style: Style) -> None:
        self.words = StepWords(moment, style.digits)
        self.style = style
        path = self.words.tree.path(moment.step) if moment.step >= 0 else []
        self.lines = tuple(self._excerpt(None, path))

    @property
    def description(self) -> str:
        """The step just done and the rows that it lies in, in words."""
        moment = self.words.moment
        if moment.step < 0:
            return f"The {len(self.words.trace)} steps of update {moment.update_number}; none is done yet."
        names = ", ".join(self.words.title(row) for row in self.words.tree.path(moment.step))
        explained = self.words.explanation(moment.step)
        return f"Step {moment.step + 1} of {len(self.words.trace)}, {names}: {explained.title}."

    @property
    def size(self) -> tuple[float, float]:
        """A column, as tall as its lines."""
        return _WIDTH, 2 * _MARGIN + len(self.lines) * self._line_height

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # As tall as its lines: on smaller paper it shrinks as a whole, or the last one would be cut.
        scale = min(1.0, width / _WIDTH, height / self.size[1])
        painter.scale(scale, scale)
        for number, line in enumerate(self.lines):
            top = _MARGIN + number * self._line_height
            self._paint_line(
                painter, line, QRectF(_MARGIN, top, width / scale - 2 * _MARGIN, self._line_height)
            )
        painter.restore()

    # Inside

    @property
    def _line_height(self) -> float:
        return 1.75 * self.style.normal

    def _excerpt(self, parent: Row | None, path: list[Row]) -> Iterator[Line]:
        """Yield the children of a row, opened along the path and shortened around it."""
        tree = self.words.tree
        level = 0 if parent is None else parent.level + 1
        count = tree.count(parent)
        on_path = path[level] if level < len(path) else None
        first, stop = 0, count
        if count > _SHOWN_ALL and on_path is not None:
            first = max(0, min(on_path.place - _AROUND, count - 2 * _AROUND - 1))
            stop = min(count, first + 2 * _AROUND + 1)
        if first:
            yield Line(level, None, first)
        for place in range(first, stop):
            row = tree.child(parent, place)
            is_open = row == on_path and not row.is_step
            yield Line(level, row, is_open=is_open)
            if is_open:
                yield from self._excerpt(row, path)
        if stop < count:
            yield Line(level, None, count - stop)

    def _paint_line(self, painter: QPainter, line: Line, rect: QRectF) -> None:
        style, em = self.style, float(self.style.normal)
        left = rect.left() + 0.7 * em + 1.3 * em * line.level
        if line.row is None:
            self._write(painter, f"{line.left_out} more", rect, left + 1.1 * em, style.muted)
            return
        row, texts = line.row, self.words.texts(line.row)
        is_lit = row.is_step and self.words.holds_cursor(row)
        if is_lit:
            painter.fillRect(rect, QColor(style.current_soft))
            painter.fillRect(QRectF(rect.left(), rect.top(), 0.25 * em, rect.height()), QColor(style.current))
        if not row.is_step:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.muted))
            painter.drawPolygon(
                _triangle(left + 0.3 * em, rect.center().y(), 0.28 * em, is_down=line.is_open)
            )
        colour = style.text if self.words.is_done(row) else style.muted
        bold = is_lit or row.level == 0
        left += 1.1 * em
        one = breakpoint_at(self.words, row)
        if one is not None:
            paint_mark(painter, style, one, QPointF(left + MARK_SIZE, rect.center().y()))
            left += 2 * MARK_SIZE + 0.4 * em
        self._write(painter, texts.title, rect, left, colour, bold=bold)
        result = rect.adjusted(0, 0, -0.7 * em, 0)
        is_backward = self.words.trace.layout.section_at(row.start).phase == "backward"
        painter.setPen(QColor(style.gradient if is_backward else style.text))
        painter.setFont(style.font("normal", bold=is_lit))
        painter.drawText(result, _VCENTRE | Qt.AlignmentFlag.AlignRight, texts.result)

    def _write(
        self, painter: QPainter, text: str, rect: QRectF, left: float, colour: str, *, bold: bool = False
    ) -> None:
        painter.setPen(QColor(colour))
        painter.setFont(self.style.font("normal", bold=bold))
        painter.drawText(QRectF(left, rect.top(), rect.right() - left, rect.height()), _VCENTRE, text)


def _triangle(x: float, y: float, size: float, *, is_down: bool) -> QPolygonF:
    """Return the mark before a row that can be opened; it points down where it is open."""
    corners = [(-size, -0.6 * size), (size, -0.6 * size), (0, size)]
    if not is_down:
        corners = [(down, across) for across, down in corners]
    return QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners])
