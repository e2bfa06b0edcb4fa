"""A question at the top of the window that stops nobody: it waits while one goes on working."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

_MARGIN = 16
_WIDEST = 560


class QuestionBar(QFrame):
    """Lies over the upper edge of its parent while something is asked; Escape says no.

    Signals
    -------
    answered(bool)
        One of the buttons was pressed.
    """

    answered = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("panel", True)
        self.setAutoFillBackground(True)
        self.setStyleSheet("QuestionBar { border: 2px solid palette(highlight); border-radius: 8px; }")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self.yes = QPushButton()
        self.no = QPushButton(self.tr("Cancel"))
        self.yes.setProperty("primary", True)
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        self.no.clicked.connect(lambda: self.answered.emit(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 12, 12, 12)
        row.setSpacing(8)
        row.addWidget(self._text, 1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        parent.installEventFilter(self)
        self.hide()

    @property
    def message(self) -> str:
        """What is asked."""
        return self._text.text()

    def ask(self, text: str, yes: str) -> None:
        """Ask; `yes` is what the button does that agrees."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.yes.setText(yes)
        self.show()
        self._settle()
        self.raise_()
        self.no.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.answered.emit(False)
        else:
            super().keyPressEvent(event)

    def _settle(self) -> None:
        width = min(self._over.width() - 2 * _MARGIN, _WIDEST)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((self._over.width() - width) // 2, 3 * _MARGIN, width, height)
