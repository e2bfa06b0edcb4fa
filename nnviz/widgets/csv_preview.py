"""The first rows of a table, with what each column is for above it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableWidget, QTableWidgetItem, QWidget

from core.datasets.csv_text import Cell, ParsedCsv
from nnviz.widgets.number_text import number_text
from nnviz.widgets.quiet import QuietCombo

INPUT, TARGET, IGNORED = "input", "target", "ignore"
_ROWS_SHOWN = 6
_COLUMN_WIDTH = 114


class CsvPreview(QTableWidget):
    """A table that cannot be edited; its first row holds the columns' roles.

    Signals
    -------
    roles_changed()
        The user chose another role for a column.
    """

    roles_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("First rows of the file"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.horizontalHeader().setDefaultSectionSize(_COLUMN_WIDTH)
        self.verticalHeader().setDefaultSectionSize(28)
        self.setStyleSheet("CsvPreview::item { padding: 0 6px; }")
        self.setTabKeyNavigation(False)
        self._parsed: ParsedCsv | None = None
        self._roles: list[QuietCombo] = []

    def clear(self) -> None:
        """Show nothing."""
        self._parsed, self._roles = None, []
        self.setRowCount(0)
        self.setColumnCount(0)

    def show_table(self, parsed: ParsedCsv) -> None:
        """Show a table; roles stay as they were where its columns are the same, else they are guessed."""
        same = self._parsed is not None and self._parsed.columns == parsed.columns
        roles = [combo.currentData() for combo in self._roles] if same else []
        self.clear()
        self._parsed = parsed
        self.setColumnCount(len(parsed.columns))
        self.setHorizontalHeaderLabels(list(parsed.columns))
        shown = parsed.rows[:_ROWS_SHOWN]
        self.setRowCount(1 + len(shown))
        lines = range(parsed.first_line, parsed.first_line + len(shown))
        self.setVerticalHeaderLabels([self.tr("is"), *map(str, lines)])
        for row, cells in enumerate(shown, start=1):
            for column, cell in enumerate(cells):
                self.setItem(row, column, _item(cell))
        self.setRowHeight(0, 38)
        for column, role in enumerate(roles or self._guess()):
            self._add_role(column, role)

    def columns(self, role: str) -> tuple[str, ...]:
        """Return the names of the columns that have this role."""
        names = self._parsed.columns if self._parsed else ()
        return tuple(
            name for name, combo in zip(names, self._roles, strict=True) if combo.currentData() == role
        )

    def set_role(self, column: int, role: str) -> None:
        """Give a column a role, as if the user had chosen it."""
        combo = self._roles[column]
        combo.setCurrentIndex(combo.findData(role))
        self.roles_changed.emit()

    def has_words(self, name: str) -> bool:
        """Tell whether a column holds words."""
        if self._parsed is None:
            return False
        place = self._parsed.columns.index(name)
        return any(isinstance(row[place], str) and row[place] != "" for row in self._parsed.rows)

    def _guess(self) -> list[str]:
        """Take the last column for the target and the others that hold numbers for inputs."""
        assert self._parsed is not None
        names = self._parsed.columns
        return [IGNORED if self.has_words(name) else INPUT for name in names[:-1]] + [TARGET]

    def _add_role(self, column: int, role: str) -> None:
        assert self._parsed is not None
        combo = QuietCombo(self.tr("What column %s is for") % self._parsed.columns[column])
        for word in (INPUT, TARGET, IGNORED):
            combo.addItem(word, word)
        combo.setCurrentIndex(combo.findData(role))
        combo.activated.connect(self._role_chosen)
        self._roles.append(combo)
        frame = QWidget()
        row = QHBoxLayout(frame)
        row.setContentsMargins(3, 3, 3, 3)
        row.addWidget(combo)
        self.setCellWidget(0, column, frame)

    @Slot()
    def _role_chosen(self) -> None:
        self.roles_changed.emit()


def _item(cell: Cell) -> QTableWidgetItem:
    if isinstance(cell, str):
        return QTableWidgetItem(cell)
    item = QTableWidgetItem(number_text(float(cell)))
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item
