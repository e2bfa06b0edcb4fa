"""A table of numbers with a column for every runner of a race."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from core.number_format import MINUS
from nnviz.figures.style import Style
from nnviz.widgets.symbol_icon import symbol_icon

_DIGITS = 4
_LETTERS, _PAD = 12, 10  # pixels: three runners have room beside one another


class RunnerTable(QTableWidget):
    """Shows what can only be read: over each column the symbol of a runner, its name on hover."""

    def __init__(self, name: str, row_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        small = self.font()
        small.setPixelSize(_LETTERS)
        for part in (self, self.verticalHeader()):
            part.setFont(small)
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def show_runners(self, runners: Iterable[tuple[str, str, str]], digits: int) -> None:
        """Show other runners: of each its name, its colour and its symbol.

        Every column has room for the longest number of so many digits, whichever it is: none is cut, and
        columns stand still while the steps go by. What has no room together is scrolled.
        """
        runners = list(runners)
        longest = self.fontMetrics().horizontalAdvance(f"{MINUS}0.000{'8' * digits}")
        self.horizontalHeader().setMinimumSectionSize(longest + _PAD)
        self.setColumnCount(len(runners))
        for column, (name, colour, symbol) in enumerate(runners):
            header = QTableWidgetItem(symbol_icon(colour, symbol), "")
            header.setToolTip(name)
            header.setData(Qt.ItemDataRole.AccessibleTextRole, name)
            self.setHorizontalHeaderItem(column, header)

    def show_number(self, row: int, column: int, text: str, tip: str) -> None:
        """Put a number, as it is written and in full, into a cell."""
        cell = self.item(row, column)
        if cell is None:
            cell = QTableWidgetItem()
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, cell)
        cell.setText(text)
        cell.setToolTip(tip)


def digits_in_table(style: Style) -> int:
    """Return how many digits a number has there: columns are narrow, the whole number is shown on hover."""
    return min(style.digits, _DIGITS)
