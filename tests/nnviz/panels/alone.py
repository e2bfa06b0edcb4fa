"""A few panels of one session in a window of their own: quicker to build than the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.document import Document
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from tests.nnviz.sessions import sample


class Alone:
    """A sample's document and session, and the panels that are made for them."""

    def __init__(self, qtbot: QtBot, name: str, folder: Path) -> None:
        self.settings = Settings(folder / "settings.ini")
        self.document = Document(sample(name))
        self.session = Session(self.document)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.theme = Theme(application, "light")
        self.window = QWidget()
        self._qtbot = qtbot
        qtbot.addWidget(self.window, before_close_func=lambda _window: self.session.stop())

    def show(self, *panels: QWidget, width: int = 340, height: int = 500) -> None:
        """Show panels, one below the other."""
        column = QVBoxLayout(self.window)
        for panel in panels:
            column.addWidget(panel)
        self.window.resize(width, height)
        self.window.show()
        with self._qtbot.waitActive(self.window):
            self.window.activateWindow()

    def train(self, updates: int) -> None:
        """Train so many updates."""
        self.session.train(updates)
        self._qtbot.waitUntil(lambda: not self.session.is_running, timeout=20_000)


Open = Callable[[str], Alone]
