"""The section Training: how the samples are served, and when it ends."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QWidget

from core.hyper import Hyper
from core.stops.base import Stop
from nnviz.panels.build.editing import BuildSection, Editing
from nnviz.panels.build.seed_row import SeedRow
from nnviz.project import edits
from nnviz.project.model import Project
from nnviz.widgets.member_fold import MemberFold
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import DragLabel
from nnviz.widgets.stepper import Stepper

_BATCH = Hyper("batch_size", 1, low=1, help="samples per update")


class TrainingSection(BuildSection):
    """Batch size, shuffling and its seed, and the stop condition."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Training"), editing, parent)
        self.batch = Stepper(_BATCH)
        self.batch.set_name(self.tr("Batch size"))
        self.batch.edit.edited.connect(self._batch_edited)
        problem = Notice("error")
        self.batch.edit.problem_changed.connect(problem.say)
        self.full = QPushButton(self.tr("Full batch"))
        self.full.setToolTip(self.tr("Use every sample in every update"))
        self.full.clicked.connect(self._full_clicked)
        self.shuffle = QCheckBox(self.tr("shuffle in every epoch"))
        self.shuffle.setMinimumHeight(24)
        self.shuffle.clicked.connect(self._shuffle_clicked)
        self.seed = SeedRow(self.tr("seed of the order"))
        self.seed.edit.edited.connect(self._seed_edited)
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.addWidget(DragLabel(self.tr("batch size"), self.batch.edit), 0, 0)
        grid.addWidget(self.batch, 0, 1)
        grid.addWidget(self.full, 0, 2)
        grid.addWidget(problem, 1, 0, 1, 3)
        grid.setColumnStretch(1, 1)
        self.stop = MemberFold(Stop, self.tr("Stop by itself"))
        self.stop.edited.connect(self._stop_edited)
        for widget in (row, self.shuffle, self.seed, self.stop):
            self.add(widget)

    def show_project(self, project: Project) -> None:
        training = project.training
        self.batch.set_value(training.batch_size)
        self.full.setEnabled(training.batch_size != len(project.training_samples))
        self.shuffle.setChecked(training.shuffle)
        self.seed.edit.set_value(training.seed)
        self.seed.setEnabled(training.shuffle)
        self.seed.setToolTip("" if training.shuffle else self.tr("Used when the samples are shuffled"))
        self.stop.show_member(training.stop)

    @Slot(object, str)
    def _batch_edited(self, size: int, gesture: str) -> None:
        samples = len(self._editing.project.training_samples)
        self._set_batch(min(size, samples), gesture)
        if size > samples:
            self.batch.edit.refuse(samples, self.tr("there are no more than %d to train on") % samples)

    @Slot()
    def _full_clicked(self) -> None:
        self._set_batch(len(self._editing.project.training_samples))

    def _set_batch(self, size: int, gesture: str = "") -> None:
        merge = f"batch_size.{gesture}" if gesture else ""
        text = self.tr("Change the batch size")
        self.edit(text, lambda project: edits.set_batch_size(project, size), merge)
        self.show_project(self._editing.project)

    @Slot(bool)
    def _shuffle_clicked(self, on: bool) -> None:
        self.edit(self.tr("Change the shuffling"), lambda project: edits.set_shuffle(project, on))

    @Slot(object, str)
    def _seed_edited(self, seed: int, gesture: str) -> None:
        merge = f"training_seed.{gesture}" if gesture else ""
        text = self.tr("Change the seed of the order")
        self.edit(text, lambda project: edits.set_training_seed(project, seed), merge)

    @Slot(object, str)
    def _stop_edited(self, stop: Stop, merge: str) -> None:
        text = self.tr("Change when training stops")
        self.edit(text, lambda project: edits.set_stop(project, stop), merge)
