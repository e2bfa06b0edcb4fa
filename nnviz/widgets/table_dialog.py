"""The dialog in which a few samples are typed in."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.datasets.table import Table
from core.hyper import Hyper
from nnviz.widgets.notice import Notice
from nnviz.widgets.stepper import Stepper
from nnviz.widgets.table_model import MOST_COLUMNS, TableModel

_COLUMNS = Hyper("columns", 1, low=1, high=MOST_COLUMNS)


class TableDialog(QDialog):
    """An editable table of inputs and targets; a paste from a spreadsheet fits in.

    Signals
    -------
    table_made : Table
        The user accepted the samples.
    """

    table_made = Signal(object)

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Table of samples"))
        self.model = TableModel(table)
        self.view = QTableView()
        self.view.setAccessibleName(self.tr("Samples"))
        self.view.setModel(self.model)
        self.view.setStyleSheet("QTableView::item { padding: 0 6px; }")
        self.view.setTabKeyNavigation(False)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.horizontalHeader().setMinimumSectionSize(72)
        self.view.verticalHeader().setDefaultSectionSize(28)
        self.error = Notice("error")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setProperty("primary", True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(self._column_row())
        layout.addWidget(self.view, 1)
        layout.addLayout(self._row_row())
        layout.addWidget(self.error)
        layout.addWidget(self.buttons)
        for sequence, slot in (
            (QKeySequence.StandardKey.Paste, self.paste),
            (QKeySequence.StandardKey.Delete, self._clear),
        ):
            shortcut = QShortcut(sequence, self.view, slot)
            shortcut.setAutoRepeat(False)
        self.model.edited.connect(self._refresh)
        self.resize(480, 420)
        self._refresh()
        self.view.setFocus()

    def accept(self) -> None:
        if not self.model.problem():
            self.table_made.emit(self.model.table())
            super().accept()

    @Slot()
    def paste(self) -> None:
        """Put the clipboard's lines in from the current cell on."""
        index = self.view.currentIndex()
        row, column = (index.row(), index.column()) if index.isValid() else (0, 0)
        reason = self.model.paste(QGuiApplication.clipboard().text(), row, column)
        if reason:
            self.error.say(reason)

    def _column_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.inputs, self.targets = Stepper(_COLUMNS), Stepper(_COLUMNS)
        for stepper, name in ((self.inputs, self.tr("Inputs")), (self.targets, self.tr("Targets"))):
            stepper.set_name(name)
            stepper.edit.edited.connect(self._set_columns)
            label = QLabel(name)
            label.setBuddy(stepper.edit)
            row.addWidget(label)
            row.addWidget(stepper)
            row.addSpacing(16)
        row.addStretch(1)
        return row

    def _row_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.add_button = QPushButton(self.tr("Add row"))
        self.remove_button = QPushButton(self.tr("Remove row"))
        paste = QPushButton(self.tr("Paste"))
        paste.setToolTip(
            self.tr("Put in the copied cells of a spreadsheet, from the current cell on (Ctrl+V)")
        )
        self.add_button.clicked.connect(self._add_row)
        self.remove_button.clicked.connect(self._remove_row)
        paste.clicked.connect(self.paste)
        for button in (self.add_button, self.remove_button, paste):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    @Slot()
    def _add_row(self) -> None:
        index = self.view.currentIndex()
        row = index.row() + 1 if index.isValid() else self.model.rowCount()
        self.model.add_row(row)
        self.view.setCurrentIndex(self.model.index(row, 0))

    @Slot()
    def _remove_row(self) -> None:
        index = self.view.currentIndex()
        self.model.remove_row(index.row() if index.isValid() else self.model.rowCount() - 1)

    @Slot()
    def _clear(self) -> None:
        for index in self.view.selectedIndexes():
            self.model.setData(index, "")

    @Slot(object, str)
    def _set_columns(self, _count: int, _gesture: str) -> None:
        self.model.set_columns(int(self.inputs.edit.value), int(self.targets.edit.value))

    @Slot()
    def _refresh(self) -> None:
        self.inputs.set_value(self.model.inputs)
        self.targets.set_value(self.model.targets)
        self.remove_button.setEnabled(self.model.rowCount() > 1)
        problem = self.model.problem()
        self.error.say(problem)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not problem)
