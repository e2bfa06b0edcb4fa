"""What a comparison has found as a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.checking.separating import words
from core.formula import formula_of
from nnviz.comparing import Compared
from nnviz.figures.formula import formula_ink, layout_formula
from nnviz.figures.network_marks import paint_mark
from nnviz.figures.style import Size, Style
from nnviz.verdict_words import Finding, findings, headline, remarks

_MARGIN, _GAP, _EM = 14.0, 8.0, 13.0
_WIDTH = 420.0
_MOST_ARRAYS = 30
_NOTHING = "Nothing is compared yet."


class ComparePicture:
    """The sentence, what explains it with both formulas, and the arrays with their marks."""

    def __init__(self, compared: Compared | None, left_out: tuple[str, ...], style: Style) -> None:
        self._compared, self._left_out, self._style = compared, left_out, style

    @property
    def description(self) -> str:
        """The verdict in words."""
        if self._compared is None:
            return _NOTHING
        return f"Update {self._compared.number}. {headline(self._compared.verdict)}"

    @property
    def size(self) -> tuple[float, float]:
        """A column, as tall as its contents."""
        return _WIDTH, self._run(None, _WIDTH) + _MARGIN

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.save()
        scale = min(1.0, width / _WIDTH)  # as the inspector's picture: the last line is not cut
        painter.scale(scale, scale)
        self._run(painter, width / scale)
        painter.restore()

    def _run(self, painter: QPainter | None, width: float) -> float:
        """Lay out and, with a painter, paint; return the height used."""
        room = width - 2 * _MARGIN
        if self._compared is None:
            return self._text(painter, _NOTHING, _MARGIN, room, "normal")
        verdict, style = self._compared.verdict, self._style
        mark = "\N{CHECK MARK}" if verdict.is_right else "\N{BALLOT X}"
        colour = style.good if verdict.is_right else style.bad
        y = self._text(painter, f"{mark} {headline(verdict)}", _MARGIN, room, "normal", colour, bold=True)
        for finding in findings(verdict):
            y = self._finding(painter, finding, y, room)
        y = self._arrays(painter, y, room)
        for remark in remarks(verdict, self._left_out, self._compared.unseen):
            y = self._text(painter, remark, y, room, "small", style.muted)
        return y

    def _finding(self, painter: QPainter | None, finding: Finding, y: float, room: float) -> float:
        y = self._text(painter, finding.title, y, room, "normal", bold=True) - _GAP / 2
        if finding.text:
            y = self._text(painter, finding.text, y, room, "small")
        for right, wrong in finding.formulas:
            half = (room - _GAP) / 2
            bottoms = [
                self._formula(painter, latex, said, (_MARGIN + place * (half + _GAP), y), half)
                for place, (said, latex) in enumerate((("as it should be", right), ("what yours is", wrong)))
            ]
            y = max(bottoms)
        for reason in finding.reasons:
            y = self._text(painter, reason, y, room, "small", self._style.muted)
        return y

    def _formula(
        self, painter: QPainter | None, latex: str, said: str, corner: tuple[float, float], room: float
    ) -> float:
        x, y = corner
        below = self._text(painter, said, y, room, "small", self._style.muted, left=x) - _GAP / 2
        layout = layout_formula(formula_of(latex), _EM, room)
        if painter is not None:
            layout.paint(painter, QPointF(x, below), formula_ink(self._style))
        return below + layout.height + _GAP

    def _arrays(self, painter: QPainter | None, y: float, room: float) -> float:
        assert self._compared is not None
        comparisons = list(self._compared.verdict.comparisons.values())
        departure = self._compared.verdict.departure
        for comparison in comparisons[:_MOST_ARRAYS]:
            if painter is not None:
                is_first = departure is not None and departure.key == comparison.key
                mark = "agrees" if comparison.is_right else "first" if is_first else "later"
                paint_mark(painter, QPointF(_MARGIN + 5, y + self._style.small * 0.6), mark, self._style, 10)  # type: ignore[arg-type]
            said = f"{comparison.given.name}: {words(comparison.key)}"
            y = self._text(painter, said, y, room - 18, "small", left=_MARGIN + 18) - _GAP / 2
        if len(comparisons) > _MOST_ARRAYS:
            y = self._text(painter, f"and {len(comparisons) - _MOST_ARRAYS} more arrays", y, room, "small")
        return y + _GAP / 2

    def _text(
        self,
        painter: QPainter | None,
        text: str,
        y: float,
        width: float,
        size: Size,
        colour: str = "",
        *,
        left: float = _MARGIN,
        bold: bool = False,
    ) -> float:
        font = self._style.font(size, bold=bold)
        flags = Qt.TextFlag.TextWordWrap
        box = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), flags, text)
        if painter is not None:
            painter.setFont(font)
            painter.setPen(QColor(colour or self._style.text))
            painter.drawText(QRectF(left, y, width, box.height() + 1), flags, text)
        return float(y + box.height() + _GAP)
