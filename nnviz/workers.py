"""Long work off the GUI thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

# The worker rests a little after each stretch, so that the window gets the interpreter while it paints.
_WORK_SECONDS = 0.008
_REST_SECONDS = 0.003
_REPORT_SECONDS = 1 / 30
_PAINT_SECONDS = 0.2  # the longest that it rests for a report to be taken and painted
_PAINT_DELAY_MS = 8  # Qt paints 5 ms after it was asked to; a timer of 8 ms comes after that paint


class _Loop(QObject):
    """Lives in the worker thread and pulls results out of an iterator."""

    progress = Signal(object)
    finished = Signal(object)

    def __init__(self, work: Iterator[Any], stop: threading.Event, taken: threading.Event) -> None:
        super().__init__()
        self._work = work
        self._stop = stop
        self._taken = taken

    @Slot()
    def run(self) -> None:
        error: Exception | None = None
        batch: list[Any] = []
        reported = rested = time.perf_counter()
        try:
            for result in self._work:
                batch.append(result)
                now = time.perf_counter()
                if self._stop.is_set():
                    break
                if not self._taken.is_set():
                    reported = now  # the window is busy with the last report: no second one behind it
                elif now - reported >= _REPORT_SECONDS:
                    self._taken.clear()
                    self.progress.emit(batch)
                    self._taken.wait(_PAINT_SECONDS)
                    batch, reported = [], time.perf_counter()
                if now - rested >= _WORK_SECONDS:
                    time.sleep(_REST_SECONDS)
                    rested = time.perf_counter()
        except Exception as caught:  # every error is reported as a value, none is lost in the thread
            error = caught
        if batch:
            self.progress.emit(batch)
        self.finished.emit(error)


class Job(QObject):
    """Runs an iterator in a thread of its own and hands over what it yields.

    Parameters
    ----------
    work : iterator
        Pulled from until it ends, raises or the job is stopped.

    Signals
    -------
    progress(list)
        The results since the last report, on the GUI thread, at most 30 times a second: the next report is
        not begun before the window has had as much time for itself.
    finished(object)
        None, or the exception that ended the work.
    """

    progress = Signal(object)
    finished = Signal(object)

    def __init__(self, work: Iterator[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._thread = QThread()
        self._taken = threading.Event()
        self._taken.set()
        self._loop = _Loop(work, self._stop, self._taken)
        self._loop.moveToThread(self._thread)
        self._thread.started.connect(self._loop.run)
        self._loop.progress.connect(self._progressed)
        self._loop.finished.connect(self._ended)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the work and wait until it has; what it yielded is dropped from now on."""
        self._stop.set()
        self._taken.set()
        self._join()

    # A report may be under way when the job is stopped: it arrives all the same, and is dropped here.

    @Slot(object)
    def _progressed(self, results: object) -> None:
        if not self._stop.is_set():
            self.progress.emit(results)
        QTimer.singleShot(_PAINT_DELAY_MS, self._painted)

    @Slot()
    def _painted(self) -> None:
        self._taken.set()

    @Slot(object)
    def _ended(self, error: object) -> None:
        if not self._stop.is_set():
            self._join()
            self.finished.emit(error)

    def _join(self) -> None:
        self._thread.quit()
        self._thread.wait()
