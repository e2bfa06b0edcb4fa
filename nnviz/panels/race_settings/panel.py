"""Edits the project's race; every change can be undone."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.panels.race_settings.course_section import CourseSection
from nnviz.panels.race_settings.runners_section import RunnersSection
from nnviz.panels.race_settings.terrain_section import TerrainSection
from nnviz.race_session import RaceSession
from nnviz.theme import Theme
from nnviz.widgets.scrolled import scrolled


class RaceSettingsPanel(QWidget):
    """The ground, the course and the runners, one under the other."""

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.terrain = TerrainSection(race)
        self.course = CourseSection(race)
        self.runners = RunnersSection(race, theme)
        column = QVBoxLayout()
        column.setContentsMargins(0, 4, 0, 8)
        column.setSpacing(0)
        for section in (self.terrain, self.course, self.runners):
            column.addWidget(section)
        column.addStretch(1)
        contents = QWidget()
        contents.setLayout(column)
        scroll = scrolled(contents, by_key=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        race.spec_changed.connect(self._refresh)
        race.document.changed.connect(self._refresh)
        race.raced.connect(self.runners.refresh)
        race.moved.connect(self.runners.refresh)
        race.runner_changed.connect(self.runners.refresh)
        theme.style_changed.connect(self.runners.refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        for section in (self.terrain, self.course, self.runners):
            section.refresh()
