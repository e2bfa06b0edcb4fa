"""The race of the open document: run when something about it changes, walked step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.rival_step import RivalStep
from core.walk import step_back, step_over
from nnviz.document import Document
from nnviz.project.errors import ProjectError
from nnviz.project.race_spec import RaceSpec
from nnviz.race import Race, RaceWalk, race_spec, runner_name
from nnviz.race_run import finished, run
from nnviz.slow_motion import Steps, steps_of
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
        `step` or `done` is another.
    runner_changed()
        `runner`, the one of the list that is looked at, is another.
    grain_changed(str)
        The grain of stepping.
    working_changed(bool)
        A race is being run in the background.
    """

    spec_changed = Signal()
    raced = Signal()
    moved = Signal()
    runner_changed = Signal()
    grain_changed = Signal(str)
    working_changed = Signal(bool)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.spec: RaceSpec = race_spec(document.project)
        self.race: Race | None = None
        self.step = -1  # the last one that is done
        self.done = 0  # quantities of the next one
        self.runner = 0
        self.grain = "step"
        self.problem = ""  # why there is no race
        self._slow_race: Race | None = None
        self._slow: dict[int, Steps | None] = {}
        self._awake, self.is_stale = False, True  # stale: `race` is not the document's
        self._job: Job | None = None
        document.changed.connect(self._document_changed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def walk(self) -> RaceWalk:
        """The steps that can be walked, with the quantities of the runner that is looked at."""
        steps = self._steps()
        quantities = len(steps[0].quantities()) if steps is not None and len(steps) else 1
        return RaceWalk(self.steps, quantities)

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return self.spec.steps if self.race is None else self.race.runs.steps

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
        runners = changes.pop("runners", self.spec.runners)
        spec = replace(self.spec.with_runners(runners), **changes)
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
        """Return the race as the document has it now, however long it takes.

        Raises
        ------
        ProjectError
            If its plane cannot be laid, or the paths would take too much memory.
        """
        if self.problem:  # known already: whoever asks again need not wait for it
            raise ProjectError("race", self.problem)
        if self.is_stale or self.race is None:
            self.stop()
            self._finish(finished(self.document.project, self.spec))
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
        if runner == self.runner:
            return
        self._go_to(self.step, 0)  # another rule has other quantities
        self.runner = runner
        self.runner_changed.emit()

    # The step in slow motion

    @property
    def rival(self) -> int | None:
        """The place of the runner that is looked at among those that race; None if it does not."""
        runners, place = self.spec.runners, self.runner
        if self.race is None or self.is_stale or not 0 <= place < len(runners) or runners[place].hidden:
            return None
        return sum(not runner.hidden for runner in runners[:place])

    @property
    def slow(self) -> RivalStep | None:
        """The step of that runner that is under way or, between two, the one just done."""
        number = self.step + (1 if self.done else 0)
        steps = self._steps()
        return steps[number] if steps is not None and 0 <= number < len(steps) else None

    @property
    def quantity(self) -> str:
        """The name of the quantity that was computed last; empty if there is none."""
        slow = self.slow
        return "" if slow is None else slow.quantities()[self.done - 1].name

    def steps_done(self) -> list[RivalStep | None]:
        """Return the step that every runner has just done, by its place among those that race."""
        if self.race is None or self.is_stale:
            return []
        every = [self._steps_of(rival) for rival in range(len(self.race.runners))]
        return [
            steps[self.step] if steps is not None and 0 <= self.step < len(steps) else None for steps in every
        ]

    def _steps(self) -> Steps | None:
        """Return the steps of the runner that is looked at."""
        return None if self.rival is None else self._steps_of(self.rival)

    def _steps_of(self, rival: int) -> Steps | None:
        """Return the steps of a runner; worked out once for each."""
        assert self.race is not None
        if self._slow_race is not self.race:
            self._slow_race, self._slow = self.race, {}
        if rival not in self._slow:
            self._slow[rival] = steps_of(self.document.project, self.spec, self.race, rival)
        return self._slow[rival]

    # Moves

    def choose_grain(self, grain: str) -> None:
        """Step by this grain from now on."""
        if grain != self.grain:
            self.grain = grain
            self.grain_changed.emit(grain)

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Look at a whole step; -1 is the start."""
        self._go_to(max(-1, min(step, self.steps - 1)), 0)

    def over(self) -> None:
        """Go on by the grain."""
        self._forward(self.grain)

    def back_over(self) -> None:
        """Go back by the grain."""
        self._backward(self.grain)

    def play(self, blocks: int) -> None:
        """Go on by so many blocks of the grain or, below 0, back; it is looked at once."""
        move, place = (step_over if blocks > 0 else step_back), self._place
        for _ in range(abs(blocks)):
            reached = move(self.walk, place, self.grain)
            place = place if reached is None else reached
        self._go_by(place)

    def into(self) -> None:
        """Go on by one quantity."""
        self._forward("quantity")

    def back_into(self) -> None:
        """Go back by one quantity."""
        self._backward("quantity")

    def out(self) -> None:
        """Go on to the end of the step."""
        self._forward("step")

    def back_out(self) -> None:
        """Go back to the beginning of the step."""
        self._backward("step")

    def to_start(self) -> None:
        """Go to where all start."""
        self.go_to(-1)

    def to_end(self) -> None:
        """Go to the last step."""
        self.go_to(self.steps - 1)

    # Inside

    @property
    def _place(self) -> int:
        """The cursor in the walk."""
        return (self.step + 1) * self.walk.quantities + self.done - 1

    def _forward(self, grain: str) -> None:
        self._go_by(step_over(self.walk, self._place, grain))

    def _backward(self, grain: str) -> None:
        self._go_by(step_back(self.walk, self._place, grain))

    def _go_by(self, place: int | None) -> None:
        if place is not None:
            whole, done = divmod(place + 1, self.walk.quantities)
            self._go_to(whole - 1, done)

    def _go_to(self, step: int, done: int) -> None:
        if (step, done) != (self.step, self.done):
            self.step, self.done = step, done
            self.moved.emit()

    @Slot(frozenset)
    def _document_changed(self, fields: frozenset[str]) -> None:
        before, self.spec = self.spec, race_spec(self.document.project)
        on_network = None in (self.spec.surface, before.surface)
        if self.spec == before and not fields & (_NETWORK_FIELDS if on_network else _RACE_FIELDS):
            return
        self.is_stale, self.problem = True, ""
        self._go_to(self.step, 0)  # until it is run anew nobody's step can be taken apart
        self.choose_runner(min(self.runner, max(len(self.spec.runners) - 1, 0)))
        if self.spec != before:
            self.spec_changed.emit()
        if self._awake:
            self._run_if_stale()

    def _run_if_stale(self) -> None:
        if not self.is_stale:
            return
        self.stop()
        self.problem = ""
        if self.spec.surface is not None and self.spec.steps * len(self.spec.racing) <= _DIRECT_STEPS:
            self._finish(finished(self.document.project, self.spec, self.race))
            return
        self._job = Job(run(self.document.project, self.spec, self.race), self)
        self._job.progress.connect(self._progressed)
        self._job.finished.connect(self._ended)
        self.working_changed.emit(True)
        self._job.start()

    @Slot(object)
    def _progressed(self, results: list[Race | None]) -> None:
        for race in [race for race in results if race is not None][-1:]:
            self._finish(race)

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        self._job = None
        self.problem = str(error) if isinstance(error, ValueError) else ""
        self.working_changed.emit(False)
        if error is not None and not self.problem:
            raise error

    def _finish(self, race: Race) -> None:
        """Take the new race over; who was at the end of the former one is at the end of this."""
        at_end = self.race is None or self.step == self.race.runs.steps - 1
        self.race = race
        self.is_stale = False
        last = race.runs.steps - 1
        self.step, self.done = last if at_end else min(self.step, last), 0
        self.raced.emit()
