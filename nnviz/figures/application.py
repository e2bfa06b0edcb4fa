"""Qt made ready to draw, with a screen or without."""

from __future__ import annotations

import os

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nnviz.display import has_display

_own: list[QApplication] = []  # Qt ends when nothing refers to it any more


def ready_to_draw() -> None:
    """See to it that there is an application; an own one draws without a screen where there is none.

    Raises
    ------
    RuntimeError
        If there is an application already that cannot draw.
    """
    running = QGuiApplication.instance()
    if running is None:
        if not has_display():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _own.append(QApplication(["nnviz"]))
    elif not isinstance(running, QGuiApplication):
        raise RuntimeError("there is a QCoreApplication, which cannot draw: make a QApplication instead")
