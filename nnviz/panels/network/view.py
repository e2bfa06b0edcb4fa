"""The drawing on the screen: the session's moment, sized to the widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.formula import Source
from nnviz.figures.check_figure import check_figure
from nnviz.figures.network_figure import network_figure
from nnviz.figures.network_handles import Handle
from nnviz.figures.network_layout import least_size
from nnviz.figures.network_marks import mark_words
from nnviz.figures.network_picture import NetworkOptions, NetworkPicture
from nnviz.figures.network_reading import Reading
from nnviz.figures.network_words import describe
from nnviz.figures.picture import Picture
from nnviz.figures.style import Style
from nnviz.moment import Moment
from nnviz.panels.base import MomentPanel
from nnviz.panels.network.checking import Checking
from nnviz.panels.network.flight import FlightAnimation
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme

if TYPE_CHECKING:
    from nnviz.comparing import Marks  # the mistakes need not be loaded for it

_ROOMY = 1.3  # a panel with that many times the room that is needed draws larger than true size
_LARGEST = 2.0


class NetworkView(MomentPanel):
    """Shows the moment with what is hovered and highlighted; knows what lies where.

    Attributes
    ----------
    hovered : Source or None
        The place under the pointer.
    handles : tuple of Handle
        The buttons that are shown.
    """

    name = "network"

    def __init__(
        self, session: Session, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.hovered: Source | None = None
        self.handles: tuple[Handle, ...] = ()
        self._session = session
        self._theme = theme
        self._settings = settings
        self._moment = session.moment
        self._highlight: Source | None = None
        self._marks: Marks | None = None
        self._picture: NetworkPicture | None = None
        self.checking = Checking(session, self)
        self.checking.changed.connect(self._show_check)
        self._flight = FlightAnimation(self)
        self._flight.moved.connect(self.redraw)
        self.setMinimumSize(320, 176)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Drawing of the network"))
        session.moved.connect(self._refresh)
        theme.style_changed.connect(self.redraw)
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(700, 460)

    def picture_of(self, moment: Moment, style: Style) -> Picture:
        """Return the drawing and the check over it, without what only belongs to the screen."""
        # Marks and the check are those of the update that is open.
        if moment.trace is not self._session.trace:
            return network_figure(moment, style)
        if self.checking.reading is not None:
            return check_figure(moment, style, self.checking.reading)
        return network_figure(moment, style, self._marks)

    @Slot(object)
    def set_highlight(self, source: Source | None) -> None:
        """Light the place of a number that is looked at elsewhere; None lights none."""
        if source != self._highlight:
            self._highlight = source
            self.redraw()

    @Slot(object)
    def set_marks(self, marks: Marks | None) -> None:
        """Mark where somebody's numbers agree with ours; None marks nothing."""
        if marks != self._marks:
            self._marks = marks
            self._describe()
            self.redraw()

    @Slot()
    def redraw(self) -> None:
        """Paint anew soon."""
        self.update()

    def shown(self) -> NetworkPicture:
        """Return the drawing as it is on the screen."""
        options = NetworkOptions(
            self._highlight,
            self.hovered,
            self.handles,
            self._flight.flight,
            check=self.checking.reading,
            marks=self._marks,
        )
        style, known = self._theme.style, self._picture
        if known is None or known.moment is not self._session.moment or known.style != style:
            self._picture = NetworkPicture(self._session.moment, style, options)
        elif known.options != options:
            self._picture = known.with_options(options)
        assert self._picture is not None
        return self._picture

    def hit(self, position: QPointF) -> Source | Handle | None:
        """Return what lies under a position of the widget."""
        return self.shown().hit(*self.point(position), *self.extent)

    def point(self, position: QPointF) -> tuple[float, float]:
        """Return a position of the widget in the drawing's points."""
        return position.x() / self.pixels_per_point, position.y() / self.pixels_per_point

    @property
    def pixels_per_point(self) -> float:
        """True size, but less where the panel is small and more where it is large."""
        true_size = self.logicalDpiX() / 72
        width, height = least_size(self._session.trace.task.network.sizes)
        room = min(self.width() / width, self.height() / height)
        return max(1.0, min(true_size, room), min(_LARGEST * true_size, room / _ROOMY))

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of the drawing in points."""
        return self.width() / self.pixels_per_point, self.height() / self.pixels_per_point

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.style.surface))
        painter.scale(self.pixels_per_point, self.pixels_per_point)
        self.shown().paint(painter, *self.extent)
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QColor(self._theme.style.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        button = self.checking.button
        button.move(self.width() - button.width() - 4, 4)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._describe()

    @Slot()
    def _refresh(self) -> None:
        before, self._moment = self._moment, self._session.moment
        if before.project is not self._moment.project:
            self.forget_places()
        self._flight.stop()
        if self.isVisible():
            if self._settings.animate_steps and not self._session.is_running:
                self._flight.begin(before, Reading(self._moment))
            self._describe()
        self.redraw()

    @Slot()
    def _show_check(self) -> None:
        if self.isVisible():
            self._describe()
        self.redraw()

    def forget_places(self) -> None:
        """Forget what is pointed at: after an edit it may not be there any more."""
        self.handles, self.hovered, self._highlight = (), None, None

    def _describe(self) -> None:
        check, marks = self.checking.reading, self._marks
        said = [describe(Reading(self._session.moment))]
        said += [check.summary] if check is not None else []
        said += [mark_words(marks)] if marks is not None else []
        self.setAccessibleDescription(" ".join(said))
