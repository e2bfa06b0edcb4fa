"""A picture on the screen, as large as there is room, and never larger than it is."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.figures.picture import Picture

_POINTS_PER_INCH = 72


class PictureView(QWidget):
    """Paints a picture from the top left corner.

    Signals
    -------
    clicked(QPointF)
        A place in the picture, in points.
    context_menu_requested(QPoint)
        A place on the screen.
    """

    clicked = Signal(QPointF)
    context_menu_requested = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._picture: Picture | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    @property
    def room(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width() / self._scale, self.height() / self._scale

    def show_picture(self, picture: Picture) -> None:
        """Show another picture."""
        former, self._picture = self._picture, picture
        if former is None or former.size != picture.size:
            self.updateGeometry()
        self.setAccessibleDescription(picture.description)
        self.update()

    def sizeHint(self) -> QSize:
        width, height = self._picture.size if self._picture else (240.0, 180.0)
        return QSize(math.ceil(width * self._scale), math.ceil(height * self._scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(self._scale, self._scale)
        self._picture.paint(painter, *self.room)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(QPointF(event.position().x() / self._scale, event.position().y() / self._scale))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(event.globalPos())

    @property
    def _scale(self) -> float:
        return self.logicalDpiY() / _POINTS_PER_INCH
