"""What the tests of the workspace Optimizers share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from nnviz.workspaces.optimizers import OptimizersWorkspace


def undo_stack(workspace: OptimizersWorkspace):
    return workspace.race_session.document.undo_stack


@contextmanager
def keys_held(modifiers: Qt.KeyboardModifier) -> Iterator[None]:
    """Let Qt believe that keys are held down, as a click with them would."""
    real = QGuiApplication.keyboardModifiers
    QGuiApplication.keyboardModifiers = staticmethod(lambda: modifiers)
    try:
        yield
    finally:
        QGuiApplication.keyboardModifiers = real


def choose(combo, data: object) -> None:
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def layers(view, kind: type) -> list:
    return [layer for layer in view.picture.plot.layers if isinstance(layer, kind)]
