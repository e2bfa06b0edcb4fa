"""A field for one number, opened at its place on the drawing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from core.hyper import Hyper
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.number_text import Number

PARAMETER = Hyper("parameter", 0.0, help="Return takes the number, Escape leaves it as it was")
_WIDTH = 130


class _Field(NumberEdit):
    """A number field that says when it is done with.

    Signals
    -------
    done()
        Return took a number, or Escape none.
    left()
        The focus went elsewhere.
    """

    done = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.set_value(self.value)
            self.done.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.editingFinished.emit()
            if not self.problem:
                self.done.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class NumberPopup(QFrame):
    """Asks for a number; Return takes it, Escape does not, and wrong text is told of beside it.

    Signals
    -------
    edited : float, str
        The number, and the gesture it belongs to (empty if it was typed).
    """

    edited = Signal(float, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self._parent = parent
        self._centre = QPoint()
        self.edit = _Field(PARAMETER)
        self.edit.setFixedWidth(_WIDTH)
        self.message = QLabel()
        self.message.setProperty("error", True)
        self.message.setVisible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.addWidget(self.edit)
        row.addWidget(self.message)
        self.edit.edited.connect(self._take)
        self.edit.problem_changed.connect(self._tell)
        self.edit.done.connect(self._finish)
        self.edit.left.connect(self.hide)
        self.hide()

    def ask(self, name: str, value: float, place: QPoint) -> None:
        """Open the field with its middle at `place`, kept inside the parent."""
        self.edit.setAccessibleName(name)
        self.edit.setToolTip(name)
        self.edit.set_value(value)
        self._tell("")
        self._centre = place
        self.show()
        self._settle()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)
        self.edit.selectAll()

    @Slot(object, str)
    def _take(self, value: Number, gesture: str) -> None:
        self.edited.emit(float(value), gesture)

    @Slot(str)
    def _tell(self, reason: str) -> None:
        self.message.setText(reason)
        self.message.setVisible(bool(reason))
        if self.isVisible():
            self._settle()

    @Slot()
    def _finish(self) -> None:
        self._parent.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()

    def _settle(self) -> None:
        self.adjustSize()
        room = self._parent.size()
        left = min(max(self._centre.x() - _WIDTH // 2, 2), room.width() - self.width() - 2)
        top = min(max(self._centre.y() - self.height() // 2, 2), room.height() - self.height() - 2)
        self.move(max(left, 0), max(top, 0))
