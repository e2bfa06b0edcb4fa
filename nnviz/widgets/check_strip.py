"""What a gradient check says, in a strip below the drawing: the outcome, or how far it has come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice

_ROOMY = 560  # pixels


class CheckStrip(QFrame):
    """Hidden while no check is laid over the drawing.

    Signals
    -------
    stopped()
        Measuring is to be stopped.
    closed()
        The check is to be taken away.
    """

    stopped = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = self._in_short = ""
        self.words = Notice("note")
        self.words.setContentsMargins(8, 2, 8, 2)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Gradients measured"))
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(80)
        self.stop_button = QPushButton(self.tr("Stop"))
        self.stop_button.setToolTip(self.tr("Stop measuring; what was measured stays"))
        self.stop_button.clicked.connect(self.stopped)
        self.close_button = IconButton("x", self.tr("Close the gradient check"))
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.progress)
        row.addWidget(self.stop_button)
        row.addWidget(self.close_button)
        self.hide()

    def show_outcome(self, words: str, in_short: str) -> None:
        """Show what came out: in full, or in short where there is no room for more than a line."""
        self._show(words, in_short, is_running=False)

    def show_progress(self, words: str, done: int, count: int) -> None:
        """Show how many of all gradients were measured up to now."""
        self.progress.setRange(0, count)
        self.progress.setValue(done)
        self._show(words, words, is_running=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_what_fits()

    def _show(self, words: str, in_short: str, *, is_running: bool) -> None:
        self._words, self._in_short = words, in_short
        self.progress.setVisible(is_running)
        self.stop_button.setVisible(is_running)
        self.show()
        self._say_what_fits()

    def _say_what_fits(self) -> None:
        self.words.say(self._words if self.width() >= _ROOMY else self._in_short)
        self.words.setToolTip(self._words)
