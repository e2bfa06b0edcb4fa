"""The whole program in a window, as a user has it before him."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.app import Parts, build
from nnviz.main_window import MainWindow
from nnviz.resources import resource
from nnviz.settings import Settings
from nnviz.theme import Theme


@dataclass
class Program:
    """The window and what it is filled with."""

    window: MainWindow
    parts: Parts
    settings: Settings
    theme: Theme


@pytest.fixture(autouse=True)
def empty_clipboard() -> Iterator[None]:
    """Take back what a test has copied.

    Without a screen Qt keeps it in a static variable, which is destroyed after Python is gone: the process
    would end with a crash.
    """
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def deleted_widgets() -> Iterator[None]:
    """Delete what a test has closed.

    It would stay until an event loop runs, and be dressed again with the next window, which takes longer than
    to build that.
    """
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Callable[[str | None], Program]:
    """Start the program with a sample (by its file's stem), or as a newcomer does with None."""

    def run(sample: str | None = None) -> Program:
        settings = Settings(tmp_path / "settings.ini")
        settings.animate_steps = False
        theme = Theme(qapp, "light")
        window = MainWindow(settings, theme)
        qtbot.addWidget(window, before_close_func=_forget_changes)
        window.show()
        path = str(resource("samples") / f"{sample}.nnviz") if sample else None
        program = Program(window, build(window, settings, theme, path), settings, theme)
        with qtbot.waitActive(window):  # keys reach the menus of the active window only
            window.activateWindow()
        return program

    return run


def _forget_changes(window: MainWindow) -> None:
    """Keep the question about unsaved changes from waiting for somebody."""
    if window.parts is not None:
        window.parts.document.undo_stack.setClean()
