"""A flat button that is only an icon, in the colour of the text around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QToolButton, QWidget

from nnviz.widgets.icons import icon

_TARGET = 24  # pixels; the least that a hand can aim at
_SHEET = "IconButton, IconButton:focus { min-width: 20px; min-height: 20px; padding: 0; }"


class IconButton(QToolButton):
    """Follows the palette; its name is read to those who cannot see it, its tooltip says what it does."""

    def __init__(self, icon_name: str, name: str, tooltip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setAccessibleName(name)
        self.setToolTip(tooltip or name)
        self.setAutoRaise(True)
        self.setStyleSheet(_SHEET)
        self.setFixedSize(_TARGET, _TARGET)
        self.setIconSize(QSize(16, 16))
        self._paint_icon()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_icon()
        super().changeEvent(event)

    def _paint_icon(self) -> None:
        self.setIcon(icon(self._icon_name, self.palette().windowText().color().name()))
