"""The explanation of a step as a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.formula import Formula
from nnviz.figures.formula import formula_ink, layout_formula
from nnviz.figures.inspection import Inspection, check_words, formula_words
from nnviz.figures.style import Size, Style

_MARGIN, _GAP, _EM = 14.0, 9.0, 14.0
_WIDTH = 330.0
_NOTHING = "Nothing is computed yet."


class InspectorPicture:
    """Title, words, the formula in symbols and with its numbers, the check; then the rest of the node."""

    def __init__(self, inspection: Inspection, style: Style) -> None:
        self._inspection = inspection
        self._style = style

    @property
    def description(self) -> str:
        """The title and the formula in LaTeX."""
        main = self._inspection.main
        return f"{main.title}. {main.numbers(self._style.digits).latex}" if main else _NOTHING

    @property
    def size(self) -> tuple[float, float]:
        """A column, as tall as its contents."""
        return _WIDTH, self._run(None, _WIDTH) + _MARGIN

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.save()
        # As tall as its contents: on narrower paper it shrinks as a whole, or the last line would be cut.
        scale = min(1.0, width / _WIDTH)
        painter.scale(scale, scale)
        self._run(painter, width / scale)
        painter.restore()

    def _run(self, painter: QPainter | None, width: float) -> float:
        """Lay out and, with a painter, paint; return the height used."""
        room = width - 2 * _MARGIN
        main = self._inspection.main
        if main is None:
            return self._text(painter, _NOTHING, _MARGIN, room, "normal")
        y = self._text(painter, main.title, _MARGIN, room, "large", bold=True)
        y = self._text(painter, main.why, y, room, "normal", muted=True)
        y = self._formula(painter, main.symbols, y, room)
        y = self._formula(painter, main.numbers(self._style.digits), y, room)
        if self._inspection.check is not None:
            words, _ = check_words(self._inspection.check, self._style.digits)
            y = self._text(painter, words, y, room, "small")
        if self._inspection.formula is not None:
            words, _ = formula_words(self._inspection.formula, self._style.digits)
            y = self._text(painter, words, y, room, "small")
        for other in self._inspection.others:
            y = self._text(painter, other.title, y + _GAP / 2, room, "small", muted=True)
            y = self._formula(painter, other.numbers(self._style.digits), y - _GAP / 2, room, 0.85 * _EM)
        return y

    def _text(
        self, painter: QPainter | None, text: str, y: float, width: float, size: Size, **look: bool
    ) -> float:
        font = self._style.font(size, bold=look.get("bold", False))
        flags = Qt.TextFlag.TextWordWrap
        box = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), flags, text)
        if painter is not None:
            painter.setFont(font)
            painter.setPen(QColor(self._style.muted if look.get("muted") else self._style.text))
            painter.drawText(QRectF(_MARGIN, y, width, box.height() + 1), flags, text)
        return float(y + box.height() + _GAP)

    def _formula(
        self, painter: QPainter | None, formula: Formula, y: float, width: float, size: float = _EM
    ) -> float:
        layout = layout_formula(formula, size, width)
        if painter is not None:
            layout.paint(painter, QPointF(_MARGIN, y), formula_ink(self._style))
        return y + layout.height + _GAP
