"""The dialog that makes data of a file, with good files and with the usual broken ones."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from nnviz.widgets.csv_dialog import CsvDialog
from nnviz.widgets.csv_preview import IGNORED, INPUT, TARGET

PETS = b"length,width,kind\n1.5,2,cat\n2.5,3,dog\n3.5,4,cat\n"


@pytest.fixture
def dialog(qtbot):
    """Return a function that shows the dialog with some content and keeps what it makes."""

    def show(content, source="pets.csv"):
        dialog = CsvDialog(content, source)
        dialog.made = []
        dialog.table_made.connect(dialog.made.append)
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return show


def choose(combo, data):
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_a_good_file_needs_nothing_but_return(qtbot, dialog):
    shown = dialog(PETS)
    assert shown.preview.columns(INPUT) == ("length", "width")
    assert shown.preview.columns(TARGET) == ("kind",)
    assert shown.classes.isChecked()
    assert shown.summary.text() == "3 samples, 2 inputs, 2 classes: cat, dog"
    assert shown.scaling.currentData() == "none"
    qtbot.mouseClick(shown.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    (table,) = shown.made
    assert table.source == "pets.csv"
    np.testing.assert_array_equal(table.make().targets, [[1, 0], [0, 1], [1, 0]])


def test_the_first_rows_are_shown_with_their_lines(dialog):
    shown = dialog(PETS)
    assert shown.preview.item(1, 0).text() == "1.5"
    assert shown.preview.item(2, 2).text() == "dog"
    assert shown.preview.verticalHeaderItem(1).text() == "2"


def test_columns_change_their_roles(dialog):
    shown = dialog(PETS)
    shown.preview.set_role(2, IGNORED)
    assert shown.error.message == "Choose at least one column as target."
    assert not shown.ok.isEnabled()
    shown.preview.set_role(1, TARGET)
    shown.quantities.click()
    assert shown.table.targets == ("width",)
    assert shown.summary.text() == "3 samples, 1 input, 1 target"
    shown.accept()
    assert shown.made[0].make().targets.tolist() == [[2], [3], [4]]


def test_scaling_is_chosen(dialog):
    shown = dialog(PETS)
    choose(shown.scaling, "unit")
    assert shown.table.make().inputs[:, 0].tolist() == [0, 0.5, 1]


def test_semicolons_with_decimal_commas_and_latin_letters(dialog):
    shown = dialog("größe;y\n1,5;2\n2,5;3\n".encode("latin-1"))
    assert shown.delimiter.currentData() == ";"
    assert shown.decimal.currentData() == ","
    assert shown.encoding.currentData() == "cp1252"
    assert shown.table.inputs == ("größe",)
    assert shown.table.make().inputs.tolist() == [[1.5], [2.5]]


def test_what_was_detected_can_be_changed(dialog):
    shown = dialog(b"1,5;2\n2,5;3\n")
    assert not shown.header.isChecked()
    choose(shown.delimiter, ",")
    assert shown.preview.columnCount() == 2
    shown.quantities.click()
    assert shown.error.message == "pets.csv, line 1, column 'column 2': '5;2' is not a number"
    choose(shown.delimiter, ";")
    assert shown.error.message == ""
    shown.header.click()
    assert shown.preview.columns(INPUT) == ("1,5",)
    assert len(shown.table.rows) == 1


def test_a_wrong_encoding_is_said_and_can_be_mended(dialog):
    shown = dialog("größe,y\n1,2\n".encode("cp1252"))
    choose(shown.encoding, "utf-8")
    assert shown.error.message == "pets.csv: this is not utf-8 text"
    assert not shown.ok.isEnabled()
    choose(shown.encoding, "cp1252")
    assert shown.ok.isEnabled()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "pets.csv: the file is empty"),
        (b"a,b\n", "pets.csv: there are no rows below the header"),
        (b"a,b\n1,\n2,3\n", "pets.csv, line 2, column 'b': is empty"),
        (b"a,b\n1,2\nx,3\n", "pets.csv, line 3, column 'a': 'x' is not a number"),
        (b"a,b\n1,2\n3\n", "pets.csv, line 3: has 1 cell, the others 2"),
        (b"\x00\x01\x02", "pets.csv: this is not a text file"),
        (b"x\n1\n2\n", "Choose at least one column as input."),
    ],
)
def test_what_is_wrong_is_named_with_its_place(dialog, content, message):
    shown = dialog(content)
    # A column with words was taken for no input: take it for one now.
    for column in range(shown.preview.columnCount() - 1):
        shown.preview.set_role(column, INPUT)
    assert shown.error.message == message
    assert not shown.ok.isEnabled()
    shown.accept()
    assert shown.made == []


def test_one_row_is_enough_for_quantities(dialog):
    shown = dialog(b"x,y\n1,2\n")
    assert len(shown.table.make()) == 1


def test_one_class_is_not_enough(dialog):
    shown = dialog(b"x,kind\n1,cat\n2,cat\n")
    assert shown.error.message == "Column 'kind' has only one class; there have to be two."
    assert not shown.ok.isEnabled()


def test_several_targets_are_quantities(dialog):
    shown = dialog(b"x,y,z\n1,2,3\n2,3,4\n")
    shown.preview.set_role(1, TARGET)
    assert shown.quantities.isChecked()
    assert not shown.classes.isEnabled()
    assert shown.table.make().targets.tolist() == [[2, 3], [3, 4]]
