"""The workspace Optimizers: rivals over a surface, and how they fare."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTabWidget, QWidget

from nnviz.document import Document
from nnviz.figures.picture import Picture
from nnviz.figures.style import PRINT, Style
from nnviz.panels.base import Panel
from nnviz.panels.race import RacePanel
from nnviz.panels.race_basins import RaceBasinsPanel
from nnviz.panels.race_heights import RaceHeightsPanel
from nnviz.panels.race_sensitivity import RaceSensitivityPanel
from nnviz.panels.race_settings import RaceSettingsPanel
from nnviz.panels.race_state import RaceStatePanel
from nnviz.panels.race_step import RaceStepPanel
from nnviz.panels.race_surface import RaceSurfacePanel
from nnviz.panels.race_transport import RaceTransport
from nnviz.race_session import RaceSession
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.sheet import Sheet
from nnviz.workspaces.base import Workspace


class OptimizersWorkspace(Workspace):
    """Settings on the left, the race from above in the middle, heights and numbers on the right."""

    name = "optimizers"

    def __init__(
        self,
        document: Document,
        session: Session,
        theme: Theme,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Optimizers")
        self.race_session = RaceSession(document, self)
        self.settings = RaceSettingsPanel(self.race_session, theme)
        self.race = RacePanel(self.race_session, theme)
        self.heights = RaceHeightsPanel(self.race_session, theme)
        self.state = RaceStatePanel(self.race_session, theme)
        self.slow = RaceStepPanel(self.race_session, theme)
        self.basins = RaceBasinsPanel(self.race_session, theme)
        self.basins.start_chosen.connect(self._race_from)
        self.sensitivity = RaceSensitivityPanel(self.race_session, theme)
        self.surface = RaceSurfacePanel(self.race_session, theme, settings)
        self.transport = RaceTransport(self.race_session, theme, settings)
        self.grounds = QTabWidget()
        self.grounds.setDocumentMode(True)
        for ground in (self.race, self.surface, self.basins, self.sensitivity):
            self.grounds.addTab(ground, ground.title)
        self.views = QTabWidget()
        self.views.setDocumentMode(True)
        for panel in (self.heights, self.state, self.slow):
            self.views.addTab(panel, panel.title)
        for sheet in (Sheet(self.settings), Sheet(self.grounds, self.transport), Sheet(self.views)):
            self.addWidget(sheet)
        for changed in (self.race_session.moved, self.race_session.raced, self.race_session.runner_changed):
            changed.connect(self.shown_changed)
        self.setCollapsible(1, False)
        self.setStretchFactor(1, 1)
        self.setSizes([280, 716, 340])

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels that can be exported."""
        return (self.race, self.surface, self.basins, self.sensitivity, self.heights, self.state, self.slow)

    def pictures(self, style: Style = PRINT) -> dict[str, Callable[[], Picture]]:
        """Return what can be exported by name, each to be made when it is wanted."""
        return {panel.name: partial(panel.picture, style) for panel in self.panels()}

    def position(self) -> tuple[int, int]:
        """Return 0, as there are no updates, and the step of the race."""
        return 0, self.race_session.step

    def words(self) -> str:
        """Say in a line where the cursor stands."""
        return self.tr("step %d of %d") % (self.race_session.step + 1, self.race_session.steps)

    def stop(self) -> None:
        """End what runs in the background."""
        self.transport.bar.stop_playing()
        self.race_session.stop()
        self.basins.stop()
        self.sensitivity.stop()
        self.surface.release()

    @Slot(float, float)
    def _race_from(self, x: float, y: float) -> None:
        """Race from a place that was clicked in another picture of the ground."""
        self.race.move_start(x, y)
        self.grounds.setCurrentWidget(self.race)

    # The moves, as the window's keys ask for them

    def over(self) -> None:
        """Go on by the grain."""
        self.race_session.over()

    def back_over(self) -> None:
        """Go back by the grain."""
        self.race_session.back_over()

    def into(self) -> None:
        """Go on by one quantity of the rule."""
        self.race_session.into()

    def back_into(self) -> None:
        """Go back by one quantity of the rule."""
        self.race_session.back_into()

    def out(self) -> None:
        """Go on to the end of the step."""
        self.race_session.out()

    def back_out(self) -> None:
        """Go back to the beginning of the step."""
        self.race_session.back_out()

    def to_start(self) -> None:
        """Go to where all start."""
        self.race_session.to_start()

    def to_end(self) -> None:
        """Go to the last step."""
        self.race_session.to_end()

    def play(self) -> None:
        """Begin or end stepping by itself."""
        self.transport.bar.toggle_play()

    def play_back(self) -> None:
        """Begin or end stepping back by itself."""
        self.transport.bar.toggle_play(-1)
