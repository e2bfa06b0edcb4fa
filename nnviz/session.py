"""What runs: the training of the open document, and the moves of the cursor in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.arrays import Array
from core.history import stretch_length
from core.stopping import Run
from core.trace import GRAINS
from core.training import DivergenceError, Point
from core.walk import coarser, finer
from nnviz.document import Document
from nnviz.moment import Selection
from nnviz.project.model import Project
from nnviz.runner import AnyRun, Runner, training_run
from nnviz.segments import Cursor
from nnviz.timeline import END, Timeline
from nnviz.viewpoint import Viewpoint

if TYPE_CHECKING:
    from core.breakpoints.search import Search

# What may change while training runs.
_AT_REST = frozenset({"race", "neuron", "functions", "notes", "breakpoints", "watches", "ink"})


class Session(Viewpoint):
    """Moves the cursor and runs the training of a document.

    Signals
    -------
    running_changed(bool)
        Training began or ended in the background.
    message(str)
        One line for the status bar: a walk is at its end.
    diverged(Diagnosis)
        Training met a number that is not finite; the cursor stands at it.
    stopped(str)
        The stop condition ended a run; the words say why.
    searched(Search)
        A search for a breakpoint that hits came to its end by itself.
    """

    running_changed = Signal(bool)
    message = Signal(str)
    diverged = Signal(object)
    stopped = Signal(str)
    searched = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self._runner = Runner(self)
        self._runner.running_changed.connect(self.running_changed)
        self._runner.progress.connect(self._trained)
        self._runner.ended.connect(self._ended)
        self._is_new_document = False
        self._target: Cursor | None = None
        self._aside: tuple[Timeline, Selection, str] | None = None
        document.put_aside.connect(self._document_put_aside)
        document.taken_back.connect(self._document_taken_back)
        document.loaded.connect(self._document_loaded)
        document.changed.connect(self._document_changed)
        document.forgotten.connect(self._document_forgot)

    # Moves

    def over(self) -> None:
        """Go to the end of the current block or, from there, of the next one."""
        self._forward(self.grain)

    def back_over(self) -> None:
        """The reverse of `over`."""
        self._backward(self.grain)

    def into(self) -> None:
        """Go forward by the next finer grain."""
        self._forward(finer(self.trace, self.grain))

    def back_into(self) -> None:
        """The reverse of `into`."""
        self._backward(finer(self.trace, self.grain))

    def out(self) -> None:
        """Go forward by the next coarser grain."""
        self._forward(coarser(self.trace, self.grain))

    def back_out(self) -> None:
        """The reverse of `out`."""
        self._backward(coarser(self.trace, self.grain))

    def play(self, steps: int) -> bool:
        """Step over so many blocks or, below 0, back over them, and draw once; False at the beginning.

        An epoch that has to be trained first is waited for.
        """
        if self.is_running:
            return True
        if self.grain == "epoch" and steps > 0:
            self.over()
            return True
        return self._go_on(lambda: self._time.play(steps, self.grain))

    def to_end(self) -> None:
        """Finish the update or, from its end, the next one."""
        self._forward("update")

    def to_start(self) -> None:
        """Go before the first step of the update or, from there, of the update before."""
        if self.cursor.step >= 0:
            self.go_to_step(-1)
        elif self.cursor.update > self.history.first_update:
            self.go_to(Cursor(self.cursor.update - 1))

    def to_selected(self, direction: int = 1) -> None:
        """Run to the next (or, with -1, the former) block of the chosen node or edge."""
        chosen = self.selection
        if chosen.layer is None or chosen.unit is None:
            self.message.emit(self.tr("Choose a node or an edge first: click it in the drawing."))
            return
        step = self.trace.visit(self.cursor.step, direction, chosen.layer, chosen.unit, chosen.origin)
        if step is not None:
            self.go_to_step(step)
        else:
            self.message.emit(self.tr("This update does not come to the chosen place again."))

    def go_to_step(self, step: int) -> None:
        """Put the cursor on a step of the current update; -1 is before the first."""
        self.go_to(Cursor(self.cursor.update, max(-1, min(step, len(self.trace) - 1))))

    def go_to_update(self, update: int) -> None:
        """Put the cursor on an update, on the same step as now."""
        update = max(self.history.first_update, update)
        self.go_to(Cursor(update, self.cursor.step))

    def go_to(self, cursor: Cursor) -> None:
        """Put the cursor anywhere; training runs on where it has not been yet."""
        self.stop()
        self._move(cursor)

    def run_to(self, cursor: Cursor) -> None:
        """Put the cursor anywhere; a long way where training has not been yet is run in the background."""
        cursor = self._time.within(cursor)
        missing = cursor.update - self.history.last.update
        if missing > stretch_length(self.history.task):
            self.train(missing)
            self._target = cursor
        else:
            self.stop()
            self._go_on(lambda: self._time.move(cursor))

    # Training

    @property
    def is_running(self) -> bool:
        """Whether training runs in the background."""
        return self._runner.is_running

    def train(self, updates: int | None = None) -> None:
        """Train from the end of the known history in the background.

        Parameters
        ----------
        updates : int or None
            How many; None runs until `stop`, or until the project's stop condition holds.
        """
        self._target = None
        if self._may_run():
            self._runner.start(training_run(self._time.project, self.history, updates))

    def train_epoch(self) -> None:
        """Train until every sample of the running epoch was used; from its end, of the next."""
        self.run_to(Cursor(self._time.epoch_end, END))

    def step_back_to(self, update: int) -> None:
        """Go to the end of an update; before the first one, to the beginning."""
        first = self.history.first_update
        self.go_to(Cursor(update, END) if update >= first else Cursor(first))

    def search(self, search: Search) -> None:
        """Go on, or back, in the background until a breakpoint hits; `searched` tells how it ended."""
        if self._may_run():
            self._runner.start(search)

    def stop(self) -> None:
        """Stop training; everything that was reported stays."""
        self._runner.stop()

    @Slot(object)
    def _trained(self, results: list[tuple[Array, Point]]) -> None:
        new = [result for result in results if result[1].update > self.history.last.update]
        if new and not self._runner.goes_back:
            self.history.extend(new)
            self._move(Cursor(self.history.last.update - 1, END))
        else:
            self.message.emit(self.tr("Looking for a hit: update %d") % results[-1][1].update)

    @Slot(object)
    def _ended(self, outcome: Exception | AnyRun) -> None:
        if isinstance(outcome, DivergenceError):
            self._diverged(outcome)
        elif isinstance(outcome, Exception):
            raise outcome
        elif not isinstance(outcome, Run):
            self.searched.emit(outcome)
        elif outcome.reason:
            words = self.tr("Stopped after update %d: %s.")
            self.stopped.emit(words % (self.history.last.update - 1, outcome.reason))
        elif self._target is not None:
            target = self._target
            self._go_on(lambda: self._time.move(target))

    def _diverged(self, error: DivergenceError) -> None:
        from core.diagnosis import diagnose  # most training goes well

        found = diagnose(self.history, error.update)
        self.selection = replace(self.selection, sample=found.place.sample)
        self._move(Cursor(found.update, found.place.step))
        self.diverged.emit(found)

    # Inside

    def _may_run(self) -> bool:
        """Tell whether training may go on, and why not: it would show what a lesson asks for."""
        if self.horizon is not None:
            self.message.emit(self.tr("The lesson asks what comes next: answer first."))
        return self.horizon is None

    def _forward(self, grain: str) -> None:
        self.stop()
        if self.cursor == self.horizon and not self._may_run():
            return
        if grain == "epoch":
            self.train_epoch()
        else:
            self._go_on(lambda: self._time.forward(grain))

    def _go_on(self, move: Callable[[], bool | None]) -> bool:
        """Make a move that stops at the first number that is not finite; False if it led nowhere."""
        before = self.cursor
        moved = self._go(move)
        fault = self._time.fault() if moved else None
        if fault is not None and before < fault <= self.cursor:
            self._diverged(DivergenceError(fault.update))
        return moved is not False

    def _backward(self, grain: str) -> None:
        self.stop()
        if self._go(lambda: self._time.backward(grain)) is False:
            self.message.emit(self.tr("This is the beginning."))

    def _move(self, cursor: Cursor) -> None:
        self._go(lambda: self._time.move(cursor))

    def _go(self, move: Callable[[], bool | None]) -> bool | None:
        """Make a move and show where it led to; False if it led nowhere, None if training diverged on it."""
        try:
            moved = move() is not False
        except DivergenceError as error:
            self._diverged(error)
            return None
        if moved:
            self.refresh()
        return moved

    @Slot()
    def _document_put_aside(self) -> None:
        self.stop()
        self._aside = self._time, self.selection, self.grain

    @Slot()
    def _document_taken_back(self) -> None:
        self.stop()
        if self._aside is not None:
            (self._time, self.selection, grain), self._aside = self._aside, None
            self.choose_grain(grain)

    @Slot()
    def _document_loaded(self) -> None:
        self.stop()
        self._is_new_document = True
        self.selection = Selection()

    @Slot(frozenset)
    def _document_changed(self, fields: frozenset[str]) -> None:
        if not fields <= _AT_REST:
            self.stop()
        project = self.document.project
        if self._is_new_document:
            self._time = Timeline(project, self.segments.budget, self.document.branches)
            self._is_new_document = False
        else:
            history = self.history
            self._time.show(project)
            if self.history is not history:  # an equal project, on another branch
                self.stop()
        if not self.selection.fits(project.network.network):
            self.selection = Selection(sample=self.selection.sample)
        self._move(self.cursor)

    @Slot(object)
    def _document_forgot(self, project: Project) -> None:
        self._time.forget(project)


__all__ = ["GRAINS", "Cursor", "Session"]
