"""The watches: each with its formula, its value now, and its course over the updates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from core.number_format import format_number
from nnviz.figures.polyline import to_points
from nnviz.figures.style import Style
from nnviz.figures.watch_reading import WatchSeries

_WIDTH = 260.0
_MARGIN = 8.0
_LINE, _CURVE, _GAP = 2.0, 18.0, 4.0  # the line in letters' heights, the rest in points
_EMPTY = "A watch is one number of an update, or a formula of them: loss, W1[1, 2], norm(dW2), max(abs(z1))."
_NOT_YET = "not computed yet"


class WatchesPicture:
    """One row for every watch.

    Parameters
    ----------
    watches : sequence of WatchSeries
    update : int
        Where the cursor is.
    span : tuple of int
        The first and the last update of the curves' axis.
    style : Style
    chosen : int or None
        The row that is marked.
    """

    def __init__(
        self,
        watches: Sequence[WatchSeries],
        update: int,
        span: tuple[int, int],
        style: Style,
        chosen: int | None = None,
    ) -> None:
        self.watches = watches
        self.style = style
        self._update = update
        self._span = span
        self._chosen = chosen

    @property
    def description(self) -> str:
        """Every watch with its value."""
        if not self.watches:
            return _EMPTY
        words = [f"{watch.text}: {watch.problem or self.value_text(watch)}" for watch in self.watches]
        return f"Watches at update {self._update}. {'; '.join(words)}."

    @property
    def size(self) -> tuple[float, float]:
        """A column, as tall as its rows."""
        return _WIDTH, max(len(self.watches), 1) * self.row_height

    @property
    def row_height(self) -> float:
        """Of one watch, in points."""
        return _LINE * self.style.normal + _CURVE + _GAP

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Draw from (0, 0) to (width, height) in points."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.watches:
            painter.setPen(QColor(self.style.muted))
            painter.setFont(self.style.font("normal"))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(_MARGIN, 4, width - 2 * _MARGIN, height), flags, _EMPTY)
        for place, watch in enumerate(self.watches):
            self._paint_row(painter, watch, place, width)
        painter.restore()

    def value_text(self, watch: WatchSeries) -> str:
        """Return the value at the cursor as it is written."""
        return _NOT_YET if watch.value is None else format_number(watch.value, self.style.digits)

    def row_at(self, y: float) -> int | None:
        """Return the place of the watch at a height."""
        place = int(y // self.row_height)
        return place if 0 <= place < len(self.watches) else None

    def point_at(self, x: float, y: float, width: float) -> tuple[int, int] | None:
        """Return the watch whose curve is at a place, and which of its updates is nearest there."""
        place = self.row_at(y)
        if place is None or y - place * self.row_height < _LINE * self.style.normal:
            return None
        first, last = self._span
        share = (x - _MARGIN) / (width - 2 * _MARGIN)
        nearest = self.watches[place].nearest(first + share * max(last - first, 1))
        return None if nearest is None else (place, nearest)

    # Inside

    def _paint_row(self, painter: QPainter, watch: WatchSeries, place: int, width: float) -> None:
        style, top = self.style, place * self.row_height
        if place == self._chosen:
            painter.fillRect(QRectF(0, top, width, self.row_height), QColor(style.accent_soft))
        if place:
            painter.setPen(QPen(QColor(style.line), 0.75))
            painter.drawLine(QPointF(0, top), QPointF(width, top))
        head = QRectF(_MARGIN, top, width - 2 * _MARGIN, _LINE * style.normal)
        is_known = not watch.problem and watch.value is not None
        painter.setFont(style.font("normal", bold=is_known))
        value = "" if watch.problem else self.value_text(watch)
        painter.setPen(QColor(style.text if is_known else style.muted))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)
        room = head.width() - painter.fontMetrics().horizontalAdvance(value) - _GAP
        font = style.font("normal")
        text = QFontMetricsF(font).elidedText(watch.text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(style.text))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, text)
        curve = QRectF(head.left(), head.bottom(), head.width(), _CURVE)
        if watch.problem:
            self._paint_problem(painter, watch.problem, curve)
        else:
            self._paint_curve(painter, watch, curve)

    def _paint_problem(self, painter: QPainter, problem: str, box: QRectF) -> None:
        painter.setFont(self.style.font("small"))
        painter.setPen(QColor(self.style.bad))
        painter.drawText(box, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, problem)

    def _paint_curve(self, painter: QPainter, watch: WatchSeries, box: QRectF) -> None:
        style = self.style
        first, last = self._span
        x = box.left() + (watch.updates - first) / max(last - first, 1) * box.width()
        now = box.left() + (self._update - first) / max(last - first, 1) * box.width()
        painter.setPen(QPen(QColor(style.current), 1))
        painter.drawLine(QPointF(now, box.top()), QPointF(now, box.bottom()))
        finite = np.isfinite(watch.values)
        if not finite.any():
            return
        low, high = watch.values[finite].min(), watch.values[finite].max()
        inner = box.adjusted(0, 2, 0, -2)
        # Halves first: the difference of two large numbers may be larger than any.
        share = (
            (watch.values[finite] / 2 - low / 2) / (high / 2 - low / 2)
            if high > low
            else np.full(finite.sum(), 0.5)
        )
        places = to_points(x[finite], inner.bottom() - share * inner.height())
        painter.setPen(QPen(QColor(style.accent), 1.25))
        starts = np.flatnonzero(np.diff(np.flatnonzero(finite)) > 1) + 1
        for run in np.split(np.arange(len(places)), starts):
            painter.drawPolyline(QPolygonF([places[k] for k in run]))
        if len(places) == 1 or watch.value is not None:
            here = int(np.argmin(np.abs(watch.updates[finite] - self._update)))
            painter.setPen(QPen(QColor(style.surface), 1))
            painter.setBrush(QColor(style.current))
            painter.drawEllipse(places[here], 3, 3)
