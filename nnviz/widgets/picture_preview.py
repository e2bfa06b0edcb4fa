"""A picture as it will leave, shrunk onto a piece of paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.figures.export import ExportOptions, paper_size
from nnviz.figures.picture import Picture

_MARGIN = 16
_CELL = 8  # pixels of the pattern that stands for no paper


class PicturePreview(QWidget):
    """Shows a picture in the layout that it has on paper; what is transparent is checked."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self._shown: tuple[Picture, ExportOptions] | None = None

    def sizeHint(self) -> QSize:
        return QSize(520, 400)

    def show_picture(self, picture: Picture, options: ExportOptions) -> None:
        """Show a picture as `options` would make it."""
        self._shown = (picture, options)
        self.setAccessibleDescription(picture.description)
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self.setAccessibleDescription("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        try:
            self._paint(painter, *self._shown)
        finally:
            painter.end()

    def _paint(self, painter: QPainter, picture: Picture, options: ExportOptions) -> None:
        width, height = paper_size(picture, options)
        scale = min((self.width() - 2 * _MARGIN) / width, (self.height() - 2 * _MARGIN) / height)
        paper = QRectF(0, 0, width * scale, height * scale)
        paper.moveCenter(QRectF(self.rect()).center())
        if options.transparent:
            _paint_cells(painter, paper, QColor(options.background))
        else:
            painter.fillRect(paper, QColor(options.background))
        painter.save()
        painter.setClipRect(paper)
        painter.translate(paper.topLeft())
        painter.scale(scale, scale)
        picture.paint(painter, width, height)
        painter.restore()
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(paper)


def _paint_cells(painter: QPainter, paper: QRectF, light: QColor) -> None:
    dark = light.lighter(150) if light.lightness() < 128 else light.darker(108)
    painter.save()
    painter.setClipRect(paper)
    painter.fillRect(paper, light)
    for row in range(int(paper.height() / _CELL) + 1):
        for column in range(row % 2, int(paper.width() / _CELL) + 1, 2):
            x, y = paper.left() + column * _CELL, paper.top() + row * _CELL
            painter.fillRect(QRectF(x, y, _CELL, _CELL), dark)
    painter.restore()
