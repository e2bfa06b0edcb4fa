"""Work that paints, done on the GUI thread a slice at a time: the window stays alive between two of them."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

_SLICE_SECONDS = 0.012


class Slices(QObject):
    """Pulls on a generator whenever the window has nothing else to do.

    Painting belongs on the GUI thread, where the pictures keep what they remember; what is pulled each time
    is therefore short: a frame of a film.

    Signals
    -------
    progress(object)
        The last result of a slice.
    finished(object)
        The work ended: None, or the exception that ended it.
    """

    progress = Signal(object)
    finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Generator[Any, None, None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def is_working(self) -> bool:
        """Whether there is work."""
        return self._work is not None

    def start(self, work: Generator[Any, None, None]) -> None:
        """Begin some work, in place of the present one."""
        self.stop()
        self._work = work
        self._timer.start()

    @Slot()
    def stop(self) -> None:
        """End the work where it is; it takes away what it has begun."""
        self._timer.stop()
        work, self._work = self._work, None
        if work is not None:
            work.close()

    @Slot()
    def _go_on(self) -> None:
        assert self._work is not None
        begun, results = time.perf_counter(), list[Any]()
        try:
            while not results or time.perf_counter() - begun < _SLICE_SECONDS:
                results.append(next(self._work))
        except StopIteration:
            self._end(results, None)
        except Exception as error:  # reported as a value
            self._end(results, error)
        else:
            self.progress.emit(results[-1])

    def _end(self, results: list[Any], error: Exception | None) -> None:
        self._timer.stop()
        self._work = None
        if results:
            self.progress.emit(results[-1])
        self.finished.emit(error)
