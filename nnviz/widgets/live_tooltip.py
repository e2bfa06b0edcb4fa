"""A tooltip that is asked for when it is wanted, place by place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget


class LiveTooltip(QObject):
    """Shows what `text_at` says about the place under the mouse.

    It filters events instead of overriding `QWidget.event`: an exception in a paint event that runs
    inside a Python `event` ends the process (PySide 6.10).
    """

    def __init__(self, widget: QWidget, text_at: Callable[[QPointF], str]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._text_at = text_at
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        QToolTip.showText(event.globalPos(), self._text_at(QPointF(event.pos())), self._widget)
        return True
