"""What every workspace is: panels side by side, and moves that the window's keys ask for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from nnviz.panels.base import Panel


class Workspace(QSplitter):
    """Columns of panels.

    A workspace that can be walked has the methods that `nnviz.shortcuts.MOVES` names.

    Attributes
    ----------
    title : str
        Its name on the screen.

    Signals
    -------
    panel_added(Panel)
        There is one more that can be exported.
    """

    title: str = ""
    panel_added = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels that can be exported."""
        raise NotImplementedError

    def stop(self) -> None:
        """End what runs by itself or in the background."""
        raise NotImplementedError
