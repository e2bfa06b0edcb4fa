"""A plot's symbol as an icon: for lists and combo boxes that name what is drawn."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from nnviz.figures.plot import Dash
from nnviz.figures.symbols import symbol_path

_HEIGHT, _RATIO = 16, 3  # drawn three times as fine, for sharp screens


def symbol_icon(colour: str, symbol: str, dash: Dash | None = None) -> QIcon:
    """Return the symbol; with `dash` on a piece of its line."""
    return _icon(colour, symbol, dash)


def line_icon(colour: str, dash: Dash) -> QIcon:
    """Return a piece of a line."""
    return _icon(colour, None, dash)


def _icon(colour: str, symbol: str | None, dash: Dash | None) -> QIcon:
    width = _HEIGHT if dash is None else 2 * _HEIGHT
    pixmap = QPixmap(width * _RATIO, _HEIGHT * _RATIO)
    pixmap.setDevicePixelRatio(_RATIO)
    pixmap.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(pixmap)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if dash is not None:
            pen = QPen(QColor(colour), 2)
            if dash:
                pen.setDashPattern(list(dash))
            painter.setPen(pen)
            painter.drawLine(QLineF(0, _HEIGHT / 2, width, _HEIGHT / 2))
        if symbol is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawPath(symbol_path(symbol, 10).translated(width / 2, _HEIGHT / 2))
    finally:
        painter.end()
    return QIcon(pixmap)
