"""A column that is scrolled down where it is too tall, and is never wider than its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolled(contents: QWidget, *, by_key: bool = False) -> QScrollArea:
    """Return a frameless area around a column.

    Parameters
    ----------
    contents : QWidget
    by_key : bool
        Whether it takes the focus, to be scrolled by keys: where nothing inside does.
    """
    area = QScrollArea()
    area.setWidget(contents)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if not by_key:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
