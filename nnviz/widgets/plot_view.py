"""A plot on the screen: painted by the same code as on paper, with zoom, pan and clicks.

Layers that stay the same from one `show_plot` to the next are kept as pixels, so that a cursor that
moves over heavy contours costs what the cursor costs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.figures.plot import Plot
from nnviz.figures.plot_frame import Bounds, showable
from nnviz.figures.plot_painter import Arrangement, PlotPicture
from nnviz.figures.style import Style

_ZOOM_STEP, _PAN_STEP = 1.2, 0.1
_WHEEL_NOTCH = 120
_GRIP = 12.0  # pixels around a handle
_KEYS = {
    Qt.Key.Key_Left: (-_PAN_STEP, 0.0),
    Qt.Key.Key_Right: (_PAN_STEP, 0.0),
    Qt.Key.Key_Down: (0.0, -_PAN_STEP),
    Qt.Key.Key_Up: (0.0, _PAN_STEP),
}


class PlotView(QWidget):
    """Shows a `Plot`; the wheel zooms, dragging pans, a double click or Home shows all again.

    Attributes
    ----------
    handles : sequence of pair of float
        Places in data coordinates that can be dragged: a drag that begins at one is reported instead of
        panning.

    Signals
    -------
    drag_started(int), dragged(float, float), drag_ended()
        The handle that is dragged, and where it is now: within what is shown.
    """

    clicked = Signal(float, float)  # in data coordinates, as all that follow
    hovered = Signal(float, float)
    hover_ended = Signal()
    drag_started = Signal(int)
    dragged = Signal(float, float)
    drag_ended = Signal()
    context_menu_requested = Signal(QPoint)  # global position

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Create an empty view; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.handles: Sequence[tuple[float, float]] = ()
        self._picture: PlotPicture | None = None
        self._zoomed: Bounds | None = None
        self._arrangement: Arrangement | None = None
        self._kept: QPixmap | None = None
        self._kept_layers = 0
        self._reached_by_key = False
        self._pressed: QPointF | None = None
        self._last: QPointF | None = None
        self._held: int | None = None

    def sizeHint(self) -> QSize:
        return QSize(480, 320)

    def show_plot(self, plot: Plot, style: Style) -> None:
        """Show `plot`; where the user has zoomed to is kept."""
        before, arranged_before = self._picture, self._arrangement
        self._picture = PlotPicture(plot, style, bounds=self._zoomed)
        self._arrange()
        shared = _shared_layers(before, self._picture)
        same_place = before is not None and style == before.style and self._arrangement == arranged_before
        if not same_place or not 0 < self._kept_layers <= shared:
            self._kept, self._kept_layers = None, shared
        self.setAccessibleDescription(self._picture.description)
        self.update()

    @property
    def picture(self) -> PlotPicture | None:
        """What is shown, as a picture to export: the part that is zoomed to, in the same style."""
        return self._picture

    def show_all(self) -> None:
        """Undo all zooming and panning."""
        self._show_part(None)

    def zoom(self, factor: float, centre: QPointF | None = None) -> None:
        """Enlarge by `factor` around a place in the widget, by default the middle."""
        if self._arrangement is None:
            return
        x, y = self._position(centre or self._frame_rect().center())
        b = self._arrangement.frame.bounds
        left, right = x - (x - b.left) / factor, x + (b.right - x) / factor
        bottom, top = y - (y - b.bottom) / factor, y + (b.top - y) / factor
        self._show_part(Bounds(left, right, bottom, top))

    def pan(self, right: float, up: float) -> None:
        """Move the visible part by shares of its width and height."""
        if self._arrangement is None:
            return
        b = self._arrangement.frame.bounds
        dx, dy = right * (b.right - b.left), up * (b.top - b.bottom)
        self._show_part(Bounds(b.left + dx, b.right + dx, b.bottom + dy, b.top + dy))

    def place_of(self, x: float, y: float) -> QPointF:
        """Return where in the widget the data point (x, y) is; the plot must have been shown."""
        assert self._arrangement is not None
        frame, scale = self._arrangement.frame, self._scale()
        return QPointF(float(frame.map_x(x)) * scale, float(frame.map_y(y)) * scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            if self._picture is not None and self._arrangement is not None:
                self._paint(painter, self._picture, self._arrangement)
        finally:
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        self._kept = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if not notches or not self._frame_rect().contains(event.position()):
            event.ignore()
            return
        self.zoom(_ZOOM_STEP**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._frame_rect().contains(event.position()) and event.button() != Qt.MouseButton.RightButton:
            self._pressed = event.position()
            if event.button() == Qt.MouseButton.LeftButton:
                self._held = self._handle_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._pressed is not None and self._last is None:
            moved = (place - self._pressed).manhattanLength()
            if moved >= QApplication.startDragDistance():
                self._last = self._pressed
                if self._held is not None:
                    self.setCursor(Qt.CursorShape.ClosedHandCursor)
                    self.drag_started.emit(self._held)
        if self._last is not None:
            self._drag_to(place, self._last)
            self._last = place
        elif self._frame_rect().contains(place):
            self._point_at(place)
            self.hovered.emit(*self._data(place))
        else:
            self.hover_ended.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            if self._held is not None:
                self.drag_ended.emit()
        elif self._pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(*self._data(self._pressed))
        self._pressed = self._last = self._held = None
        self._point_at(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.show_all()

    def leaveEvent(self, event: QEvent) -> None:
        self.hover_ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM_STEP)
        elif key == Qt.Key.Key_Home and self._zoomed is not None:
            self.show_all()
        elif key in _KEYS and self._zoomed is not None:
            self.pan(*_KEYS[key])
        else:
            # Unzoomed, the arrows belong to whoever steps through time.
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Who has clicked knows where the focus is.
        self._reached_by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(event.globalPos())

    def _paint(self, painter: QPainter, picture: PlotPicture, arrangement: Arrangement) -> None:
        if self._kept is None or self._kept.devicePixelRatio() != self.devicePixelRatioF():
            self._kept = self._paint_kept(picture, arrangement)
        painter.drawPixmap(0, 0, self._kept)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale(), self._scale())
        picture.paint_layers(painter, arrangement, picture.plot.layers[self._kept_layers :])
        picture.paint_before(painter, arrangement)
        if self.hasFocus() and self._reached_by_key:
            painter.setPen(QPen(QColor(picture.style.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(arrangement.frame.rect)

    def _paint_kept(self, picture: PlotPicture, arrangement: Arrangement) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(picture.style.surface))
        painter = QPainter(pixmap)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._scale(), self._scale())
            picture.paint_behind(painter, arrangement)
            picture.paint_layers(painter, arrangement, picture.plot.layers[: self._kept_layers])
        finally:
            painter.end()
        return pixmap

    def _show_part(self, part: Bounds | None) -> None:
        if self._picture is None:
            return
        plot = self._picture.plot
        if part is not None and not showable(part, plot.x, plot.y):
            return
        self._zoomed = part
        self._picture = PlotPicture(self._picture.plot, self._picture.style, bounds=part)
        self._arrange()
        self._kept = None
        self.update()

    def _arrange(self) -> None:
        if self._picture is not None:
            self._arrangement = self._picture.arrange(
                self.width() / self._scale(), self.height() / self._scale()
            )

    def _drag_to(self, place: QPointF, last: QPointF) -> None:
        rect = self._frame_rect()
        if self._held is not None:
            x = min(max(place.x(), rect.left()), rect.right())
            y = min(max(place.y(), rect.top()), rect.bottom())
            self.dragged.emit(*self._data(QPointF(x, y)))
            return
        self.pan((last.x() - place.x()) / rect.width(), (place.y() - last.y()) / rect.height())

    def _handle_at(self, place: QPointF) -> int | None:
        """Return the nearest handle that can be taken hold of at a place in the widget."""
        if self._arrangement is None or not self.handles:
            return None
        ways = [self.place_of(x, y) - place for x, y in self.handles]
        distances = [math.hypot(way.x(), way.y()) for way in ways]
        nearest = min(distances)
        return distances.index(nearest) if nearest <= _GRIP else None

    def _point_at(self, place: QPointF) -> None:
        """Show by the pointer whether there is something to take hold of."""
        if self._handle_at(place) is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def _scale(self) -> float:
        """Logical pixels per point."""
        return self.logicalDpiY() / 72

    def _frame_rect(self) -> QRectF:
        """Return the frame in the widget's coordinates."""
        if self._arrangement is None:
            return QRectF()
        rect, scale = self._arrangement.frame.rect, self._scale()
        return QRectF(rect.left() * scale, rect.top() * scale, rect.width() * scale, rect.height() * scale)

    def _position(self, place: QPointF) -> tuple[float, float]:
        assert self._arrangement is not None
        return self._arrangement.frame.position_at(place.x() / self._scale(), place.y() / self._scale())

    def _data(self, place: QPointF) -> tuple[float, float]:
        assert self._arrangement is not None
        return self._arrangement.frame.data_at(place.x() / self._scale(), place.y() / self._scale())


def _shared_layers(before: PlotPicture | None, after: PlotPicture) -> int:
    """Return how many leading layers are the very same objects."""
    if before is None:
        return 0
    pairs = list(zip(before.plot.layers, after.plot.layers, strict=False))
    return next((k for k, (a, b) in enumerate(pairs) if a is not b), len(pairs))
