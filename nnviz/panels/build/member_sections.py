"""The sections Loss and Optimizer: one member of a family each."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.losses.base import Loss
from core.optimizers.base import Optimizer
from nnviz.panels.build.editing import BuildSection, Editing
from nnviz.project import edits
from nnviz.project.model import Project
from nnviz.widgets.hyper_form import HyperForm


class LossSection(BuildSection):
    """The loss, its reduction, and whether it is computed from logits."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Loss"), editing, parent)
        self.form = HyperForm(Loss, self.tr("Loss"))
        self.form.edited.connect(self._edited)
        self.add(self.form)
        self.convention = _quiet_words()
        self.add(self.convention)

    def show_project(self, project: Project) -> None:
        self.form.set_value(project.loss)
        from_logits = project.loss.meets(project.network.layers[-1].activation)
        words = self.tr("Computed from z of the output layer, where no logarithm comes near 0.")
        _say(self.convention, words if from_logits else project.loss.convention)

    @Slot(object, str)
    def _edited(self, loss: Loss, merge: str) -> None:
        self.edit(self.tr("Change the loss"), lambda project: edits.set_loss(project, loss), merge)


class OptimizerSection(BuildSection):
    """The optimizer with its framework's conventions and its hyperparameters."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Optimizer"), editing, parent)
        self.form = HyperForm(Optimizer, self.tr("Optimizer"))
        self.form.edited.connect(self._edited)
        self.add(self.form)
        self.convention = _quiet_words()
        self.add(self.convention)

    def show_project(self, project: Project) -> None:
        self.form.set_value(project.optimizer)
        _say(self.convention, project.optimizer.convention)

    @Slot(object, str)
    def _edited(self, optimizer: Optimizer, merge: str) -> None:
        text = self.tr("Change the optimizer")
        self.edit(text, lambda project: edits.set_optimizer(project, optimizer), merge)


def _quiet_words() -> QLabel:
    label = QLabel()
    label.setProperty("muted", True)
    label.setWordWrap(True)
    return label


def _say(label: QLabel, words: str) -> None:
    """Show which convention is in use; a convention that is not said is hidden."""
    label.setText(words)
    label.setVisible(bool(words))
