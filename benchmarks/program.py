"""The real program in an offscreen window, with the sample that the bounds speak of."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from nnviz.app import Parts, build, name_application, settle
from nnviz.main_window import MainWindow
from nnviz.resources import resource
from nnviz.settings import Settings
from nnviz.theme import Theme

SAMPLE = "spiral-2-8-8-1.nnviz"


class Program:
    """NNViz at 1366 x 768 with the spiral; steps do not glide, so that a step is drawn at once."""

    def __init__(self) -> None:
        self.application = QApplication.instance() or QApplication([])
        name_application()
        self._folder = tempfile.TemporaryDirectory()
        settings = Settings(Path(self._folder.name) / "settings.ini")
        settings.animate_steps = False
        theme = Theme(self.application, "light")
        self.window = MainWindow(settings, theme)
        self.window.show()
        self.parts: Parts = build(self.window, settings, theme, str(resource("samples") / SAMPLE))
        settle(self.parts)
        while self.parts.network.inspector.warmer.is_working:  # a person looks at the window first, too
            self.application.processEvents()
        self.draw()

    def draw(self) -> None:
        """Paint all that waits to be painted."""
        self.application.processEvents()
        self.application.processEvents()  # what the first pass put off with a timer of no time

    def close(self) -> None:
        """Close the window without questions."""
        self.parts.session.stop()
        self.parts.document.undo_stack.setClean()
        self.window.close()
        self._folder.cleanup()
