"""Every layer's gradients: how they are spread now, and how long they were in each update."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QHideEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.arrays import Array
from core.gradient_norms import NormCurve
from nnviz.figures.gradient_reading import is_uneven, known_norms, verdict
from nnviz.figures.gradients_picture import GradientsPicture
from nnviz.figures.norm_plot import norm_plot
from nnviz.figures.spread_picture import SpreadPicture
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.panels.gradients.past import PastNorms
from nnviz.panels.gradients.spread_view import SpreadView
from nnviz.session import Session
from nnviz.theme import Theme
from nnviz.widgets.plot_view import PlotView
from nnviz.widgets.segments import Segments

_WIDE = 600  # pixels, from which on both parts have room beside one another
_NOW, _PAST = "now", "past"


class GradientsPanel(MomentPanel):
    """A sentence, the lanes, and the norms over the updates; a click there goes to the update."""

    name = "gradients"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Gradients")
        self._session = session
        self._theme = theme
        self._shown_spread: tuple[object, ...] = ()
        self._shown_norms: tuple[object, ...] = ()
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.past = PastNorms(session, self)
        self.past.learned.connect(self._refresh)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.part = Segments(
            self.tr("What is shown"),
            {
                _NOW: (self.tr("now"), self.tr("How activations, deltas and gradients are spread")),
                _PAST: (self.tr("updates"), self.tr("The norm of each layer's gradient in each update")),
            },
        )
        self.part.chosen.connect(self._arrange)
        self.spread = SpreadView(self.tr("Spread of activations, deltas and gradients"))
        self.norms = PlotView(self.tr("Norm of each layer's gradient over the updates"))
        self.norms.setToolTip(self.tr("Click to go to an update"))
        self.norms.clicked.connect(self._go)
        self.norms.context_menu_requested.connect(self._show_menu)
        self._lay_out()
        session.moved.connect(self._moved)
        theme.style_changed.connect(self._refresh)

    def picture_of(self, moment: Moment, style: Style) -> GradientsPicture:
        """Return both parts as one picture, with all of the updates that it shows."""
        return GradientsPicture(moment, self.past.finished_curve(), style)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._moved()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.past.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Inside

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 0)
        head.addWidget(self.words, 1)
        head.addWidget(self.part)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.spread, 58)
        row.addWidget(self.norms, 42)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(row, 1)

    @Slot()
    def _arrange(self) -> None:
        """Show both parts where they have room, else the chosen one."""
        wide = self.width() >= _WIDE
        self.part.setVisible(not wide)
        self.spread.setVisible(wide or self.part.value == _NOW)
        self.norms.setVisible(wide or self.part.value == _PAST)

    @Slot()
    def _moved(self) -> None:
        if self.isVisible():
            self._refresh()
            self.past.follow()

    @Slot()
    def _refresh(self) -> None:
        if not self.isVisible():
            return
        moment, style = self._session.moment, self._theme.style
        picture, place = SpreadPicture(moment, style), (moment.update, style)
        # Most steps compute nothing of what is shown here, or nothing of one part.
        spread = (*place, picture.known)
        if spread != self._shown_spread:
            self._shown_spread = spread
            self.spread.show_picture(picture)
        norms, curve = known_norms(moment), self.past.curve()
        shown = (*place, norms.tobytes(), len(curve.updates), curve.distance)
        if shown != self._shown_norms:
            self._shown_norms = shown
            self._show_norms(norms, curve)

    def _show_norms(self, norms: Array, curve: NormCurve) -> None:
        self.words.setText(verdict(norms))
        font = self.words.font()
        font.setBold(is_uneven(norms))
        self.words.setFont(font)
        style = self._theme.style
        self.norms.show_plot(norm_plot(self._session.moment, curve, style), style)

    @Slot(float, float)
    def _go(self, update: float, _norm: float) -> None:
        self._session.go_to_update(min(round(update), self._session.history.last.update))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self.context_menu().exec(place)
