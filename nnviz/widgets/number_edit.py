"""A field for a number, and a label that changes it by dragging."""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from core.hyper import Hyper
from nnviz.widgets.number_text import Number, dragged, is_whole, number_text, parse_number, problem, stepped

_gestures = count(1)
_PAUSE = 800  # milliseconds after which another press of a key is another gesture
_NOTCH = 120  # Qt's unit of a wheel; touch pads send less at a time
_NARROW = 'NumberEdit { padding: 2px 6px; } NumberEdit:focus, NumberEdit[error="true"] { padding: 1px 5px; }'
_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


def new_gesture() -> str:
    """Return a key that no other drag, turn of the wheel or row of key presses has."""
    return str(next(_gestures))


class NumberEdit(QLineEdit):
    """A line edit for the number that a `Hyper` declares.

    Dot and comma are both decimal signs. Up, Down, Page Up, Page Down and the wheel (while the field has
    the focus) step; Return or leaving the field takes what was typed; Escape restores.

    Signals
    -------
    edited : number, str
        The user chose another value; the text names the gesture, and is empty for a typed one.
    value_changed()
        `value` is another, whoever changed it.
    problem_changed : str
        Why the text is no possible value; empty when it is one again. The last good value stays.
    """

    edited = Signal(object, str)
    value_changed = Signal()
    problem_changed = Signal(str)

    def __init__(self, hyper: Hyper, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hyper = hyper
        self._value: Number = hyper.default  # type: ignore[assignment]
        self._problem = ""
        self._gesture = ""
        self._turned = 0
        self._since = QElapsedTimer()
        self.setAccessibleName(name or hyper.label)
        self.setAccessibleDescription(hyper.help)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(32)
        self.setStyleSheet(_NARROW)
        self.setMinimumHeight(24)
        self.setText(number_text(self._value))
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self._take_text)

    @property
    def value(self) -> Number:
        """The last good value."""
        return self._value

    @property
    def problem(self) -> str:
        """Why the present text is no possible value."""
        return self._problem

    def set_value(self, value: Number) -> None:
        """Show another value; what the user is typing stays if the value is still the same."""
        if value != self._value or self.text() == number_text(value):
            self._set(value)

    def refuse(self, value: Number, reason: str) -> None:
        """Go back to a value and say why the one that was chosen is not possible."""
        self._set(value)
        self._set_problem(reason)

    def choose(self, value: Number, gesture: str = "") -> None:
        """Take a value as if the user had typed it."""
        changed = value != self._value
        self._set(value)
        if changed:
            self.edited.emit(value, gesture)

    def step(self, steps: int) -> None:
        """Take the value this many steps up or, below 0, down; steps in a row are one gesture."""
        self.choose(stepped(self.hyper, self._value, steps), self.gesture())
        self.selectAll()

    def gesture(self) -> str:
        """Return the running gesture's key, or a new one after a pause."""
        if not self._gesture or self._since.hasExpired(_PAUSE):
            self._gesture = new_gesture()
        self._since.start()
        return self._gesture

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is not None:
            self.step(steps)
        elif event.key() == Qt.Key.Key_Escape and self.text() != number_text(self._value):
            self._restore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        self._turned += event.angleDelta().y()
        notches = int(self._turned / _NOTCH)
        if notches:
            self._turned -= notches * _NOTCH
            self.step(notches)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._gesture = ""
        super().focusOutEvent(event)

    def _check(self, text: str) -> None:
        self._set_problem(problem(self.hyper, parse_number(text)))

    def _take_text(self) -> None:
        number = parse_number(self.text())
        reason = problem(self.hyper, number)
        if reason or number is None:
            self._set_problem(reason)
        elif number != self._value:
            self.choose(int(number) if is_whole(self.hyper) else float(number))
        elif self.text() != number_text(self._value):
            self._restore()

    def _set(self, value: Number) -> None:
        changed = value != self._value
        self._value = value
        self._restore()
        if changed:
            self.value_changed.emit()

    def _restore(self) -> None:
        self.setText(number_text(self._value))
        self._set_problem("")

    def _set_problem(self, reason: str) -> None:
        if reason == self._problem:
            return
        self._problem = reason
        self.setProperty("error", bool(reason))
        self.style().unpolish(self)
        self.style().polish(self)
        self.problem_changed.emit(reason)


class DragLabel(QLabel):
    """The label of a number: dragging on it to the right makes the number larger."""

    def __init__(self, text: str, edit: NumberEdit, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._edit = edit
        self._from: tuple[int, Number] | None = None
        self._gesture = ""
        self.setBuddy(edit)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._edit.isEnabled():
            self._from = round(event.globalPosition().x()), self._edit.value
            self._gesture = new_gesture()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            pressed, start = self._from
            pixels = round(event.globalPosition().x()) - pressed
            self._edit.choose(dragged(self._edit.hyper, start, pixels), self._gesture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._from = None
            self._edit.setFocus(Qt.FocusReason.MouseFocusReason)
            self._edit.selectAll()
