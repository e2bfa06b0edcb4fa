"""A table of numbers on the screen, with every digit on hover."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from core.number_format import full_number
from nnviz.figures.table_picture import TablePicture

_ROW = 24
_SHEET = "QHeaderView::section { font-weight: 400; padding: 3px 6px; } QTableView::item { padding: 0 3px; }"
_TWO_LINES = 40  # pixels; of a header
_LETTERS = 12  # pixels
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberTable(QTableWidget):
    """Shows what a `TablePicture` prints; where there is no room for all columns it scrolls."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        small = self.font()
        small.setPixelSize(_LETTERS)
        for part in (self, self.verticalHeader(), self.horizontalHeader()):
            part.setFont(small)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(_RIGHT)
        self.setStyleSheet(_SHEET)
        self.horizontalHeader().setFixedHeight(_TWO_LINES)

    def show_table(self, table: TablePicture) -> None:
        """Show another table."""
        self.setAccessibleDescription(table.description)
        (_, *columns), *body = table.texts()
        self.setRowCount(len(body))
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels([name.replace(" ", "\n", 1) for name in columns])  # narrow columns
        self.setVerticalHeaderLabels([name for name, *_ in body])
        for row, (name, *cells) in enumerate(body):
            for column, text in enumerate(cells):
                self.setItem(row, column, self._item(table, row, column, text))
            self.verticalHeaderItem(row).setToolTip(name)

    def _item(self, table: TablePicture, row: int, column: int, text: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setTextAlignment(_RIGHT)
        if (row, column) not in table.blank:
            item.setToolTip(full_number(float(table.numbers[row, column])))
        return item
