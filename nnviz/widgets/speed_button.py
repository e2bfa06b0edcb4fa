"""How fast to play: a small button that shows it and opens the choice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nnviz.settings import SPEEDS

_SHEET = "SpeedButton { padding: 3px 4px; }"


class SpeedButton(QToolButton):
    """Shows steps a second; Up and Down make it faster and slower, a click opens a menu.

    Signals
    -------
    chosen(float)
        The user chose another speed.
    """

    chosen = Signal(float)

    def __init__(self, speed: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setStyleSheet(_SHEET)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.25/s") + 12)
        self._menu = QMenu(self)
        group = QActionGroup(self)
        self._entries = {choice: self._menu.addAction(_words(choice)) for choice in SPEEDS}
        for choice, entry in self._entries.items():
            entry.setCheckable(True)
            entry.setData(choice)
            group.addAction(entry)
        group.triggered.connect(lambda entry: self._choose(entry.data()))
        self.setMenu(self._menu)
        self.show_speed(speed)

    def show_speed(self, speed: float) -> None:
        """Show a speed, without a signal."""
        self._speed = speed
        self.setText(f"{speed:g}/s")
        self._entries[speed].setChecked(True)
        words = self.tr("Play at %s; Up and Down change it") % _words(speed)
        self.setToolTip(words)
        self.setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        place = SPEEDS.index(self._speed) + step
        if 0 <= place < len(SPEEDS):
            self._choose(SPEEDS[place])

    def _choose(self, speed: float) -> None:
        if speed != self._speed:
            self.show_speed(speed)
            self.chosen.emit(speed)


def _words(speed: float) -> str:
    return "1 step a second" if speed == 1 else f"{speed:g} steps a second"
