"""A run in the background: training, or execution until a breakpoint hits."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from core.history import History
from core.stopping import Run
from core.stops.none import Never
from nnviz.project.model import Project
from nnviz.workers import Job

if TYPE_CHECKING:
    from core.breakpoints.search import Search

AnyRun: TypeAlias = "Run | Search"


class Runner(QObject):
    """Carries out one run at a time.

    Signals
    -------
    running_changed(bool)
        A run began or ended.
    progress(list)
        What the run yielded since the last report: losses and the point after them.
    ended(object)
        It came to its end by itself: with an exception, or the run that is over.
    """

    running_changed = Signal(bool)
    progress = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: AnyRun | None = None
        self._job: Job | None = None

    @property
    def is_running(self) -> bool:
        """Whether a run is under way."""
        return self._job is not None

    @property
    def goes_back(self) -> bool:
        """Whether the run looks for a hit in the past: its updates are known."""
        return self.run is not None and not isinstance(self.run, Run) and self.run.goes_back

    def start(self, run: AnyRun) -> None:
        """Begin a run, in place of the present one."""
        self.stop()
        self.run = run
        self._job = Job(iter(run), self)
        self._job.progress.connect(self.progress)
        self._job.finished.connect(self._finished)
        self.running_changed.emit(True)
        self._job.start()

    def stop(self) -> None:
        """End the run; everything that was reported stays."""
        if self._job is None:
            return
        job, self._job = self._job, None
        job.stop()
        job.deleteLater()
        self.running_changed.emit(False)

    @Slot(object)
    def _finished(self, error: Exception | None) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self.running_changed.emit(False)
        self.ended.emit(error or self.run)


def training_run(project: Project, history: History, updates: int | None) -> Run:
    """Return a run of training that begins where a project's history ends.

    Parameters
    ----------
    updates : int or None
        How many; None runs until it is stopped, or until the project's stop condition holds.
    """
    stop = project.training.stop if updates is None else Never()
    return Run(history.task, history.last, updates, stop, project.test_samples, history.losses)
