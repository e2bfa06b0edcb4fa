"""The gradient check of the update that is looked at, as long as it is switched on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from core.network_check import NetworkCheck
from core.trace import Trace
from nnviz.session import Session
from nnviz.workers import Job

_AT_ONCE = 400_000  # products and sums: a few milliseconds
_REPORTS = 50  # drawing what is measured takes as long as the network is large


class Checker(QObject):
    """Checks every update that the session shows; in the background where it takes longer than a moment.

    Signals
    -------
    changed()
        `is_on`, `is_running` or `check`, or what it has measured, is another.

    Attributes
    ----------
    check : NetworkCheck or None
        Of the update that is looked at, as far as it has come; None while it is switched off, and while
        training runs.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.check: NetworkCheck | None = None
        self._is_on = False
        self._told = 0
        self._session = session
        self._job: Job | None = None
        session.moved.connect(self._follow)
        session.running_changed.connect(self._follow)

    @property
    def is_on(self) -> bool:
        """Whether updates are checked."""
        return self._is_on

    @property
    def is_running(self) -> bool:
        """Whether measuring is under way."""
        return self._job is not None

    @Slot(bool)
    def switch(self, on: bool) -> None:
        """Check updates from now on, or do not."""
        if on != self._is_on:
            self._is_on = on
            self._begin()

    @Slot()
    def stop(self) -> None:
        """Stop measuring; what was measured stays."""
        if self._job is not None:
            self._drop()
            self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        """Take up the update that is looked at, unless it is the one that is being checked."""
        if not self._is_on:
            return
        shown = None if self._session.is_running else self._session.trace.update
        if shown is not (self.check and self.check.trace.update):
            self._begin()

    def _begin(self) -> None:
        if self._job is not None:
            self._drop()
        self.check, self._told = None, 0
        if self._is_on and not self._session.is_running:
            self.check = NetworkCheck(self._session.trace)
            if _work(self._session.trace) <= _AT_ONCE:
                self.check.complete()
            else:
                self._job = Job(iter(self.check), self)
                self._job.progress.connect(self._measured)
                self._job.finished.connect(self._finished)
                self._job.start()
        self.changed.emit()

    def _drop(self) -> None:
        assert self._job is not None
        self._job.stop()
        self._job.deleteLater()
        self._job = None

    @Slot(object)
    def _measured(self, done: list[int]) -> None:
        if self.check is not None and done[-1] - self._told >= len(self.check) / _REPORTS:
            self._told = done[-1]
            self.changed.emit()

    @Slot(object)
    def _finished(self, error: Exception | None) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self.changed.emit()
        if error is not None:
            raise error


def _work(trace: Trace) -> int:
    """Return about how many products it takes to check every parameter."""
    network, samples = trace.task.network, len(trace.update.batch)
    work, sizes = 0, network.sizes
    for layer in range(1, network.depth + 1):
        after = sum(a * b for a, b in zip(sizes[layer + 1 :], sizes[layer + 2 :], strict=False))
        work += (network.starts[layer] - network.starts[layer - 1]) * (sum(sizes[layer : layer + 2]) + after)
    return samples * work
