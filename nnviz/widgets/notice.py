"""A line that says what is wrong, or what was done; hidden while there is nothing to say."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

Role = Literal["error", "note"]

_NOTE_SHEET = """
background: palette(alternate-base); border-left: 3px solid palette(highlight);
"""


class Notice(QLabel):
    """Wraps to its width; an error is marked by a sign as well as by its colour."""

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = "\N{WARNING SIGN}\N{VARIATION SELECTOR-15} " if role == "error" else ""
        if role == "error":
            self.setProperty("error", True)
        else:
            self.setStyleSheet(_NOTE_SHEET)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    @property
    def message(self) -> str:
        """What is said."""
        return self.text().removeprefix(self._mark)

    def say(self, message: str) -> None:
        """Say this; nothing hides the line."""
        if message == self.message:
            return
        self.setText(self._mark + message if message else "")
        self.setAccessibleName(message)
        self.setVisible(bool(message))
        self._take_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_room()

    def _take_room(self) -> None:
        """Ask for the height of all lines: a splitter above does not know that text wraps."""
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))
