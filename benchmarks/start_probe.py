"""Open a window in this process and tell when it was painted: ``start_probe bare|nnviz BEGAN``."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMainWindow

BEGAN = float(sys.argv[2])


class Clock(QObject):
    """Notes when what happened."""

    def __init__(self) -> None:
        super().__init__()
        self.times: dict[str, float] = {}
        self.paints = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.paints += event.type() == QEvent.Type.Paint
        return False

    @Slot()
    def painted(self) -> None:
        assert self.paints, "the window was not painted"
        self.times["painted"] = time.monotonic() - BEGAN

    @Slot()
    def ready(self) -> None:
        self.times["ready"] = time.monotonic() - BEGAN
        print(json.dumps(self.times))
        QApplication.quit()


def open_bare(application: QApplication, clock: Clock) -> QMainWindow:
    """Open a window of NNViz's size with nothing in it."""

    def begin() -> None:
        application.processEvents()
        clock.painted()
        clock.ready()

    window = QMainWindow()
    window.installEventFilter(clock)
    window.resize(1366, 768)
    window.show()
    QTimer.singleShot(0, begin)
    return window


def open_nnviz(application: QApplication, clock: Clock) -> QObject:
    """Open NNViz as its command does."""
    from nnviz.app import start

    starter = start(application)
    starter.window.installEventFilter(clock)
    starter.painted.connect(clock.painted)
    starter.ready.connect(clock.ready)
    return starter


def main() -> None:
    """Open what is asked for and leave as soon as it is ready."""
    if sys.argv[1] == "nnviz":
        import nnviz.cli  # noqa: F401  (what main.py imports first)
    application = QApplication(sys.argv[:1])
    clock = Clock()
    opened = (open_nnviz if sys.argv[1] == "nnviz" else open_bare)(application, clock)
    application.exec()
    del opened


if __name__ == "__main__":
    main()
