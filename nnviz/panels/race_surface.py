"""The race in three dimensions."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.figures.film.reel import RaceSource
from nnviz.figures.style import Style
from nnviz.figures.surface_geometry import View
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.panels.base import Panel
from nnviz.race_session import RaceSession
from nnviz.theme import Theme
from nnviz.widgets.surface_view import SurfaceView


class RaceSurfacePanel(Panel):
    """The ground as a surface that turns with the mouse, with the paths lying on it."""

    moves = True
    name = "race-surface"

    def __init__(self, race: RaceSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("3D")
        self._race = race
        self._theme = theme
        self._from = View()
        self.view = SurfaceView(self.tr("Race in three dimensions"))
        self.view.setToolTip(self.tr("Drag to turn; double-click to look from the front again"))
        self.view.turned.connect(self._turn)
        self.view.context_menu_requested.connect(self._show_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.view)
        for signal in (race.raced, race.moved):
            signal.connect(self._refresh)
        theme.style_changed.connect(self._refresh)

    def picture(self, style: Style) -> SurfacePicture:
        """Return the race at the step that is looked at, from where it is looked at."""
        return SurfacePicture(self._race.finished_race(), self._race.step, style, self._from)

    def film(self) -> RaceSource:
        """Return what a film of the race can be made of, from where it is looked at."""
        race = self._race.finished_race()
        return RaceSource(race, lambda step, style: SurfacePicture(race, step, style, self._from))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot(object)
    def _turn(self, view: View) -> None:
        self._from = view
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        race = self._race.race
        if race is not None and self.isVisible():
            step, style = self._race.step, self._theme.style
            self.view.show_picture(SurfacePicture(race, step, style, self._from, self.view.is_turning))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
