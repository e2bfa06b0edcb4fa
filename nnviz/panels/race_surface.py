"""The race in three dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.figures.film.reel import RaceSource
from nnviz.figures.style import Style
from nnviz.figures.surface_geometry import View
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.panels.base import Panel
from nnviz.race_session import RaceSession
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.gl_error import GlError
from nnviz.widgets.muted_label import muted_label
from nnviz.widgets.surface_view import SurfaceView

if TYPE_CHECKING:
    from nnviz.widgets.gl_ground import GlGround


class RaceSurfacePanel(Panel):
    """The ground as a surface that turns with the mouse, with the paths lying on it."""

    moves = True
    name = "race-surface"

    def __init__(
        self,
        race: RaceSession,
        theme: Theme,
        settings: Settings,
        opener: Callable[[], GlGround] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("3D")
        self._settings = settings
        self._opener = opener
        self._gl: GlGround | None = None
        self._was_tried = False
        self._race = race
        self._theme = theme
        self._from = View()
        self.view = SurfaceView(self.tr("Race in three dimensions"))
        self.view.setToolTip(self.tr("Drag to turn; double-click to look from the front again"))
        self.view.turned.connect(self._turn)
        self.view.context_menu_requested.connect(self._show_menu)
        self.view.opengl_failed.connect(self._lost)
        self.opengl = QCheckBox(self.tr("With OpenGL"))
        self.opengl.setToolTip(self.tr("Let the graphics card draw the surface, where there is one"))
        self.opengl.setChecked(settings.opengl)
        self.opengl.toggled.connect(self._choose_opengl)
        self.words = muted_label(self.tr("Who draws the surface"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.opengl)
        row.addWidget(self.words, 1)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)
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
        if self._settings.opengl and not self._was_tried:
            self._open()

    def release(self) -> None:
        """Give back what OpenGL holds; it is opened again when somebody looks."""
        self.view.draw_by(None)
        if self._gl is not None:
            self._gl.close()
            self._gl = None
        self._was_tried = False

    @Slot(bool)
    def _choose_opengl(self, on: bool) -> None:
        self._settings.opengl = on
        self._say("")
        if on:
            self._open()
        else:
            self.release()

    def _open(self) -> None:
        """Let OpenGL draw, where there is one that can; say who draws."""
        self._was_tried = True
        if self._settings.opengl_pending:  # the program has ended while it was opened
            self._settings.opengl_pending = False
            self.opengl.setChecked(False)
            self._say(self.tr("Switched off: the program ended while OpenGL was opened"))
            return
        self._settings.opengl_pending = True
        self._settings.store.sync()
        try:
            self._gl = self._opener() if self._opener else _opened()
        except GlError as error:
            self._lost(str(error))
        else:
            self._say(self.tr("Drawn by %s") % self._gl.renderer)
            self.view.draw_by(self._gl)
            self.view.repaint()  # a driver may crash in its first picture, too
        finally:
            self._settings.opengl_pending = False

    @Slot(str)
    def _lost(self, reason: str) -> None:
        self._say(self.tr("Drawn without OpenGL: %s") % reason)

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))

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


def _opened() -> GlGround:
    from nnviz.widgets.gl_ground import open_gl  # OpenGL is loaded where somebody wants it

    return open_gl()
