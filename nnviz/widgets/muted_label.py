"""A quiet line below a picture, for what it cannot show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def muted_label(name: str) -> QLabel:
    """Return a label that wraps, empty and not shown until there is something to say."""
    label = QLabel()
    label.setAccessibleName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("muted", True)
    label.hide()
    return label
