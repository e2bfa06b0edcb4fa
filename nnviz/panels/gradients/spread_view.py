"""The lanes of activations, deltas and gradients on the screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz.figures.spread_picture import SpreadPicture
from nnviz.widgets.live_tooltip import LiveTooltip


class SpreadView(QWidget):
    """Shows a `SpreadPicture`; a lane under the pointer is told in words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: SpreadPicture | None = None
        self.setAccessibleName(name)
        self.setMinimumSize(160, 80)
        LiveTooltip(self, self.words_at)

    def sizeHint(self) -> QSize:
        return QSize(440, 260)

    @property
    def picture(self) -> SpreadPicture | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: SpreadPicture) -> None:
        """Show another picture."""
        self._picture = picture
        self.setAccessibleDescription(picture.description)
        self.update()

    def words_at(self, position: QPointF) -> str:
        """Return what is said about a place of the widget; empty where nothing is."""
        if self._picture is None:
            return ""
        scale = self._scale()
        place = position.x() / scale, position.y() / scale
        found = self._picture.lane_at(*place, *self._extent())
        return self._picture.words_of(*found) if found else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._picture.style.surface))
        painter.scale(self._scale(), self._scale())
        self._picture.paint(painter, *self._extent())
        painter.end()

    def _scale(self) -> float:
        """Logical pixels per point."""
        return self.logicalDpiY() / 72

    def _extent(self) -> tuple[float, float]:
        return self.width() / self._scale(), self.height() / self._scale()
