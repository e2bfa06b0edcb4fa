"""What runs: the history of the open document, the cursor in it and what is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QObject, Signal

from core.history import History
from core.trace import GRAINS, Trace
from core.training import DivergenceError, Point
from core.walk import coarser, finer, step_back, step_over
from nnviz.document import Document
from nnviz.moment import Moment, Selection
from nnviz.project.model import Project
from nnviz.workers import TrainingRun


@dataclass(frozen=True)
class Cursor:
    """A place in time: an update and the step in it that was just done (-1: none yet)."""

    update: int
    step: int = -1


class Segment:
    """A stretch of history under one project, and where the cursor stood in it."""

    def __init__(self, project: Project, first: Point) -> None:
        self.project = project
        self.history = History(project.task, first)
        self.cursor = Cursor(first.update)


class Session(QObject):
    """Moves the cursor and runs the training of a document.

    Signals
    -------
    moved()
        `moment` is another: whatever is on the screen has to be drawn anew.
    grain_changed(str)
        The grain of stepping.
    running_changed(bool)
        Training runs in the background.
    message(str)
        One line for the status bar, as when training diverges or a walk is at its end.
    """

    moved = Signal()
    grain_changed = Signal(str)
    running_changed = Signal(bool)
    message = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.selection = Selection()
        self.grain = "node"
        self._segments = {}
        self._segment = self._open_segment(document.project, document.project.first_point())
        self._run = None
        document.loaded.connect(self._forget)
        document.changed.connect(self._project_changed)
