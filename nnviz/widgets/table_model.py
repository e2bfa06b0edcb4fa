"""Samples as a table of typed text: inputs, then targets."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from core.datasets.table import Table
from nnviz.widgets.number_text import number_text, parse_number

_ROOT = QModelIndex()
_NO_NUMBER = "not a number"
MOST_COLUMNS = 64

Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """Keeps what was typed, right or wrong.

    Signals
    -------
    edited()
        Any cell, row or column is another.
    """

    edited = Signal()

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._inputs = len(table.inputs[0])
        self._cells = [
            [number_text(float(value)) for value in (*inputs, *targets)]
            for inputs, targets in zip(table.inputs, table.targets, strict=True)
        ]

    @property
    def inputs(self) -> int:
        """How many of the columns are inputs."""
        return self._inputs

    @property
    def targets(self) -> int:
        """How many of the columns are targets."""
        return self.columnCount() - self._inputs

    def name_of(self, column: int) -> str:
        """Return a column's name, x1 or y1."""
        return f"x{column + 1}" if column < self._inputs else f"y{column - self._inputs + 1}"

    def problem_at(self, row: int, column: int) -> str:
        """Return what is wrong with a cell, or an empty text."""
        text = self._cells[row][column]
        if not text.strip():
            return "is empty"
        return "" if parse_number(text) is not None else f"{text!r} is {_NO_NUMBER}"

    def problem(self) -> str:
        """Return the first thing that is wrong, with its place, or an empty text."""
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                reason = self.problem_at(row, column)
                if reason:
                    return f"Row {row + 1}, {self.name_of(column)}: {reason}"
        return ""

    def table(self) -> Table:
        """Return the samples; only where there is no `problem`."""
        rows = [tuple(float(parse_number(text) or 0) for text in cells) for cells in self._cells]
        split = self._inputs
        return Table(tuple(row[:split] for row in rows), tuple(row[split:] for row in rows))

    def add_row(self, row: int) -> None:
        """Add an empty row before this one."""
        self.beginInsertRows(_ROOT, row, row)
        self._cells.insert(row, [""] * self.columnCount())
        self.endInsertRows()
        self.edited.emit()

    def remove_row(self, row: int) -> None:
        """Remove a row; the last one stays."""
        if self.rowCount() > 1:
            self.beginRemoveRows(_ROOT, row, row)
            del self._cells[row]
            self.endRemoveRows()
            self.edited.emit()

    def set_columns(self, inputs: int, targets: int) -> None:
        """Have so many inputs and targets; columns are added and removed at the ends of both."""
        inputs, targets = (min(max(count, 1), MOST_COLUMNS) for count in (inputs, targets))
        if (inputs, targets) == (self.inputs, self.targets):
            return
        self.beginResetModel()
        self._cells = [
            _fit(cells[: self._inputs], inputs) + _fit(cells[self._inputs :], targets)
            for cells in self._cells
        ]
        self._inputs = inputs
        self.endResetModel()
        self.edited.emit()

    def paste(self, text: str, row: int, column: int) -> str:
        """Put lines of a spreadsheet in, from this cell on; rows are added as needed.

        Returns
        -------
        str
            Why that is not possible, or an empty text.
        """
        lines = [line for line in text.splitlines() if line.strip()]
        delimiter = next((sign for sign in ("\t", ";") if any(sign in line for line in lines)), None)
        rows = [line.split(delimiter) if delimiter else [line] for line in lines]
        width = max(map(len, rows), default=0)
        room = self.columnCount() - column
        if width > room:
            return f"{width} columns were pasted, there is room for {room}: add columns first"
        self.beginResetModel()
        while self.rowCount() < row + len(rows):
            self._cells.append([""] * self.columnCount())
        for offset, cells in enumerate(rows):
            self._cells[row + offset][column : column + len(cells)] = [cell.strip() for cell in cells]
        self.endResetModel()
        self.edited.emit()
        return ""

    # What a view asks

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cells[0])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        reason = self.problem_at(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            # A sign beside what is wrong: colour alone would not do, and a hole has no colour.
            mark = "\N{WARNING SIGN}\N{VARIATION SELECTOR-15} " if reason else ""
            return mark + self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.EditRole:
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return reason or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        self._cells[index.row()][index.column()] = str(value)
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name_of(section) if orientation == Qt.Orientation.Horizontal else section + 1
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return "input" if section < self._inputs else "target"
        return None


def _fit(cells: list[str], count: int) -> list[str]:
    return cells[:count] + [""] * (count - len(cells))
