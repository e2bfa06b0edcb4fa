"""The neuron of the open document: learned when something about it changes, walked step by step."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.neurons.learning import Learning
from core.walk import coarser, finer, step_back, step_over
from nnviz.document import Document
from nnviz.neuron_moment import NeuronMoment, learn, learn_in_parts
from nnviz.project.neuron_check import visits
from nnviz.project.neuron_presets import neuron_spec
from nnviz.project.neuron_spec import NeuronSpec
from nnviz.workers import Job

# What is finished in less than a frame or two is not worth a thread.
_DIRECT_VISITS = 1500
_FIRST_GRAIN = 1  # not single terms: whoever comes first sees numbers, not products


class NeuronSession(QObject):
    """Runs the document's neuron and keeps the step that is looked at.

    Nothing is run before somebody looks: see `wake`.

    Signals
    -------
    spec_changed()
        The neuron or its examples are others.
    learned()
        `learning` is another.
    moved()
        `cursor`, `row` or `axes` is another.
    grain_changed(str)
        The grain of stepping.
    working_changed(bool)
        It learns in the background.
    """

    spec_changed = Signal()
    learned = Signal()
    moved = Signal()
    grain_changed = Signal(str)
    working_changed = Signal(bool)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.spec: NeuronSpec = neuron_spec(document.project)
        self.learning: Learning | None = None
        self.cursor = -1  # the step just done
        self.row: int | None = None
        self.axes = (0, 1)
        self._place = _FIRST_GRAIN  # of the grain among those of the learning
        self._awake, self._stale = False, True
        self._job: Job | None = None
        document.changed.connect(self._document_changed)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    @property
    def moment(self) -> NeuronMoment:
        """What is looked at; the neuron must have learned."""
        assert self.learning is not None
        return NeuronMoment(self.spec, self.learning, self.cursor, self.row, self.axes)

    @property
    def is_current(self) -> bool:
        """Whether the document's neuron has learned, so that there is a moment."""
        return self.learning is not None and not self._stale

    @property
    def is_working(self) -> bool:
        """Whether it learns in the background."""
        return self._job is not None

    @property
    def length(self) -> int:
        """How many steps there are."""
        return 0 if self.learning is None else len(self.learning)

    @property
    def grain(self) -> str:
        """What a step over steps by."""
        return "" if self.learning is None else self.learning.grains[self._place]

    def edit(self, text: str, spec: NeuronSpec, merge: str = "") -> None:
        """Replace the project's neuron; it can be undone.

        Raises
        ------
        ProjectError
            If it cannot learn.
        """
        self.document.edit(text, replace(self.document.project, neuron=spec), merge)

    def wake(self) -> None:
        """Somebody looks: learn if it has not been done, and from now on at every change."""
        self._awake = True
        self._learn_if_stale()

    def sleep(self) -> None:
        """Nobody looks any more."""
        self._awake = False
        self.stop()

    def finished_moment(self) -> NeuronMoment:
        """Return what is looked at as the document has it now, however long the learning takes."""
        if not self.is_current:
            self.stop()
            self._finish(learn(self.spec))
        return self.moment

    @Slot()
    def stop(self) -> None:
        """End what runs in the background; it is done again when somebody looks."""
        if self._job is None:
            return
        job, self._job = self._job, None
        job.stop()
        self.working_changed.emit(False)

    # What is looked at

    def choose_row(self, row: int | None) -> None:
        """Choose an example, by its row from 0."""
        if row != self.row:
            self.row = row
            self.moved.emit()

    def choose_axes(self, axes: tuple[int, int]) -> None:
        """Look at the loss over these two parameters."""
        if axes != self.axes and axes[0] != axes[1]:
            self.axes = axes
            self.moved.emit()

    def choose_grain(self, grain: str) -> None:
        """Step by this grain from now on."""
        if self.learning is not None and grain in self.learning.grains and grain != self.grain:
            self._place = self.learning.grains.index(grain)
            self.grain_changed.emit(grain)

    # Moves

    @Slot(int)
    def go_to(self, step: int) -> None:
        """Look at a step; -1 is the start."""
        self._go_by(max(-1, min(step, self.length - 1)))

    def over(self) -> None:
        """Go on by the grain."""
        self._move(1)

    def back_over(self) -> None:
        """Go back by the grain."""
        self._move(-1)

    def play(self, blocks: int) -> bool:
        """Go on by so many blocks of the grain or, below 0, back; return whether it can go on."""
        if self.is_current:
            assert self.learning is not None
            move, cursor = (step_over if blocks > 0 else step_back), self.cursor
            for _ in range(abs(blocks)):
                reached = move(self.learning, cursor, self.grain)
                cursor = cursor if reached is None else reached
            self._go_by(cursor)
        return self.is_current and self.cursor != (self.length - 1 if blocks > 0 else -1)

    def into(self) -> None:
        """Go on by the next finer grain."""
        self._move(1, -1)

    def back_into(self) -> None:
        """Go back by the next finer grain."""
        self._move(-1, -1)

    def out(self) -> None:
        """Go on by the next coarser grain."""
        self._move(1, 1)

    def back_out(self) -> None:
        """Go back by the next coarser grain."""
        self._move(-1, 1)

    def to_start(self) -> None:
        """Go before the first step."""
        self.go_to(-1)

    def to_end(self) -> None:
        """Go to the last step."""
        self.go_to(self.length - 1)

    def to_selected(self, direction: int = 1) -> None:
        """Go to where the chosen example has been looked at the next time or, with -1, the time before."""
        if not self.is_current or self.row is None:
            return
        assert self.learning is not None
        move = step_over if direction > 0 else step_back
        cursor = self.cursor
        for _ in range(2 * len(self.spec.targets) + 2):
            reached = move(self.learning, cursor, self.learning.focus)
            if reached is None:
                return
            cursor = reached
            if cursor >= 0 and self.learning[cursor].sample == self.row:
                self._go_by(cursor)
                return

    # Inside

    def _move(self, direction: int, coarseness: int = 0) -> None:
        if not self.is_current:
            return
        assert self.learning is not None
        grain = {-1: finer, 1: coarser}[coarseness](self.learning, self.grain) if coarseness else self.grain
        self._go_by((step_over if direction > 0 else step_back)(self.learning, self.cursor, grain))

    def _go_by(self, cursor: int | None) -> None:
        if cursor is not None and self.is_current and cursor != self.cursor:
            self.cursor = cursor
            self.moved.emit()

    @Slot(frozenset)
    def _document_changed(self, fields: frozenset[str]) -> None:
        if "neuron" not in fields:
            return
        before, self.spec = self.spec, neuron_spec(self.document.project)
        if self.spec == before:
            return
        self._stale = True
        if self.row is not None and self.row >= len(self.spec.targets):
            self.row = None
        if max(self.axes) > self.spec.width:
            self.axes = (0, 1)
        self.spec_changed.emit()
        if self._awake:
            self._learn_if_stale()

    def _learn_if_stale(self) -> None:
        if not self._stale:
            return
        self.stop()
        if visits(self.spec) <= _DIRECT_VISITS:
            self._finish(learn(self.spec))
            return
        self._job = Job(learn_in_parts(self.spec), self)
        self._job.progress.connect(self._progressed)
        self._job.finished.connect(self._ended)
        self.working_changed.emit(True)
        self._job.start()

    @Slot(object)
    def _progressed(self, results: list[Learning | None]) -> None:
        for learning in results:
            if learning is not None:
                self._finish(learning)

    @Slot(object)
    def _ended(self, error: Exception | None) -> None:
        self._job = None
        self.working_changed.emit(False)
        if error is not None:
            raise error

    def _finish(self, learning: Learning) -> None:
        """Take the new learning over; who was at the end of the former one is at the end of this."""
        former, self.learning, self._stale = self.learning, learning, False
        if former is None or type(former) is not type(learning):
            self.cursor = learning.block(0, learning.focus)[-1]  # the first example has been looked at
        elif self.cursor == len(former) - 1:
            self.cursor = len(learning) - 1
        else:
            self.cursor = min(self.cursor, len(learning) - 1)
        self.learned.emit()
