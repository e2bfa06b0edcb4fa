"""A field for what is looked for, with how much was found and buttons to the next and the former."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from nnviz.widgets.icon_button import IconButton


class FindBar(QWidget):
    """Asks for the next one on Return and for the former one on Shift+Return; Escape clears.

    Parameters
    ----------
    name, hint : str
        What a screen reader calls the field, and what stands in it while it is empty.

    Signals
    -------
    text_changed(str)
        Something else is looked for.
    next_wanted(), previous_wanted()
        Go to another one that was found.
    left()
        Escape in the empty field: the focus may go back.
    """

    text_changed = Signal(str)
    next_wanted = Signal()
    previous_wanted = Signal()
    left = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = _Field(self)
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(hint)
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.text_changed)
        self.found = QLabel()
        self.found.setProperty("muted", True)
        self.previous_button = IconButton(
            "chevron-up", self.tr("Former one"), self.tr("Former one (Shift+F3)")
        )
        self.previous_button.clicked.connect(self.previous_wanted)
        self.next_button = IconButton("chevron-down", self.tr("Next one"), self.tr("Next one (F3)"))
        self.next_button.clicked.connect(self.next_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.found)
        row.addWidget(self.previous_button)
        row.addWidget(self.next_button)
        self.show_found(0, None)

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.field.text().strip()

    def begin(self, text: str = "") -> None:
        """Take the focus, with other text if some is given, to be typed on."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.field.setText(text)
        else:
            self.field.selectAll()

    def show_found(self, total: int, position: int | None) -> None:
        """Say how many there are, and which of them is current, counted from 0; None if none is."""
        if not self.text:
            words = ""
        elif not total:
            words = self.tr("not found")
        else:
            words = self.tr("%d found") % total if position is None else f"{position + 1} of {total}"
        self.found.setText(words)
        for button in (self.previous_button, self.next_button):
            button.setVisible(bool(self.text))
            button.setEnabled(total > 0)

    @Slot()
    def escape(self) -> None:
        """Clear the field or, if it is empty, leave it."""
        if self.field.text():
            self.field.clear()
        else:
            self.left.emit()


class _Field(QLineEdit):
    """Tells its bar about the keys that go on."""

    def __init__(self, bar: FindBar) -> None:
        super().__init__(bar)
        self._bar = bar

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self._bar.previous_wanted if is_back else self._bar.next_wanted).emit()
        elif event.key() == Qt.Key.Key_Escape:
            self._bar.escape()
        elif event.key() == Qt.Key.Key_Down:
            self._bar.left.emit()
        else:
            super().keyPressEvent(event)
