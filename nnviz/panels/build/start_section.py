"""The section Start: where the first weights come from."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from core.initializers.base import Initializer
from nnviz.panels.build.editing import BuildSection, Editing
from nnviz.panels.build.seed_row import SeedRow
from nnviz.project import edits
from nnviz.project.model import Project
from nnviz.widgets.hyper_form import HyperForm


class StartSection(BuildSection):
    """Initializer, seed, and the way back from parameters that were given by hand."""

    def __init__(self, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("First weights"), editing, parent)
        self.form = HyperForm(Initializer, self.tr("Initializer"))
        self.form.edited.connect(self._initializer_edited)
        self.seed = SeedRow(self.tr("seed"))
        self.seed.edit.edited.connect(self._seed_edited)
        self.given = QLabel(self.tr("The present ones were given or edited."))
        self.given.setWordWrap(True)
        self.given.setProperty("muted", True)
        self.reinitialise = QPushButton(self.tr("Reinitialise"))
        self.reinitialise.clicked.connect(self._reinitialise_clicked)
        for widget in (self.form, self.seed, self.given, self.reinitialise):
            self.add(widget)

    def show_project(self, project: Project) -> None:
        spec = project.network
        self.form.set_value(spec.initializer)
        self.seed.edit.set_value(spec.seed)
        given = spec.theta is not None
        self.given.setVisible(given)
        self.reinitialise.setEnabled(given)
        self.reinitialise.setToolTip(
            self.tr("Draw all weights by initializer and seed instead")
            if given
            else self.tr("They come from initializer and seed already")
        )

    @Slot(object, str)
    def _initializer_edited(self, initializer: Initializer, merge: str) -> None:
        text = self.tr("Change the initializer")
        self.edit(text, lambda project: edits.set_initializer(project, initializer), merge)

    @Slot(object, str)
    def _seed_edited(self, seed: int, gesture: str) -> None:
        merge = f"seed.{gesture}" if gesture else ""
        self.edit(self.tr("Change the seed"), lambda project: edits.set_seed(project, seed), merge)

    @Slot()
    def _reinitialise_clicked(self) -> None:
        self.edit(self.tr("Reinitialise"), edits.reinitialise)
