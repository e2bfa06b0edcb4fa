"""What every panel of the workspace Functions is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.panels.base import Panel
from nnviz.theme import Theme


class FunctionsPanel(Panel):
    """Shows the view of the session while it can be seen."""

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._functions = functions
        self._theme = theme
        functions.changed.connect(self.refresh)
        theme.style_changed.connect(self.refresh)

    def show_view(self, view: FunctionsView, style: Style) -> None:
        """Show what there is to see."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the present view, if somebody looks."""
        if self.isVisible():
            self.show_view(self._functions.view, self._theme.style)

    @Slot(QPoint)
    def show_menu(self, place: QPoint) -> None:
        """Open the context menu at a place on the screen."""
        self.context_menu().exec(place)
