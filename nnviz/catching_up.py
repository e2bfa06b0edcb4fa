"""The updates that the branches of a file had when it was saved, done again in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from core.arrays import Array
from core.history import stretches
from core.training import DivergenceError, Point
from nnviz.segments import Segment
from nnviz.session import Session
from nnviz.workers import Job


class CatchingUp(QObject):
    """Trains each branch as far as it was: those that are compared, and all while the list is looked at.

    It waits while the session trains.

    Signals
    -------
    progressed()
        A branch has more updates.
    """

    progressed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._is_looked_at = False
        self._segment: Segment | None = None
        self._job: Job | None = None
        session.moved.connect(self.follow)
        session.running_changed.connect(self.follow)
        self.follow()

    def look(self, is_looked_at: bool) -> None:
        """Do all branches while they are looked at."""
        self._is_looked_at = is_looked_at
        self.follow()

    def stop(self) -> None:
        """End what runs; the updates that were reported stay."""
        job, self._job, self._segment = self._job, None, None
        if job is not None:
            job.stop()
            job.deleteLater()

    @Slot()
    def follow(self) -> None:
        """Go on with what is wanted now."""
        wanted = [] if self._session.is_running else self._wanted()
        if self._segment in wanted:
            return
        self.stop()
        if wanted:
            self._start(wanted[0])

    def _wanted(self) -> list[Segment]:
        return [
            segment
            for segment in self._session.segments.listed()
            if segment.missing and (self._is_looked_at or segment.compared)
        ]

    def _start(self, segment: Segment) -> None:
        self._segment, history = segment, segment.history
        self._job = Job(stretches(history.task, history.last, segment.missing), self)
        self._job.progress.connect(self._progressed)
        self._job.finished.connect(self._ended)
        self._job.start()

    @Slot(object)
    def _progressed(self, results: list[tuple[Array, Point]]) -> None:
        segment = self._segment
        if segment is None:
            return
        segment.history.extend(results)
        if segment.compared or segment is self._session.segments.current:
            self._session.refresh()  # its curve is drawn
        self.progressed.emit()

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        segment = self._segment
        self.stop()
        if isinstance(error, DivergenceError) and segment is not None:
            segment.owed = 0  # it has what there is
        elif error is not None:
            raise error
        self.progressed.emit()
        self.follow()
