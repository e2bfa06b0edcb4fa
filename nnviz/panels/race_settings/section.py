"""What every section of the race's settings is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QWidget

from nnviz.project.errors import ProjectError
from nnviz.race_session import RaceSession
from nnviz.widgets.section import Section


class RaceSection(Section):
    """Shows a part of the project's race and edits it."""

    def __init__(self, title: str, race: RaceSession, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._race = race

    def refresh(self) -> None:
        """Show the race as it is now; signals no edit."""
        raise NotImplementedError

    def edit(self, text: str, merge: str = "", **changes: Any) -> None:
        """Change fields of the RaceSpec; what is refused is said here, and the widgets go back.

        Parameters
        ----------
        text : str
            What the user did, for the Edit menu.
        merge : str
            Edits with the same, non-empty key are undone as one.
        """
        try:
            self._race.edit(text, merge, **changes)
            self.error.say("")
        except ProjectError as error:
            self.error.say(error.reason)
            self.refresh()


def form_in(parent: QWidget) -> QFormLayout:
    """Return rows of a name and a control."""
    form = QFormLayout(parent)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(10)
    form.setVerticalSpacing(6)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form
