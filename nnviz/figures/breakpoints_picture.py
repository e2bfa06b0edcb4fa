"""The breakpoints: where each stands, when it stops, how often it was met."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.breakpoints.breakpoint import Breakpoint
from nnviz.figures.breakpoint_mark import MARK_SIZE, paint_mark
from nnviz.figures.style import Size, Style
from nnviz.project.breakpoints import problem_of
from nnviz.project.model import Project

_WIDTH = 300.0
_MARGIN, _GAP = 10.0, 6.0
_LEFT = _MARGIN + 2 * MARK_SIZE + _GAP  # of the words, beside the mark
_EMPTY = "No breakpoint is set."


class BreakpointsPicture:
    """A row for every breakpoint of a project.

    Parameters
    ----------
    project : Project
    style : Style
    counts : sequence of int
        How often each was met in the last run, in their order; empty where there was none.
    hit : int or None
        Which one execution stands at.
    words : str
        Where it hit and why.
    """

    def __init__(
        self,
        project: Project,
        style: Style,
        counts: Sequence[int] = (),
        hit: int | None = None,
        words: str = "",
    ) -> None:
        self._ones, self._style = project.breakpoints, style
        self._problems = ["" if one.enabled else problem_of(one, project.task)[1] for one in self._ones]
        self._counts, self._hit, self._words = counts, hit, words

    @property
    def description(self) -> str:
        """Every breakpoint in words, and where execution stands."""
        if not self._ones:
            return _EMPTY
        rows = [
            ", ".join(part for part in (f"{one.place.words()}: {when(one)}", self._met(number)) if part)
            for number, one in enumerate(self._ones)
        ]
        return f"Breakpoints. {'; '.join(rows)}. {self._words}".rstrip()

    @property
    def size(self) -> tuple[float, float]:
        """A column, as tall as its rows."""
        return _WIDTH, self._run(None, _WIDTH)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points; on less paper it shrinks as a whole."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(1.0, width / _WIDTH)
        painter.scale(scale, scale)
        self._run(painter, width / scale)
        painter.restore()

    # Inside

    def _run(self, painter: QPainter | None, width: float) -> float:
        """Lay out and, with a painter, paint; return the height used."""
        muted, y = self._style.muted, _MARGIN
        if not self._ones:
            return self._text(painter, _EMPTY, QPointF(_MARGIN, y), width, "normal", muted) + _MARGIN
        if self._words:
            y = self._text(painter, self._words, QPointF(_MARGIN, y), width, "normal") + _GAP
        for number in range(len(self._ones)):
            if painter is not None and (number or self._words):
                painter.setPen(QPen(QColor(self._style.line), 0.75))
                painter.drawLine(QLineF(_MARGIN, y, width - _MARGIN, y))
            y = self._row(painter, number, y + _GAP, width) + _GAP
        return y + _MARGIN - _GAP

    def _row(self, painter: QPainter | None, number: int, y: float, width: float) -> float:
        """Paint a breakpoint's lines, the mark beside the first one; return where they end."""
        one, style = self._ones[number], self._style
        colour = style.text if one.enabled else style.muted
        if painter is not None:
            middle = QPointF(_MARGIN + MARK_SIZE, y + QFontMetricsF(style.font("normal")).height() / 2)
            paint_mark(painter, style, one, middle)
            painter.setFont(style.font("small"))
            painter.setPen(QColor(style.muted))
            box = QRectF(_MARGIN, y, width - 2 * _MARGIN, painter.fontMetrics().height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, self._met(number))
        at = QPointF(_LEFT, y)
        room = width - QFontMetricsF(style.font("small")).horizontalAdvance(self._met(number))
        place = f"{number + 1}  {one.place.words()}"
        at.setY(self._text(painter, place, at, room, "normal", colour, bold=number == self._hit))
        at.setY(self._text(painter, when(one), at, width, "small", style.muted))
        if self._problems[number]:
            at.setY(self._text(painter, self._problems[number], at, width, "small", style.bad))
        return at.y()

    def _met(self, number: int) -> str:
        if number >= len(self._counts):
            return ""
        times = f"met {self._counts[number]} \N{MULTIPLICATION SIGN}"
        return f"{times}, stopped here" if number == self._hit else times

    def _text(
        self,
        painter: QPainter | None,
        text: str,
        corner: QPointF,
        width: float,
        size: Size,
        colour: str = "",
        *,
        bold: bool = False,
    ) -> float:
        """Paint words from a corner to the right margin, on lines as needed; return where they end."""
        font = self._style.font(size, bold=bold)
        metrics, room = QFontMetricsF(font), width - corner.x() - _MARGIN
        is_whole = all(metrics.horizontalAdvance(word) <= room for word in text.split())
        flags = Qt.TextFlag.TextWordWrap if is_whole else Qt.TextFlag.TextWrapAnywhere
        box = metrics.boundingRect(QRectF(0, 0, room, 10_000), flags, text)
        if painter is not None:
            painter.setFont(font)
            painter.setPen(QColor(colour or self._style.text))
            painter.drawText(QRectF(corner.x(), corner.y(), room, box.height() + 1), flags, text)
        return float(corner.y() + box.height())


def when(one: Breakpoint) -> str:
    """Return when a breakpoint stops: ``if loss > 1, at hit 3``."""
    words = f"if {one.condition}" if one.condition else "whenever execution comes there"
    if one.hits > 1:
        words += f", at hit {one.hits}"
    return words if one.enabled else f"{words} (disabled)"
