"""What every workspace is: panels side by side, and moves that the window's keys ask for."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from nnviz.panels.base import Panel


class Workspace(QSplitter):
    """Columns of panels.

    A workspace that can be walked has the methods that `nnviz.shortcuts.MOVES` names.

    Attributes
    ----------
    name : str
        Its name in the settings.
    title : str
        Its name on the screen.

    Signals
    -------
    panel_added(Panel)
        There is one more that can be exported.
    shown_changed()
        What the panels show is another: the cursor moved, or what it moves in.
    """

    name: str = ""
    title: str = ""
    panel_added = Signal(object)
    shown_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels that can be exported."""
        raise NotImplementedError

    def position(self) -> tuple[int, int]:
        """Return the update and the step that are shown; where there are no updates, 0 and the step."""
        raise NotImplementedError

    def words(self) -> str:
        """Say in a line where the cursor stands."""
        raise NotImplementedError

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front of the tabs that it is in."""
        for panel in self.panels():
            above = panel.parentWidget()
            while panel.name == name and above is not None and above is not self:
                if isinstance(above, QTabWidget):
                    above.setCurrentWidget(panel)
                above = above.parentWidget()

    def give_room(self, given: bool) -> None:
        """Take the first column away, in which things are built and set, or bring it back."""
        cast(QWidget, self.widget(0)).setVisible(not given)

    def stop(self) -> None:
        """End what runs by itself or in the background."""
        raise NotImplementedError
