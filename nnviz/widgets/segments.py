"""A row of buttons of which exactly one is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

_LEAST_HEIGHT = 28
_PADDING, _TIGHT = 28, 20  # both sides, and what the bold letters of the chosen one take more
_TIGHT_SHEET = "QToolButton { padding: 3px 8px; } QToolButton:focus { padding: 2px 7px; }"


class Segments(QWidget):
    """Chooses between a few words.

    Parameters
    ----------
    name : str
        What a screen reader calls the choice.
    words : mapping of str to (str, str)
        For every value its text and its tooltip.
    tight : bool
        With less room beside the words, where there are many.

    Signals
    -------
    chosen(str)
        The user chose another value.
    """

    chosen = Signal(str)

    def __init__(
        self,
        name: str,
        words: Mapping[str, tuple[str, str]],
        *,
        tight: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.buttons: dict[str, QToolButton] = {}
        if tight:
            self.setStyleSheet(_TIGHT_SHEET)
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for value, (text, tooltip) in words.items():
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tooltip)
            button.setAccessibleName(f"{name}: {text}")
            button.setCheckable(True)
            button.setMinimumHeight(_LEAST_HEIGHT)
            padding = _TIGHT if tight else _PADDING
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + padding)
            button.setProperty("segment", "middle")
            group.addButton(button)
            row.addWidget(button)
            self.buttons[value] = button
        ordered = list(self.buttons.values())
        ordered[0].setProperty("segment", "first")
        ordered[-1].setProperty("segment", "last")
        ordered[0].setChecked(True)
        group.buttonClicked.connect(self._clicked)

    @property
    def value(self) -> str:
        """What is chosen."""
        return next(value for value, button in self.buttons.items() if button.isChecked())

    def choose(self, value: str) -> None:
        """Choose without a signal."""
        self.buttons[value].setChecked(True)

    def _clicked(self) -> None:
        self.chosen.emit(self.value)
