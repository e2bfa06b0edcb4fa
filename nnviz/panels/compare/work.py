"""Reading and comparing in the background; either can be ended at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from core.checking.given import Given, GivenError
from core.checking.situation import Key
from core.training import DivergenceError, Point, Task, Update
from nnviz.comparing import Compared, compare
from nnviz.importers.arrays import read_arrays, read_pasted
from nnviz.importers.errors import ArraysError
from nnviz.workers import Job

# As every worker does: the window gets the interpreter while it paints.
_WORK_SECONDS, _REST_SECONDS = 0.008, 0.003


class CompareWork(QObject):
    """Does one thing at a time, in place of the one before.

    Signals
    -------
    arrays_read(list of Given)
    compared(Compared)
    failed(str)
        Why it could not be done.
    """

    arrays_read = Signal(object)
    compared = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._tick = _Tick()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def read_file(self, path: str) -> None:
        """Read the arrays of a file."""
        self._start(lambda _tick: read_arrays(path))

    def read_text(self, text: str) -> None:
        """Read the arrays of a text that was pasted."""
        self._start(lambda _tick: read_pasted(text))

    def compare(self, task: Task, update: Update, given: Mapping[Key, Given], before: Point | None) -> None:
        """Compare arrays with an update; `before` is the point before the update before it."""
        self._start(lambda tick: compare(task, update, given, before, tick))

    def stop(self) -> None:
        """End what is under way; nothing comes of it."""
        self._tick.is_ended = True
        if self._job is not None:
            job, self._job = self._job, None
            job.stop()
            job.deleteLater()

    def _start(self, work: Callable[[_Tick], Any]) -> None:
        self.stop()
        self._tick = _Tick()
        self._job = Job(_once(work, self._tick), self)
        self._job.progress.connect(self._done)
        self._job.finished.connect(self._finished)
        self._job.start()

    @Slot(object)
    def _done(self, results: list[Any]) -> None:
        result = results[-1]
        (self.compared if isinstance(result, Compared) else self.arrays_read).emit(result)

    @Slot(object)
    def _finished(self, error: Exception | None) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        if isinstance(error, DivergenceError):
            self.failed.emit(self.tr("This update is not finite itself: nothing can agree with it."))
        elif isinstance(error, ArraysError | GivenError):
            self.failed.emit(str(error))
        elif isinstance(error, MemoryError):
            self.failed.emit(self.tr("This needs more memory than there is."))
        elif error is not None:
            raise error


class _Tick:
    """Rests now and then, and ends the work where it is told to."""

    def __init__(self) -> None:
        self.is_ended = False
        self._rested = time.perf_counter()

    def __call__(self) -> None:
        if self.is_ended:
            raise _EndedError
        if time.perf_counter() - self._rested >= _WORK_SECONDS:
            time.sleep(_REST_SECONDS)
            self._rested = time.perf_counter()


class _EndedError(Exception):
    """The work is not wanted any more."""


def _once(work: Callable[[_Tick], Any], tick: _Tick) -> Iterator[Any]:
    try:
        yield work(tick)
    except _EndedError:
        return
