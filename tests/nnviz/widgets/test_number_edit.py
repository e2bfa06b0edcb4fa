"""The field for a number, used as a person uses it."""

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from core.hyper import Hyper
from nnviz.widgets.number_edit import DragLabel, NumberEdit

SHARE = Hyper("momentum", 0.5, low=0, high=1, help="share of the last step")
RATE = Hyper("learning_rate", 0.1, low=0, high=100, log=True)
UNITS = Hyper("units", 4, low=1)


@pytest.fixture
def field(qtbot):
    """Return a function that shows a field and records what it signals."""

    def show(hyper):
        window = QWidget()
        layout = QVBoxLayout(window)
        edit, other = NumberEdit(hyper), QLineEdit()
        edit.label = DragLabel(hyper.label, edit)
        for widget in (edit.label, edit, other):
            layout.addWidget(widget)
        edit.edits, edit.problems, edit.other = [], [], other
        edit.edited.connect(lambda value, gesture: edit.edits.append((value, gesture)))
        edit.problem_changed.connect(edit.problems.append)
        qtbot.addWidget(window)
        edit.window_kept = window
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        edit.setFocus()
        qtbot.waitUntil(edit.hasFocus)
        return edit

    return show


def type_in(qtbot, edit, text):
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def turn(edit, delta):
    place = QPointF(5, 5)
    event = QWheelEvent(
        place,
        edit.mapToGlobal(place),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(edit, event)


def test_return_takes_what_was_typed(qtbot, field):
    edit = field(SHARE)
    type_in(qtbot, edit, "0,25")
    assert edit.edits == []
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.edits == [(0.25, "")]
    assert edit.text() == "0.25"


def test_leaving_the_field_takes_what_was_typed(qtbot, field):
    edit = field(SHARE)
    type_in(qtbot, edit, "0.75")
    QApplication.sendEvent(edit, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert edit.edits == [(0.75, "")]


def test_a_german_locale_reads_the_same_number(qtbot, field):
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        edit = field(RATE)
        type_in(qtbot, edit, "0.001\r")
        type_in(qtbot, edit, "1000\r")
    finally:
        QLocale.setDefault(before)
    assert edit.edits == [(0.001, "")]
    assert edit.problem == "0 to 100"


def test_what_is_wrong_is_said_at_once_and_the_last_good_value_stays(qtbot, field):
    edit = field(SHARE)
    type_in(qtbot, edit, "7")
    assert edit.problems == ["0 to 1"]
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == "7"
    assert edit.value == 0.5
    assert edit.edits == []
    assert edit.property("error")
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "0.5"
    assert edit.problems == ["0 to 1", ""]
    type_in(qtbot, edit, "abc")
    assert edit.problem == "not a number"


def test_what_is_being_typed_survives_a_refresh(qtbot, field):
    edit = field(SHARE)
    type_in(qtbot, edit, "0.12345")
    edit.set_value(0.5)
    assert edit.text() == "0.12345"
    edit.set_value(0.6)
    assert edit.text() == "0.6"
    assert edit.edits == []


def test_a_refused_value_goes_back_with_its_reason(qtbot, field):
    edit = field(UNITS)
    type_in(qtbot, edit, "1000000\r")
    edit.refuse(4, "at most 10000")
    assert edit.text() == "4"
    assert edit.problem == "at most 10000"
    edit.set_value(4)
    assert edit.problem == ""


def test_keys_in_a_row_are_one_gesture(qtbot, field):
    edit = field(UNITS)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Down):
        qtbot.keyClick(edit, key)
    assert [value for value, _ in edit.edits] == [5, 6, 16, 15]
    assert len({gesture for _, gesture in edit.edits}) == 1
    assert edit.edits[0][1]


def test_the_wheel_needs_the_focus(qtbot, field):
    edit = field(UNITS)
    turn(edit, 120)
    turn(edit, 60)
    turn(edit, 60)
    assert [value for value, _ in edit.edits] == [5, 6]
    edit.other.setFocus()
    turn(edit, 120)
    assert edit.value == 6


def test_dragging_the_label_changes_the_number(qtbot, field):
    edit = field(RATE)
    for _ in range(2):
        qtbot.mousePress(edit.label, Qt.MouseButton.LeftButton, pos=QPoint(10, 5))
        qtbot.mouseMove(edit.label, QPoint(60, 5))
        qtbot.mouseMove(edit.label, QPoint(110, 5))
        qtbot.mouseRelease(edit.label, Qt.MouseButton.LeftButton, pos=QPoint(110, 5))
    values, gestures = zip(*edit.edits, strict=True)
    assert values[1] == 1.0
    assert values[-1] == 10.0
    assert len(set(gestures)) == 2


def test_it_says_what_it_is(field):
    edit = field(SHARE)
    assert edit.accessibleName() == "momentum"
    assert edit.accessibleDescription() == "share of the last step"
    assert edit.height() >= 24


def test_whole_numbers_keep_all_their_digits(qtbot, field):
    edit = field(UNITS)
    type_in(qtbot, edit, "9007199254740993\r")
    assert edit.value == 9007199254740993
    type_in(qtbot, edit, "2.5")
    assert edit.problem == "a whole number, please"
