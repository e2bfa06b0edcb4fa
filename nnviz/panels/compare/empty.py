"""What the panel shows before there is anything to compare."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget


class EmptyPage(QScrollArea):
    """Says what will appear, and how to begin.

    Signals
    -------
    open_wanted(), paste_wanted(), template_wanted(), example_wanted()
    """

    open_wanted = Signal()
    paste_wanted = Signal()
    template_wanted = Signal()
    example_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        title = QLabel(self.tr("Is your own backpropagation right?"))
        title.setStyleSheet("font-weight: 600;")
        words = QLabel(
            self.tr(
                "Open your arrays of this update, drop their file here, or paste the numbers. Every node is "
                "marked where yours agree, and the mistake is named, its formula beside the right one."
            )
        )
        words.setWordWrap(True)
        self.open_button = QPushButton(self.tr("Open…"))
        self.open_button.setProperty("primary", True)
        self.paste_button = QPushButton(self.tr("Paste"))
        self.template_button = QPushButton(self.tr("Save the student's template…"))
        self.template_button.setToolTip(
            self.tr("A NumPy script with the numbers of this update, whose functions you fill in")
        )
        self.example_button = QPushButton(self.tr("Show an example"))
        self.example_button.setProperty("flat", True)
        self.example_button.setToolTip(self.tr("Gradients of this update with a usual mistake in them"))
        first = (
            (self.open_button, self.open_wanted),
            (self.paste_button, self.paste_wanted),
            (self.example_button, self.example_wanted),
        )
        second = ((self.template_button, self.template_wanted),)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(_row(first))
        column.addLayout(_row(second))
        column.addStretch(1)
        self.setWidget(body)


def _row(buttons: tuple[tuple[QPushButton, SignalInstance], ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for button, signal in buttons:
        button.clicked.connect(signal)
        row.addWidget(button)
    row.addStretch(1)
    return row
