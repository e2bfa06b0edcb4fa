"""The panel itself: a column of sections."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.document import Document
from nnviz.panels.build.data_section import DataSection
from nnviz.panels.build.editing import BuildSection, Editing
from nnviz.panels.build.layers_section import LayersSection
from nnviz.panels.build.member_sections import LossSection, OptimizerSection
from nnviz.panels.build.start_section import StartSection
from nnviz.panels.build.training_section import TrainingSection
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.notice import Notice
from nnviz.widgets.scrolled import scrolled

_WIDTH = 300
_NARROWEST = 280


class BuildPanel(QWidget):
    """Edits the project; every edit can be undone, and what was adapted is said at the top."""

    def __init__(
        self,
        document: Document,
        session: Session,
        theme: Theme,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Build"))
        self._document = document
        self._session = session
        editing = Editing(document, self)
        editing.adapted.connect(self._adapted)
        self.note = Notice("note")
        self.note.setContentsMargins(8, 8, 8, 8)
        self.data = DataSection(editing, settings)
        self.layers = LayersSection(editing)
        self.start = StartSection(editing)
        self.loss = LossSection(editing)
        self.optimizer = OptimizerSection(editing)
        self.training = TrainingSection(editing)
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for section in self._sections():
            layout.addWidget(section)
        layout.addStretch(1)
        scroll = scrolled(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.note)
        outer.addWidget(scroll)
        self.setMinimumWidth(_NARROWEST)
        document.changed.connect(self._document_changed)
        document.waiting_changed.connect(self._refresh)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 600)

    def import_csv(self, path: Path | None = None) -> None:
        """Show the dialog that imports a table; without a path ask for the file first."""
        self.data.fold(False)
        self.data.import_csv(path)

    def _sections(self) -> tuple[BuildSection, ...]:
        return (self.data, self.layers, self.start, self.loss, self.optimizer, self.training)

    @Slot(frozenset)
    def _document_changed(self, _fields: frozenset[str]) -> None:
        self.note.say("")
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        for section in self._sections():
            section.refresh(self._document.project)

    @Slot(str)
    def _adapted(self, sentences: str) -> None:
        self.note.say(sentences)
        self._session.message.emit(sentences)
