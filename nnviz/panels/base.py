"""What every panel is: a widget that can give its contents as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.figures.picture import Picture
from nnviz.figures.style import Style

if TYPE_CHECKING:
    from nnviz.figures.film.reel import FilmSource, MomentSource
    from nnviz.moment import Moment
    from nnviz.session import Session


class Panel(QWidget):
    """A part of a workspace that can be exported.

    Attributes
    ----------
    name : str
        Its name on the command line (``render --panel NAME``) and in file names.
    title : str
        Its name on the screen.

    Signals
    -------
    export_requested(Panel), copy_requested(Panel), film_requested(Panel)
        The user wants the picture as a file, on the clipboard, or moving.
    """

    name: ClassVar[str] = ""
    moves: ClassVar[bool] = False  # whether it can be filmed
    title: str = ""
    export_requested = Signal(object)
    copy_requested = Signal(object)
    film_requested = Signal(object)

    def picture(self, style: Style) -> Picture:
        """Return what the panel shows as a fresh picture in the given style."""
        raise NotImplementedError

    def film(self) -> FilmSource:
        """Return what a film of the panel can be made of; asked only where it `moves`."""
        raise NotImplementedError

    def menu_actions(self) -> list[QAction]:
        """Return the panel's own entries for its context menu."""
        return []

    def context_menu(self) -> QMenu:
        """Build the context menu: the panel's own entries, then the export."""
        menu = QMenu(self)
        menu.addActions(self.menu_actions())
        menu.addSeparator()
        export = menu.addAction(self.tr("Export figure…"))
        export.triggered.connect(self._request_export)
        if self.moves:
            film = menu.addAction(self.tr("Export film…"))
            film.triggered.connect(self._request_film)
        copy = menu.addAction(self.tr("Copy figure"))
        copy.triggered.connect(self._request_copy)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu().exec(event.globalPos())
        event.accept()

    def _request_export(self) -> None:
        self.export_requested.emit(self)

    def _request_copy(self) -> None:
        self.copy_requested.emit(self)

    def _request_film(self) -> None:
        self.film_requested.emit(self)


class MomentPanel(Panel):
    """A panel whose picture is a function of the moment that a session shows."""

    moves = True
    _session: Session

    def picture_of(self, moment: Moment, style: Style) -> Picture:
        """Return what the panel shows of a moment, as it is set now."""
        raise NotImplementedError

    def picture(self, style: Style) -> Picture:
        """Return what the panel shows as a fresh picture in the given style."""
        return self.picture_of(self._session.moment, style)

    def film(self) -> MomentSource:
        """Return what a film of the panel can be made of."""
        from nnviz.figures.film.reel import MomentSource  # the window is there before anybody films

        return MomentSource(self._session.moment, self._session.history, self.picture_of)
