"""How a gradient is put together over the batch: a bar for every sample's share."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.number_format import format_number, full_number
from nnviz.figures.inspection import Shares
from nnviz.figures.shares import paint_shares
from nnviz.figures.style import LIGHT, Style
from nnviz.widgets.live_tooltip import LiveTooltip

_HEIGHT = 150
_POINTS_PER_INCH = 72


class ShareList(QWidget):
    """Bars of the samples' shares; a click shows that sample's numbers everywhere.

    Signals
    -------
    sample_chosen(int)
        Row of the batch, from 0.
    """

    sample_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Shares | None = None
        self._style: Style = LIGHT
        self.setFixedHeight(_HEIGHT)
        LiveTooltip(self, self.tooltip_at)
        self.hide()

    @property
    def shares(self) -> Shares | None:
        """What is shown."""
        return self._shares

    def show_shares(self, shares: Shares | None, style: Style) -> None:
        """Show other shares, or nothing."""
        self._shares, self._style = shares, style
        self.setVisible(shares is not None)
        if shares is not None:
            self.setAccessibleName(self.tr("Shares of %d samples in the gradient") % len(shares.values))
            self.setAccessibleDescription(", ".join(format_number(value) for value in shares.values[:50]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shares is None:
            return
        painter = QPainter(self)
        scale = self.logicalDpiX() / _POINTS_PER_INCH
        painter.scale(scale, scale)
        area = QRectF(0, 0, self.width() / scale, self.height() / scale)
        paint_shares(painter, area, self._shares, self._style)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        sample = self._sample_at(event.position())
        if sample is not None and event.button() == Qt.MouseButton.LeftButton:
            self.sample_chosen.emit(sample)

    def tooltip_at(self, point: QPointF) -> str:
        """Return all digits of the share under a point."""
        sample = self._sample_at(point)
        if sample is None or self._shares is None:
            return ""
        return self.tr("sample %d: %s") % (sample + 1, full_number(float(self._shares.values[sample])))

    def _sample_at(self, point: QPointF) -> int | None:
        if self._shares is None or not 0 <= point.x() < self.width():
            return None
        return int(point.x() * len(self._shares.values) / self.width())
