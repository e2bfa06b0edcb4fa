"""Who races: the list of runners, the form of the chosen one, and sets to begin with."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from nnviz.panels.race_settings.section import RaceSection
from nnviz.race import known_terrain, suggested_runners
from nnviz.race_session import RaceSession
from nnviz.runner_sets import RUNNER_SETS, RunnerSet
from nnviz.theme import Theme
from nnviz.widgets.runner_list import RunnerList


class RunnersSection(RaceSection):
    """The list follows the race: what has become of a runner stands under its name."""

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Runners"), race, parent)
        self._theme = theme
        self.list = RunnerList()
        self.list.edited.connect(self._choose)
        self.list.chosen.connect(race.choose_runner)
        self.sets = QPushButton(self.tr("Sets"))
        self.sets.setToolTip(self.tr("Replace all runners by a set that shows something"))
        self.sets.setAccessibleName(self.tr("Sets of runners"))
        self.menu = QMenu(self.sets)
        self.sets.setMenu(self.menu)
        suggest = self.menu.addAction(self.tr("Suggested for this surface"))
        suggest.setToolTip(self.tr("Plain descent, momentum and Adam at rates that suit the surface"))
        suggest.triggered.connect(self._suggest)
        self.menu.addSeparator()
        self.menu.setToolTipsVisible(True)
        for runner_set in RUNNER_SETS:
            action = self.menu.addAction(runner_set.label)
            action.setToolTip(runner_set.help)
            action.triggered.connect(partial(self._take, runner_set))
        self.list.buttons.addStretch(1)
        self.list.buttons.addWidget(self.sets)
        self.add(self.list)

    def refresh(self) -> None:
        race, spec = self._race.race, self._race.spec
        is_current = race is not None and race.runners == spec.racing
        self.list.show_runners(spec.runners, self._theme.style, race if is_current else None, self._race.step)
        self.list.choose(self._race.runner)

    @Slot(object, str, str)
    def _choose(self, runners: object, text: str, merge: str) -> None:
        self.edit(text, merge, runners=runners)

    @Slot()
    def _suggest(self) -> None:
        terrain = known_terrain(self._race.document.project, self._race.spec)
        self.edit(self.tr("Suggest runners"), runners=suggested_runners(terrain))

    def _take(self, runner_set: RunnerSet) -> None:
        terrain = known_terrain(self._race.document.project, self._race.spec)
        self.edit(runner_set.label, runners=runner_set.runners(terrain))
