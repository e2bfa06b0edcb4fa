"""A widget on a sheet of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Sheet(QFrame):
    """A sheet with rounded corners that holds widgets, one over the other; the first stretches."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Put a widget below the others."""
        self._column.addWidget(widget, 0 if self._column.count() else 1)
