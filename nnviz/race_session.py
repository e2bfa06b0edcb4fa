"""The race of the open document: run when something about it changes, walked step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.walk import step_back, step_over
from nnviz.document import Document
from nnviz.project.race_spec import RaceSpec
from nnviz.race import Race, RaceWalk, race_spec, runner_name
from nnviz.race_run import finished, run
from nnviz.workers import Job

# What is finished in less than a frame or two is not worth a thread.
_DIRECT_STEPS = 4000
_RACE_FIELDS = frozenset({"race"})
_NETWORK_FIELDS = frozenset({"race", "network", "loss", "regularizer", "data", "split", "features", "state"})


class RaceSession(QObject):
    """Runs the document's race and keeps the step that is looked at.

    Nothing is run before somebody looks: see `wake`.

    Signals
    -------
    spec_changed()
        What races where is another.
    raced()
        `race` is another.
    moved()
        `step` is another.
    runner_changed()
        `runner`, the one of the list that is looked at, is another.
    working_changed(bool)
        A race is being run in the background.
    """

    spec_changed = Signal()
    raced = Signal()
    moved = Signal()
    runner_changed = Signal()
    working_changed = Signal(bool)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.spec: RaceSpec = race_spec(document.project)
        self.race: Race | None = None
        self.step = -1
        self.runner = 0
        self._awake = False
        self._stale = True
        self._job: Job | None = None
        document.changed.connect(self._document_changed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def walk(self) -> RaceWalk:
        """The steps that can be walked."""
        return RaceWalk(self.spec.steps if self.race is None else self.race.runs.steps)

    @property
    def is_working(self) -> bool:
        """Whether a race is being run in the background."""
        return self._job is not None

    def edit(self, text: str, merge: str = "", **changes: Any) -> None:
        """Change fields of the RaceSpec; it can be undone.

        Raises
        ------
        ProjectError
            If the race cannot be run.
        """
        spec = replace(self.spec, **changes)
        self.document.edit(text, replace(self.document.project, race=spec), merge)

    def wake(self) -> None:
        """Somebody looks: run the race if it has not been, and from now on at every change."""
        self._awake = True
        self._run_if_stale()

    def sleep(self) -> None:
        """Nobody looks any more."""
        self._awake = False
        self.stop()

    def finished_race(self) -> Race:
        """Return the race as the document has it now, however long it takes."""
        if self._stale or self.race is None:
            self.stop()
            self._finish(self._run_directly())
        assert self.race is not None
        return self.race

    @Slot()
    def stop(self) -> None:
        """End what runs in the background; it is run again when somebody looks."""
        if self._job is None:
            return
        job, self._job = self._job, None
        job.stop()
        self.working_changed.emit(False)

    def runner_names(self) -> list[str]:
        """Return what the runners are called, the hidden ones too."""
        return [runner_name(runner) for runner in self.spec.runners]

    @Slot(int)
    def choose_runner(self, runner: int) -> None:
        """Look at a runner, by its place in the list."""
        if runner != self.runner:
            self.runner = runner
            self.runner_changed.emit()

    # Moves

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Look at a step; -1 is the start."""
        step = max(-1, min(step, len(self.walk) - 1))
        if step != self.step:
            self.step = step
            self.moved.emit()

    def over(self) -> None:
        """Go one step on."""
        self._go_if(step_over(self.walk, self.step, "step"))

    def back_over(self) -> None:
        """Go one step back."""
        self._go_if(step_back(self.walk, self.step, "step"))

    def to_start(self) -> None:
        """Go to where all start."""
        self.go_to(-1)

    def to_end(self) -> None:
        """Go to the last step."""
        self.go_to(len(self.walk) - 1)

    # Inside

    def _go_if(self, step: int | None) -> None:
        if step is not None:
            self.go_to(step)

    @Slot(frozenset)
    def _document_changed(self, fields: frozenset[str]) -> None:
        before, self.spec = self.spec, race_spec(self.document.project)
        on_network = None in (self.spec.surface, before.surface)
        if self.spec != before:
            self.spec_changed.emit()
        elif not fields & (_NETWORK_FIELDS if on_network else _RACE_FIELDS):
            return
        self._stale = True
        if self._awake:
            self._run_if_stale()

    def _run_if_stale(self) -> None:
        if not self._stale:
            return
        self.stop()
        if self.spec.surface is not None and self.spec.steps * len(self.spec.racing) <= _DIRECT_STEPS:
            self._finish(self._run_directly())
            return
        self._job = Job(run(self.document.project, self.spec), self)
        self._job.progress.connect(self._progressed)
        self._job.finished.connect(self._ended)
        self.working_changed.emit(True)
        self._job.start()

    def _run_directly(self) -> Race:
        return finished(self.document.project, self.spec)

    @Slot(object)
    def _progressed(self, results: list[Race | None]) -> None:
        races = [race for race in results if race is not None]
        if races:
            self._finish(races[-1])

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        self._job = None
        self.working_changed.emit(False)
        if error is not None:
            raise error

    def _finish(self, race: Race) -> None:
        """Take the new race over; who was at the end of the former one is at the end of this."""
        at_end = self.race is None or self.step == self.race.runs.steps - 1
        self.race = race
        self._stale = False
        last = race.runs.steps - 1
        self.step = last if at_end else min(self.step, last)
        self.raced.emit()
