"""The sheet of shortcuts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import nnviz
from nnviz.shortcuts import MOVES, OTHER_KEYS, PLAIN_KEY_WORDS, PRESENTING_KEYS

_BESIDE = 16  # pixels between the keys and the scroll bar
_ROOM = 64  # pixels of the screen that the sheet leaves above and below it, its title bar included


class ShortcutSheet(QDialog):
    """Lists every key of the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        moves = [(", ".join(move.keys), move.text) for move in MOVES if move and move.keys]
        left = [*moves, *PLAIN_KEY_WORDS, ("", ""), ("", self.tr("While presenting")), *PRESENTING_KEYS]
        self._fill(grid, 0, left)
        self._fill(grid, 2, list(OTHER_KEYS))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(self._scrolled(grid), 1)
        layout.addWidget(buttons)
        self.ensurePolished()
        buttons.button(QDialogButtonBox.StandardButton.Close).ensurePolished()
        around = layout.contentsMargins().top() + layout.spacing() + layout.contentsMargins().bottom()
        height = grid.sizeHint().height() + around + buttons.sizeHint().height()
        self.resize(self.sizeHint().width(), min(height, self.screen().availableSize().height() - _ROOM))

    def _scrolled(self, grid: QGridLayout) -> QScrollArea:
        """Return the keys in an area that scrolls where the screen is lower than they are."""
        keys = QWidget()
        keys.setLayout(grid)
        grid.setContentsMargins(0, 0, _BESIDE, 0)
        area = QScrollArea()
        area.setWidget(keys)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for label in keys.findChildren(QLabel):
            label.ensurePolished()  # or the letters of the style sheet, which are wider, come too late
        grid.invalidate()
        area.setMinimumWidth(grid.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
        return area

    def _fill(self, grid: QGridLayout, column: int, rows: list[tuple[str, str]]) -> None:
        for row, (keys, text) in enumerate(rows):
            key_label = QLabel(keys)
            key_label.setProperty("role", "key")
            key_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(key_label, row, column)
            grid.addWidget(QLabel(self.tr(text)), row, column + 1)


def show_about(parent: QWidget) -> None:
    """Say what the program is."""
    QMessageBox.about(
        parent,
        parent.tr("About NNViz"),
        parent.tr(
            "<h3>NNViz %s</h3><p>A debugger for backpropagation that teaches.</p>"
            "<p>MIT licence. Font: Inter (OFL). Icons: Lucide (ISC).</p>"
        )
        % nnviz.__version__,
    )
