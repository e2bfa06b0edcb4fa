"""The watches on the screen: a click on a curve goes to its update."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.number_format import full_number
from nnviz.figures.watches_picture import WatchesPicture
from nnviz.widgets.live_tooltip import LiveTooltip

_POINTS_PER_INCH = 72
_EDIT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
_REMOVE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class WatchesView(QWidget):
    """Paints a `WatchesPicture` and tells what is done with its rows.

    Attributes
    ----------
    picture : WatchesPicture or None
        What is shown.
    chosen : int or None
        The row that keys act on.

    Signals
    -------
    row_chosen(int)
    update_chosen(int)
        A point of a curve was clicked.
    edit_wanted(int), remove_wanted(int)
        Of a row.
    """

    row_chosen = Signal(int)
    update_chosen = Signal(int)
    edit_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.picture: WatchesPicture | None = None
        self.chosen: int | None = None
        LiveTooltip(self, self.tooltip_at)

    def show_picture(self, picture: WatchesPicture) -> None:
        """Show other watches, or other values."""
        self.picture = picture
        self.setAccessibleDescription(picture.description)
        self.setMinimumHeight(round(picture.size[1] * self._scale()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def place_of(self, row: int, share: float) -> QPointF:
        """Return the place on a row's curve at a share of its width."""
        assert self.picture is not None
        y = (row + 0.75) * self.picture.row_height
        return QPointF(self.width() * share, y * self._scale())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.picture is None:
            return
        painter = QPainter(self)
        try:
            painter.scale(self._scale(), self._scale())
            self.picture.paint(painter, self.width() / self._scale(), self.height() / self._scale())
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row is None:
            return
        self.row_chosen.emit(row)
        update = self._update_at(event.position())
        if update is not None and event.button() == Qt.MouseButton.LeftButton:
            self.update_chosen.emit(update)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row is not None and self._update_at(event.position()) is None:
            self.edit_wanted.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on_curve = self._update_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_curve else Qt.CursorShape.ArrowCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self._row_at(QPointF(event.pos()))
        if row is not None and event.reason() != QContextMenuEvent.Reason.Keyboard:
            self.row_chosen.emit(row)
        event.ignore()  # the panel opens the menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        rows = len(self.picture.watches) if self.picture else 0
        if key in _MOVES and rows:
            row = 0 if self.chosen is None else min(max(self.chosen + _MOVES[key], 0), rows - 1)
            self.row_chosen.emit(row)
        elif key in _EDIT_KEYS and self.chosen is not None:
            self.edit_wanted.emit(self.chosen)
        elif key in _REMOVE_KEYS and self.chosen is not None:
            self.remove_wanted.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def tooltip_at(self, place: QPointF) -> str:
        """Return all digits of the point of a curve, or of the value now with its formula or its problem."""
        row, found = self._row_at(place), self._point_at(place)
        if row is None or self.picture is None:
            return ""
        watch = self.picture.watches[row]
        if watch.problem:
            return watch.problem
        if found is None:
            return watch.text if watch.value is None else f"{watch.text} = {full_number(watch.value)}"
        update, value = int(watch.updates[found]), float(watch.values[found])
        words = self.tr("update %d: %s; click to go there") % (update, full_number(value))
        if watch.distance > 1:
            words += self.tr(" (of %d updates one is shown)") % watch.distance
        return words

    # Inside

    def _scale(self) -> float:
        return self.logicalDpiY() / _POINTS_PER_INCH

    def _row_at(self, place: QPointF) -> int | None:
        return None if self.picture is None else self.picture.row_at(place.y() / self._scale())

    def _point_at(self, place: QPointF) -> int | None:
        if self.picture is None:
            return None
        scale = self._scale()
        found = self.picture.point_at(place.x() / scale, place.y() / scale, self.width() / scale)
        return None if found is None else found[1]

    def _update_at(self, place: QPointF) -> int | None:
        row, point = self._row_at(place), self._point_at(place)
        if row is None or point is None or self.picture is None:
            return None
        return int(self.picture.watches[row].updates[point])
