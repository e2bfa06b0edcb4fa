"""A widget on a sheet of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


def framed(*widgets: QWidget) -> QFrame:
    """Return a sheet with rounded corners that holds the widgets, one over the other; the first stretches."""
    frame = QFrame()
    frame.setProperty("panel", True)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.setSpacing(0)
    for position, widget in enumerate(widgets):
        layout.addWidget(widget, 0 if position else 1)
    return frame
