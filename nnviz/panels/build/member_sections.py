"""The sections Loss and Optimizer: a member of a family each, and what goes with it behind a line."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.clipping.base import Clipping
from core.losses.base import Loss
from core.optimizers.base import Optimizer
from core.regularizers.base import Regularizer
from core.schedules.base import Schedule
from nnviz.panels.build.editing import BuildSection, Editing
from nnviz.project import edits
from nnviz.project.model import Project
from nnviz.widgets.hyper_form import HyperForm
from nnviz.widgets.member_fold import MemberFold, quiet_words, say_quietly


class LossSection(BuildSection):
    """The loss, its reduction, whether it is computed from logits, and the penalty that is added."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Loss"), editing, parent)
        self.form = HyperForm(Loss, self.tr("Loss"))
        self.form.edited.connect(self._edited)
        self.convention = quiet_words()
        self.regularizer = MemberFold(Regularizer, self.tr("Weight penalty"))
        self.regularizer.edited.connect(self._regularizer_edited)
        for widget in (self.form, self.convention, self.regularizer):
            self.add(widget)

    def show_project(self, project: Project) -> None:
        self.form.set_value(project.loss)
        from_logits = project.loss.meets(project.network.layers[-1].activation)
        words = self.tr("Computed from z of the output layer, where no logarithm comes near 0.")
        say_quietly(self.convention, words if from_logits else project.loss.convention)
        self.regularizer.show_member(project.regularizer)

    @Slot(object, str)
    def _edited(self, loss: Loss, merge: str) -> None:
        self.edit(self.tr("Change the loss"), lambda project: edits.set_loss(project, loss), merge)

    @Slot(object, str)
    def _regularizer_edited(self, regularizer: Regularizer, merge: str) -> None:
        text = self.tr("Change the weight penalty")
        self.edit(text, lambda project: edits.set_regularizer(project, regularizer), merge)


class OptimizerSection(BuildSection):
    """The optimizer with its framework's conventions, the schedule of its learning rate, and clipping."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Optimizer"), editing, parent)
        self.form = HyperForm(Optimizer, self.tr("Optimizer"))
        self.form.edited.connect(self._edited)
        self.convention = quiet_words()
        self.schedule = MemberFold(Schedule, self.tr("Learning rate"))
        self.schedule.edited.connect(self._schedule_edited)
        self.clipping = MemberFold(Clipping, self.tr("Gradient clipping"))
        self.clipping.edited.connect(self._clipping_edited)
        for widget in (self.form, self.convention, self.schedule, self.clipping):
            self.add(widget)

    def show_project(self, project: Project) -> None:
        self.form.set_value(project.optimizer)
        say_quietly(self.convention, project.optimizer.convention)
        self.schedule.show_member(project.schedule)
        self.clipping.show_member(project.clipping)

    @Slot(object, str)
    def _edited(self, optimizer: Optimizer, merge: str) -> None:
        text = self.tr("Change the optimizer")
        self.edit(text, lambda project: edits.set_optimizer(project, optimizer), merge)

    @Slot(object, str)
    def _schedule_edited(self, schedule: Schedule, merge: str) -> None:
        text = self.tr("Change the schedule of the learning rate")
        self.edit(text, lambda project: edits.set_schedule(project, schedule), merge)

    @Slot(object, str)
    def _clipping_edited(self, clipping: Clipping, merge: str) -> None:
        text = self.tr("Change the gradient clipping")
        self.edit(text, lambda project: edits.set_clipping(project, clipping), merge)
