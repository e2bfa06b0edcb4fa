"""A titled part of a column that can be folded away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnviz.widgets.icons import icon
from nnviz.widgets.notice import Notice

_SHEET = """
Section { border: none; border-bottom: 1px solid palette(midlight); }
QToolButton#header, QToolButton#header:checked {
    border: 1px solid transparent; background: transparent; padding: 3px 0;
    font-weight: 600; text-align: left;
}
QToolButton#header:hover { color: palette(highlight); }
QToolButton#header:focus { border: 1px solid palette(highlight); }
"""


class Section(QFrame):
    """A header to press, what it holds, and a line for what is wrong there.

    Signals
    -------
    folded : bool
        The user opened (False) or closed (True) the section.
    """

    folded = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(_SHEET)
        self._header = QToolButton()
        self._header.setObjectName("header")
        self._header.setText(title)
        self._header.setCheckable(True)
        self._header.setChecked(True)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setIconSize(QSize(14, 14))
        self._header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._header.setAutoRaise(True)
        self._header.toggled.connect(self._toggled)
        self._body = QWidget()
        self.content = QVBoxLayout(self._body)
        self.content.setContentsMargins(8, 2, 0, 10)
        self.content.setSpacing(6)
        self.error = Notice("error")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 8, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addWidget(self._body)
        self.content.addWidget(self.error)
        self._show_state()

    @property
    def is_folded(self) -> bool:
        """Whether only the header is shown."""
        return not self._header.isChecked()

    def fold(self, folded: bool) -> None:
        """Close or open the section."""
        self._header.setChecked(not folded)

    def add(self, widget: QWidget) -> None:
        """Add a widget below the others; what is wrong is always said last."""
        self.content.insertWidget(self.content.count() - 1, widget)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._show_state()
        super().changeEvent(event)

    def _toggled(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self._show_state()
        self.folded.emit(not opened)

    def _show_state(self) -> None:
        opened = self._header.isChecked()
        colour = self.palette().windowText().color().name()
        self._header.setIcon(icon("chevron-down" if opened else "chevron-right", colour))
        self._header.setAccessibleName(self._header.text())
        self._header.setAccessibleDescription(self.tr("expanded") if opened else self.tr("collapsed"))
