"""One quiet line for what is seldom used; pressing it shows the rest."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnviz.widgets.icons import icon

_SHEET = """
QToolButton#fold, QToolButton#fold:checked {
    border: 1px solid transparent; background: transparent; padding: 0; text-align: left;
}
QToolButton#fold:hover { color: palette(highlight); }
QToolButton#fold:focus { border: 1px solid palette(highlight); padding: 0; }
"""
_INDENT = 18  # pixels; below the words of the line
_HEIGHT = 24


class Fold(QWidget):
    """A line with a name and what is chosen there, and below it, unless it is folded, what is in it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setStyleSheet(_SHEET)
        self.header = QToolButton()
        self.header.setObjectName("fold")
        self.header.setCheckable(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setIconSize(QSize(12, 12))
        self.header.setMinimumHeight(_HEIGHT)
        self.header.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.header.setAutoRaise(True)
        self.header.toggled.connect(self._toggled)
        self._body = QWidget()
        self._content = QVBoxLayout(self._body)
        self._content.setContentsMargins(_INDENT, 2, 0, 6)
        self._content.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._body)
        self._toggled(False)

    @property
    def is_folded(self) -> bool:
        """Whether only the line is shown."""
        return not self.header.isChecked()

    def fold(self, folded: bool) -> None:
        """Close or open it."""
        self.header.setChecked(not folded)

    def add(self, widget: QWidget) -> None:
        """Add a widget below the others."""
        self._content.addWidget(widget)

    def say(self, chosen: str) -> None:
        """Say on the line what is chosen."""
        self.header.setText(f"{self._title}: {chosen}")
        self.header.setToolTip(self.header.text())
        self.header.setAccessibleName(self.header.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._show_state()
        super().changeEvent(event)

    def _toggled(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self._show_state()

    def _show_state(self) -> None:
        opened = self.header.isChecked()
        colour = self.palette().windowText().color().name()
        self.header.setIcon(icon("chevron-down" if opened else "chevron-right", colour))
        self.header.setAccessibleDescription(self.tr("expanded") if opened else self.tr("collapsed"))
