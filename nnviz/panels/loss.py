"""The loss curve; a click goes to the update under it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.figures.loss_plot import LossCurves, loss_plot
from nnviz.figures.plot_painter import PlotPicture
from nnviz.figures.style import Style
from nnviz.held_out import HeldOutLoss
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.plot_view import PlotView

_SECONDS = 0.003  # at a time for the losses of the test samples
_REST, _LONG_REST = 10, 300  # milliseconds without a move, after which they are looked at


class LossPanel(MomentPanel):
    """The loss of every update and, at some of them, that of the test samples, with the cursor."""

    name = "loss"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Loss")
        self._session = session
        self._theme = theme
        self._curves = LossCurves()
        self.view = PlotView(self.tr("Loss over the updates"))
        self.view.setToolTip(self.tr("Click to go to an update"))
        self.view.clicked.connect(self._go)
        self.view.context_menu_requested.connect(self._show_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._look_ahead)
        session.moved.connect(self._refresh)
        theme.style_changed.connect(self._refresh)

    def picture_of(self, moment: Moment, style: Style) -> PlotPicture:
        """Return the curve as a picture, with every loss of the test samples that belongs in it."""
        if self._held_out is not None:
            self._held_out.advance()
        return PlotPicture(loss_plot(moment, style), style)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @Slot(float, float)
    def _go(self, update: float, _loss: float) -> None:
        self._session.go_to_update(min(round(update), self._session.history.last.update))

    @property
    def _held_out(self) -> HeldOutLoss | None:
        return self._session.moment.held_out

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self.view.show_plot(self._curves.plot(self._session.moment, self._theme.style), self._theme.style)
        held_out = self._held_out
        if held_out is not None and not held_out.is_complete:
            self._rest.start(_REST if held_out.is_quick else _LONG_REST)

    @Slot()
    def _look_ahead(self) -> None:
        """Look at more losses of the test samples while nobody does anything."""
        if self._held_out is not None:
            self._held_out.advance(_SECONDS)
        self._refresh()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
