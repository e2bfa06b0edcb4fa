"""Numbers of past updates, done again in the background while somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.arrays import Array
from core.history import History
from core.past_updates import evenly_spaced
from core.training import Point
from nnviz.session import Session
from nnviz.workers import Job

_PAUSE_MS = 250  # between two rounds: while training runs there is always something new


class PastUpdates(QObject):
    """Knows numbers of a few evenly spaced updates of the session's history; what they are, a subclass says.

    Of each stretch of training those that are still among the chosen ones are kept, so that going on, or back
    to a former stretch, does only again what is new.

    Parameters
    ----------
    session : Session
    most : int
        Updates that are looked at.

    Signals
    -------
    learned()
        More is known.
    """

    learned = Signal()

    def __init__(self, session: Session, most: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._most = most
        self._known: WeakKeyDictionary[History, dict[int, Array]] = WeakKeyDictionary()
        self._job: Job | None = None
        self._worked_on: History | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_PAUSE_MS)
        self._rest.timeout.connect(self._begin)

    @property
    def is_working(self) -> bool:
        """Whether updates are done again, or about to be."""
        return self._job is not None or self._rest.isActive()

    @property
    def kept(self) -> int:
        """Of how many updates of the session's history the numbers are kept."""
        return len(self._known.get(self._session.history, {}))

    def known(self) -> dict[int, Array]:
        """Return what is known of the session's history, by the number of the update."""
        return self._known.get(self._session.history, {})

    def chosen(self) -> range:
        """Return the updates that are looked at."""
        return self._chosen(self._session.history)

    def finish(self) -> None:
        """Find out what is missing, however long it takes."""
        self.stop()
        history = self._session.history
        self._take(history, self._read(history, self._missing(history)))

    def forget(self) -> None:
        """Drop all that is known: something else is asked for."""
        self.stop()
        self._known.clear()

    def follow(self) -> None:
        """Find out what is missing, soon."""
        history = self._session.history
        if self._worked_on not in (None, history):
            self.stop()
        if self._job is None and not self._rest.isActive() and self._missing(history):
            self._rest.start(0 if history not in self._known else _PAUSE_MS)

    def stop(self) -> None:
        """End what runs; what it has found stays."""
        self._rest.stop()
        job, self._job, self._worked_on = self._job, None, None
        if job is not None:
            job.stop()
            job.deleteLater()

    def _read(self, history: History, updates: list[tuple[int, Point]]) -> Iterator[tuple[int, Array] | None]:
        """Return what does updates again, as `core.past_updates.read_again` does; it runs in a thread."""
        raise NotImplementedError

    # Inside

    @Slot()
    def _begin(self) -> None:
        history = self._session.history
        self._forget(history)
        self._worked_on = history
        self._job = Job(self._read(history, self._missing(history)), self)
        self._job.progress.connect(self._progressed)
        self._job.finished.connect(self._ended)
        self._job.start()

    def _missing(self, history: History) -> list[tuple[int, Point]]:
        known = self._known.get(history, {})
        return [(update, history.nearest(update)) for update in self._chosen(history) if update not in known]

    def _forget(self, history: History) -> None:
        """Drop the numbers of updates that are not among the chosen ones any more."""
        chosen = self._chosen(history)
        known = self._known.get(history, {})
        kept = {update: numbers for update, numbers in known.items() if update in chosen}
        self._known[history] = kept

    @Slot(object)
    def _progressed(self, results: list[tuple[int, Array] | None]) -> None:
        if self._worked_on is not None:
            self._take(self._worked_on, results)
            self.learned.emit()

    def _take(self, history: History, results: Iterable[tuple[int, Array] | None]) -> None:
        known = self._known.setdefault(history, {})
        known.update(result for result in results if result is not None)

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = self._worked_on = None
        if error is not None:
            raise error
        self.follow()

    def _chosen(self, history: History) -> range:
        return evenly_spaced(history.first_update, history.last.update, self._most)
