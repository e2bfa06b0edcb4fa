"""Sentences of which one is chosen; they may hold formulas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from nnviz.figures.style import Style
from nnviz.widgets.markdown_view import MarkdownView


class ChoiceList(QWidget):
    """Radio buttons, each with Markdown beside it; a click on the text chooses, too.

    Signals
    -------
    changed()
        Another sentence is chosen.
    """

    changed = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._toggled)
        self._texts: list[MarkdownView] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    @property
    def chosen(self) -> int | None:
        """The chosen sentence, from 0."""
        number = self._group.checkedId()
        return number if number >= 0 else None

    def show_choices(self, sentences: Sequence[str]) -> None:
        """Offer other sentences; none is chosen."""
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        for text in self._texts:
            text.hide()
            text.deleteLater()
        self._texts = []
        for number, sentence in enumerate(sentences):
            text = MarkdownView(self._style, self.tr("Choice %d") % (number + 1), self)
            text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            text.viewport().installEventFilter(self)
            text.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            text.show_markdown(sentence)
            button = QRadioButton()
            button.setStyleSheet("QRadioButton { min-height: 18px; }")  # as high as a line of the text
            button.setAccessibleName(text.accessibleDescription())
            self._group.addButton(button, number)
            self._grid.addWidget(button, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, number, 1, Qt.AlignmentFlag.AlignVCenter)
            self._texts.append(text)

    def choose(self, number: int) -> None:
        """Choose a sentence."""
        self._group.button(number).setChecked(True)

    def restyle(self, style: Style) -> None:
        """Take other colours and letters."""
        self._style = style
        for text in self._texts:
            text.restyle(style)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and self.isEnabled():
            for number, text in enumerate(self._texts):
                if watched is text.viewport():
                    self.choose(number)
        return super().eventFilter(watched, event)

    def _toggled(self, _number: int, on: bool) -> None:
        if on:
            self.changed.emit()
