"""A race in three dimensions on the screen: it turns with the mouse and with the arrow keys."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from nnviz.figures.surface_geometry import View
from nnviz.figures.surface_picture import SurfacePicture
from nnviz.widgets.gl_error import GlError

_DEGREES_PER_PIXEL = 0.5
_KEY_DEGREES = 6.0
_POINTS_PER_PIXEL = 72 / 96
_KEYS = {
    Qt.Key.Key_Left: (-_KEY_DEGREES, 0.0),
    Qt.Key.Key_Right: (_KEY_DEGREES, 0.0),
    Qt.Key.Key_Up: (0.0, _KEY_DEGREES),
    Qt.Key.Key_Down: (0.0, -_KEY_DEGREES),
}


class GroundDrawer(Protocol):
    """Draws the ground and the box of a picture as pixels; as `nnviz.widgets.gl_ground.GlGround` does."""

    def painted(self, picture: SurfacePicture, size: QSize, ratio: float) -> QImage:
        """Return so many pixels, of which `ratio` are one of the screen's units.

        Raises
        ------
        GlError
            If OpenGL is gone.
        """
        ...


class SurfaceView(QWidget):
    """Shows a `SurfacePicture`; the ground is kept as pixels, so that a step costs its paths alone.

    Signals
    -------
    turned(View)
        The user looks from elsewhere.
    context_menu_requested(QPoint)
        At a global position.
    opengl_failed(str)
        OpenGL could not draw, for this reason; Qt's painter does from now on.
    """

    turned = Signal(object)
    opengl_failed = Signal(str)
    context_menu_requested = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._picture: SurfacePicture | None = None
        self._ground: QPixmap | None = None
        self._grabbed: QPointF | None = None
        self._drawer: GroundDrawer | None = None

    @property
    def is_turning(self) -> bool:
        """Whether the mouse has hold of it."""
        return self._grabbed is not None

    @property
    def picture(self) -> SurfacePicture | None:
        """What is shown."""
        return self._picture

    @property
    def has_opengl(self) -> bool:
        """Whether the ground is drawn by OpenGL."""
        return self._drawer is not None

    def draw_by(self, drawer: GroundDrawer | None) -> None:
        """Let OpenGL draw the ground from now on; None is Qt's painter."""
        self._drawer, self._ground = drawer, None
        self.update()

    def show_picture(self, picture: SurfacePicture) -> None:
        """Show another moment, another race or another view."""
        former, self._picture = self._picture, picture
        if former is None or former.ground_key != picture.ground_key:
            self._ground = None
        self.setAccessibleDescription(picture.description)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        width, height = self.width() * _POINTS_PER_PIXEL, self.height() * _POINTS_PER_PIXEL
        if self._ground is None:
            self._ground = self._painted_ground(width, height)
        painter = QPainter(self)
        try:
            painter.drawPixmap(0, 0, self._ground)
            painter.scale(1 / _POINTS_PER_PIXEL, 1 / _POINTS_PER_PIXEL)
            self._picture.paint_paths(painter, width, height)
        finally:
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ground = None
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            way = (event.position() - self._grabbed) * _DEGREES_PER_PIXEL
            self._grabbed = event.position()
            self._turn(-way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._turn(0, 0)  # in full quality

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look from where one looked at first."""
        self.turned.emit(View())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turn = _KEYS.get(Qt.Key(event.key()))
        if turn is None:
            super().keyPressEvent(event)
        else:
            self._turn(*turn)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(event.globalPos())
        event.accept()

    def _turn(self, azimuth: float, elevation: float) -> None:
        if self._picture is not None:
            self.turned.emit(self._picture.view.turned(azimuth, elevation))

    def _painted_ground(self, width: float, height: float) -> QPixmap:
        assert self._picture is not None
        ratio = self.devicePixelRatioF()
        if self._drawer is not None:
            try:
                return QPixmap.fromImage(self._drawer.painted(self._picture, self.size() * ratio, ratio))
            except GlError as error:
                self._drawer = None
                self.opengl_failed.emit(str(error))
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(self._picture.style.surface))
        painter = QPainter(pixmap)
        try:
            painter.scale(1 / _POINTS_PER_PIXEL, 1 / _POINTS_PER_PIXEL)
            self._picture.paint_ground(painter, width, height)
        finally:
            painter.end()
        return pixmap
