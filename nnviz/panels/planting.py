"""The line that says that training is done with a mistake, and the dialog that plants one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from nnviz.document import Document
from nnviz.figures.style import Style, blend
from nnviz.project import edits
from nnviz.project.errors import ProjectError
from nnviz.session import Session
from nnviz.theme import Theme

if TYPE_CHECKING:
    from core.checking.planting import Planting  # the mistakes need not be loaded before one is planted
    from core.mistakes.base import Mistake

_SHEET = """
PlantingBanner {{ background: {ground}; border: none; border-bottom: 2px solid {edge}; }}
PlantingBanner QLabel {{ font-weight: 600; }}
PlantingBanner QPushButton {{ padding: 1px 12px; min-height: 20px; }}
"""


class PlantingBanner(QFrame):
    """Says what is planted, or that something is; hidden while nothing is."""

    def __init__(
        self, document: Document, session: Session, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._session, self._theme = document, session, theme
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.reveal_button = QPushButton(self.tr("Reveal"))
        self.reveal_button.setToolTip(self.tr("Say which mistake it is"))
        self.reveal_button.clicked.connect(self.reveal)
        self.remove_button = QPushButton(self.tr("Remove"))
        self.remove_button.setToolTip(self.tr("Train as it should be, from here on"))
        self.remove_button.clicked.connect(self.remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 12, 1)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.reveal_button)
        row.addWidget(self.remove_button)
        document.changed.connect(self.refresh)
        theme.style_changed.connect(self._restyle)
        self._restyle(theme.style)
        self.hide()

    def ask(self) -> None:
        """Open the dialog in which a mistake is chosen."""
        from core.checking.candidates import candidates
        from core.checking.hidden import draw_mistake
        from core.checking.situation import Situation
        from nnviz.widgets.plant_dialog import PlantDialog

        self._session.stop()
        task, point = self._session.history.task, self._session.trace.update.before

        def draw(seed: int) -> Mistake:
            return draw_mistake(task, point, seed)

        possible = [one for one in candidates(Situation.at(task, point)) if one.trains(task)]
        self.dialog = PlantDialog(possible, draw, self._theme.style, self.window())
        self.dialog.planted.connect(self.plant)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    @Slot(object)
    def plant(self, planting: Planting) -> None:
        """Train with these mistakes from the cursor on."""
        try:
            project = edits.set_planted(self._document.project, planting)
            self._document.edit(self.tr("Plant a mistake"), project)
        except ProjectError as error:
            self._session.message.emit(str(error))

    @Slot()
    def reveal(self) -> None:
        """Say which mistake it is."""
        project = edits.reveal_planted(self._document.project)
        self._document.edit(self.tr("Reveal the planted mistake"), project)

    @Slot()
    def remove(self) -> None:
        """Train without a mistake from the cursor on."""
        project = edits.set_planted(self._document.project, None)
        self._document.edit(self.tr("Remove the planted mistake"), project)

    @Slot()
    def refresh(self) -> None:
        """Show or hide the line; not before it has its place in the window, or it would be one of its own."""
        planted = self._document.project.planted
        self.setVisible(planted is not None)
        if planted is not None:
            ending = self.tr(". Find it.") if planted.hidden else "."
            self.words.setText(f"\N{WARNING SIGN}\N{VARIATION SELECTOR-15} {planted.sentence}{ending}")
            self.reveal_button.setVisible(planted.hidden)

    @Slot(object)
    def _restyle(self, style: Style) -> None:
        ground = blend(style.surface, style.bad, 0.16)
        self.setStyleSheet(_SHEET.format(ground=ground, edge=style.bad))
