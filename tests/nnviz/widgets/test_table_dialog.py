"""Samples typed into a table."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit

from core.datasets.table import Table
from nnviz.widgets.table_dialog import TableDialog
from nnviz.widgets.table_model import TableModel

TABLE = Table(((0.0, 1.0), (1.0, 0.5)), ((1.0,), (0.0,)))


@pytest.fixture
def dialog(qtbot):
    dialog = TableDialog(TABLE)
    dialog.made = []
    dialog.table_made.connect(dialog.made.append)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def ok(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def type_cell(qtbot, dialog, row, column, text):
    dialog.view.setCurrentIndex(dialog.model.index(row, column))
    dialog.view.edit(dialog.model.index(row, column))
    editor = dialog.view.viewport().findChildren(QLineEdit)[-1]
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # the delegate commits a moment later


def test_a_table_comes_back_as_it_went_in(qtbot, dialog):
    qtbot.mouseClick(ok(dialog), Qt.MouseButton.LeftButton)
    assert dialog.made == [TABLE]


def test_a_cell_is_typed_with_a_comma(qtbot, dialog):
    type_cell(qtbot, dialog, 0, 1, "2,5")
    dialog.accept()
    assert dialog.made[0].inputs[0] == (0.0, 2.5)


def test_a_wrong_cell_is_marked_and_named(qtbot, dialog):
    type_cell(qtbot, dialog, 1, 2, "two")
    assert dialog.error.message == "Row 2, y1: 'two' is not a number"
    assert not ok(dialog).isEnabled()
    assert dialog.model.index(1, 2).data() == "\N{WARNING SIGN}\N{VARIATION SELECTOR-15} two"
    assert dialog.model.index(1, 2).data(Qt.ItemDataRole.ToolTipRole) == "'two' is not a number"
    dialog.accept()
    assert dialog.made == []
    type_cell(qtbot, dialog, 1, 2, "2")
    assert ok(dialog).isEnabled()


def test_rows_are_added_and_removed(qtbot, dialog):
    dialog.view.setCurrentIndex(dialog.model.index(0, 0))
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    assert dialog.model.rowCount() == 3
    assert dialog.error.message == "Row 2, x1: is empty"
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert dialog.error.message == ""
    qtbot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert dialog.model.rowCount() == 1
    assert not dialog.remove_button.isEnabled()


def test_columns_are_added_and_removed(qtbot, dialog):
    qtbot.mouseClick(dialog.inputs.more, Qt.MouseButton.LeftButton)
    assert [dialog.model.name_of(column) for column in range(4)] == ["x1", "x2", "x3", "y1"]
    assert dialog.model.index(0, 3).data() == "1"
    assert dialog.error.message == "Row 1, x3: is empty"
    qtbot.mouseClick(dialog.inputs.fewer, Qt.MouseButton.LeftButton)
    assert dialog.model.table() == TABLE
    assert not dialog.targets.fewer.isEnabled()


def test_a_spreadsheets_cells_are_pasted(qtbot, dialog):
    QGuiApplication.clipboard().setText("1,5\t2\t0\n2,5\t3\t1\n3,5\t4\t1\n")
    dialog.view.setCurrentIndex(dialog.model.index(0, 0))
    qtbot.keyClick(dialog.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog.accept()
    assert dialog.made == [Table(((1.5, 2.0), (2.5, 3.0), (3.5, 4.0)), ((0.0,), (1.0,), (1.0,)))]


def test_a_paste_that_is_too_wide_is_explained(dialog):
    QGuiApplication.clipboard().setText("1\t2\t3")
    dialog.view.setCurrentIndex(dialog.model.index(0, 1))
    dialog.paste()
    assert dialog.error.message == "3 columns were pasted, there is room for 2: add columns first"
    assert dialog.model.table() == TABLE


def test_an_empty_paste_changes_nothing():
    model = TableModel(TABLE)
    assert model.paste("", 0, 0) == ""
    assert model.table() == TABLE
