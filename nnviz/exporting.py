"""From a panel to a file, a film or the clipboard, as the user last chose it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QWidget

import nnviz
from nnviz.figures.export import ExportError, copy_picture
from nnviz.figures.inked import Inked
from nnviz.figures.on_paper import OnPaper
from nnviz.figures.picture import Picture
from nnviz.figures.style import STYLES, Style
from nnviz.panels.base import MomentPanel, Panel
from nnviz.project.errors import ProjectError
from nnviz.project.ink_spec import Ink
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.export_dialog import ExportChoices, ExportDialog, Figure

if TYPE_CHECKING:
    from nnviz.widgets.film_dialog import FilmDialog
    from nnviz.widgets.film_form import FilmChoices


class Exporter(QObject):
    """Exports and copies what panels show.

    Parameters
    ----------
    window : QWidget
        The dialog's parent.
    session : Session
        Names the moment, and tells what was done.
    theme : Theme
        Whose number of digits the figures have too.
    settings : Settings
        Where the choices are kept.
    ink_on : callable
        Returns what is written by hand over a panel at the moment that it shows; it leaves with the figure.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        theme: Theme,
        settings: Settings,
        ink_on: Callable[[Panel], Ink | None] = lambda _panel: None,
    ) -> None:
        super().__init__(window)
        self._ink_on = ink_on
        self._window = window
        self._session = session
        self._theme = theme
        self._settings = settings

    def export(self, panel: Panel) -> ExportDialog | None:
        """Open the dialog for a panel's figure, and return it; say why if there is no figure."""
        styles, choices = {name: self._style(name) for name in STYLES}, self._choices()
        try:
            drawn = {choices.style: self._figure(panel, styles[choices.style])}
        except ProjectError as error:
            self._complain(panel, error)
            return None

        def draw(style: Style) -> Figure:
            if style.name not in drawn:
                drawn[style.name] = self._figure(panel, style)
            return drawn[style.name]

        dialog = ExportDialog(draw, styles, choices, parent=self._window)
        dialog.exported.connect(lambda path: self._exported(dialog, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def film(self, panel: Panel) -> FilmDialog | None:
        """Open the dialog for a panel's film, and return it; None where there is none."""
        if not panel.moves:
            self._session.message.emit(self.tr("Nothing moves in %s: it has no film.") % panel.title)
            return None
        if self._session.horizon is not None and isinstance(panel, MomentPanel):
            self._session.message.emit(self.tr("The lesson asks what comes next: answer first."))
            return None
        from nnviz.widgets.film_dialog import FilmDialog, FilmTitle  # what writes films is loaded last

        self._session.stop()
        try:
            source = panel.film()
        except ProjectError as error:
            self._complain(panel, error)
            return None
        styles = {name: self._style(name) for name in STYLES}
        title = FilmTitle(f"{self._project()}-{panel.name}", self._metadata(panel))
        dialog = FilmDialog(source, title, styles, self._film_choices(), parent=self._window)
        dialog.exported.connect(lambda path: self._filmed(dialog, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def copy(self, panel: Panel) -> None:
        """Put a panel's figure on the clipboard, as pixels and as SVG."""
        choices = self._choices()
        style = self._style(choices.style)
        try:
            copy_picture(OnPaper(self._picture(panel, style), style), choices.options(style))
        except ExportError as error:
            self._session.message.emit(str(error))
            return
        except ProjectError as error:
            self._complain(panel, error)
            return
        self._session.message.emit(self.tr("%s copied as PNG and SVG.") % panel.title)

    # Inside

    def _complain(self, panel: Panel, error: ProjectError) -> None:
        """Say in the status bar why a panel has no figure: its race cannot be run."""
        self._session.message.emit(self.tr("There is no figure of %s: %s.") % (panel.title, error.reason))

    def _figure(self, panel: Panel, style: Style) -> Figure:
        moment = self._session.moment
        where = f"u{moment.update_number}-s{moment.step}" if moment.step >= 0 else f"u{moment.update_number}"
        name = f"{self._project()}-{panel.name}-{where}"
        return Figure(self._picture(panel, style), name, self._metadata(panel))

    def _project(self) -> str:
        path = self._session.document.path
        return path.stem if path else self.tr("untitled")

    def _metadata(self, panel: Panel) -> dict[str, str]:
        return {"Title": f"{self._project()}: {panel.title}", "Software": f"NNViz {nnviz.__version__}"}

    def _picture(self, panel: Panel, style: Style) -> Picture:
        ink = self._ink_on(panel)
        picture = panel.picture(style)
        return picture if ink is None else Inked(picture, ink, style)

    def _style(self, name: str) -> Style:
        return STYLES[name].with_digits(self._theme.style.digits)

    def _choices(self) -> ExportChoices:
        settings = self._settings
        return ExportChoices(
            format=settings.export_format,
            style=settings.export_theme,
            width_mm=settings.export_width_mm,
            dpi=settings.export_dpi,
            transparent=settings.export_transparent,
            folder=self._folder(),
        )

    def _film_choices(self) -> FilmChoices:
        from nnviz.widgets.film_form import FilmChoices

        settings = self._settings
        return FilmChoices(
            format=settings.film_format,
            style=settings.export_theme,
            width_px=settings.film_width_px,
            height_px=settings.film_height_px,
            caption=settings.film_caption,
            hold_end=settings.film_hold_end,
            loop=settings.film_loop,
            folder=self._folder(),
        )

    def _folder(self) -> str:
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        return self._settings.export_folder or pictures

    def _exported(self, dialog: ExportDialog, path: Path) -> None:
        settings, choices = self._settings, dialog.choices
        settings.export_format = choices.format
        settings.export_theme = choices.style
        settings.export_width_mm = choices.width_mm
        settings.export_dpi = choices.dpi
        settings.export_transparent = choices.transparent
        settings.export_folder = choices.folder
        self._session.message.emit(self.tr("Figure saved as %s.") % path.name)

    def _filmed(self, dialog: FilmDialog, path: Path) -> None:
        settings, choices = self._settings, dialog.choices
        settings.film_format = choices.format
        settings.export_theme = choices.style
        settings.film_width_px = choices.width_px
        settings.film_height_px = choices.height_px
        settings.film_caption = choices.caption
        settings.film_hold_end = choices.hold_end
        settings.film_loop = choices.loop
        settings.export_folder = choices.folder
        self._session.message.emit(self.tr("Film saved as %s.") % path.name)
