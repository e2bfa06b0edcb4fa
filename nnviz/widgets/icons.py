"""The program's icons: Lucide's strokes, in whatever colour the style asks for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.resources import resource


@cache
def icon(name: str, colour: str) -> QIcon:
    """Return the icon of ``resources/icons/<name>.svg`` with its strokes in `colour`.

    It is drawn anew at each size and resolution, so it is sharp on every screen; disabled it is paler.

    Raises
    ------
    FileNotFoundError
        If there is no such icon.
    """
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_StrokeEngine(svg.replace("currentColor", colour)))


class _StrokeEngine(QIconEngine):
    """Paints an SVG at exactly the size that is asked for."""

    def __init__(self, svg: str) -> None:
        super().__init__()
        self._svg = svg
        self._renderer = QSvgRenderer(QByteArray(svg.encode()))

    def clone(self) -> QIconEngine:
        return _StrokeEngine(self._svg)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setOpacity(0.4 if mode == QIcon.Mode.Disabled else 1.0)
        self._renderer.render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(QColor(Qt.GlobalColor.transparent))
        painter = QPainter(pixmap)
        try:
            self.paint(painter, pixmap.rect(), mode, state)
        finally:
            painter.end()
        return pixmap
