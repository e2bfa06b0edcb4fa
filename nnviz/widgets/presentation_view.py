"""A full screen for an audience: pictures side by side, a line about the step, ink, a pointer, a clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz.figures.inked import paint_strokes
from nnviz.figures.picture import Picture, least_size
from nnviz.figures.style import Style
from nnviz.figures.tiles import tile
from nnviz.project.ink_spec import COLOURS, Ink, Stroke

Tool = Literal["none", "pen", "pointer"]

_GAP = 12.0  # pixels
_LINE = 30.0  # of the line below the pictures, at 100 %
_POINTER, _POINTER_RING = 12.0, 3.0
_LEAST_MOVE = 2.0  # pixels between two points of a stroke


class Shown(NamedTuple):
    """One picture on the screen, by the name of its panel, and what is written over it."""

    name: str
    picture: Picture
    ink: Ink | None = None


class Sheet(NamedTuple):
    """Where a picture lies on the screen.

    Attributes
    ----------
    tile : QRectF
        The room that it has, in pixels.
    origin : QPointF
        Where its upper left corner is.
    factor : float
        Pixels per point.
    size : (float, float)
        What it is laid out in, in points.
    """

    tile: QRectF
    origin: QPointF
    factor: float
    size: tuple[float, float]


class Line(NamedTuple):
    """What stands below the pictures: where the cursor is, and the clock, empty while it is not used."""

    words: str = ""
    clock: str = ""


class PresentationView(QWidget):
    """Shows pictures as large as the screen allows; it opens nothing over them.

    Attributes
    ----------
    scale : float
        How much larger than on the desk letters and lines are, at most: a picture that would not fit any more
        stays as large as it can be.
    tool : str
        What the mouse does: ``none``, ``pen`` (draws) or ``pointer`` (a ring that all can see).
    is_blank : bool
        Whether the screen is black.

    Signals
    -------
    key_pressed(QKeyEvent)
    stroke_drawn(str, Stroke, (float, float))
        Somebody drew over the picture of that name, laid out in that size.
    closed()
    """

    key_pressed = Signal(QKeyEvent)
    stroke_drawn = Signal(str, object, object)
    closed = Signal()

    def __init__(self, name: str, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._style = style
        self.scale = 1.0
        self.tool: Tool = "none"
        self.ink = COLOURS[0]
        self.is_blank = False
        self.line = Line()
        self._shown: tuple[Shown, ...] = ()
        self._drawing: tuple[str, list[QPointF]] | None = None
        self._at: QPointF | None = None

    def show_pictures(self, shown: Sequence[Shown], line: Line, style: Style) -> None:
        """Show other pictures, or the same ones at another moment."""
        self._shown, self.line, self._style = tuple(shown), line, style
        self.setAccessibleDescription(" ".join([line.words, *(one.picture.description for one in shown)]))
        self.update()

    def choose_tool(self, tool: Tool) -> None:
        """Take a tool; the same one again puts it away."""
        self.tool = "none" if tool == self.tool else tool
        shapes = {"pen": Qt.CursorShape.CrossCursor, "pointer": Qt.CursorShape.BlankCursor}
        self.setCursor(shapes.get(self.tool, Qt.CursorShape.ArrowCursor))
        self.update()

    def sheets(self) -> dict[str, Sheet]:
        """Return where each picture lies, by the names of their panels."""
        area = QRectF(self.rect()).adjusted(_GAP, _GAP, -_GAP, -self._line_height())
        tiles = tile(area, len(self._shown), _GAP)
        return {one.name: self._sheet(one, rect) for one, rect in zip(self._shown, tiles, strict=True)}

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            if self.is_blank:
                painter.fillRect(self.rect(), QColor("#000000"))
            else:
                self._paint(painter)
        finally:
            painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.key_pressed.emit(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.tool == "pen" and event.button() == Qt.MouseButton.LeftButton and not self.is_blank:
            position = event.position()
            name = next((name for name, it in self.sheets().items() if it.tile.contains(position)), None)
            self._drawing = (name, [position]) if name is not None else None
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = event.position()
        if self._drawing is not None:
            points = self._drawing[1]
            if (self._at - points[-1]).manhattanLength() >= _LEAST_MOVE:
                points.append(self._at)
        if self._drawing is not None or self.tool == "pointer":
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawing is not None:
            (name, points), self._drawing = self._drawing, None
            sheet = self.sheets()[name]
            self.stroke_drawn.emit(name, self._stroke(sheet, points), sheet.size)
            self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()

    # Inside

    def _line_height(self) -> float:
        return _LINE * min(self.scale, 1.5)

    def _paint(self, painter: QPainter) -> None:
        style = self._style
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(style.background))
        for one, sheet in zip(self._shown, self.sheets().values(), strict=True):
            painter.save()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.surface))
            painter.drawRoundedRect(sheet.tile, 8, 8)
            painter.setClipRect(sheet.tile)
            painter.translate(sheet.origin)
            painter.scale(sheet.factor, sheet.factor)
            one.picture.paint(painter, *sheet.size)
            paint_strokes(painter, self._strokes(one, sheet), style)
            painter.restore()
        self._write_line(painter)
        if self.tool == "pointer" and self._at is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(style.bad), _POINTER_RING * self.scale))
            painter.drawEllipse(self._at, _POINTER * self.scale, _POINTER * self.scale)

    def _sheet(self, one: Shown, rect: QRectF) -> Sheet:
        """Lay a picture out as large as is wished, but whole; under ink as it was when that was written."""
        width, height = least_size(one.picture) if one.ink is None else one.ink.size
        fitting = min(rect.width() / width, rect.height() / height)
        if one.ink is not None:
            left = rect.x() + (rect.width() - width * fitting) / 2
            top = rect.y() + (rect.height() - height * fitting) / 2
            return Sheet(rect, QPointF(left, top), fitting, one.ink.size)
        factor = min(self.scale * self.logicalDpiX() / 72, fitting)
        size = (round(rect.width() / factor, 1), round(rect.height() / factor, 1))
        return Sheet(rect, rect.topLeft(), factor, size)

    def _strokes(self, one: Shown, sheet: Sheet) -> tuple[Stroke, ...]:
        written = one.ink.strokes if one.ink else ()
        if self._drawing is None or self._drawing[0] != one.name:
            return written
        return (*written, self._stroke(sheet, self._drawing[1]))

    def _stroke(self, sheet: Sheet, points: list[QPointF]) -> Stroke:
        """Return a line on the screen in the picture's points; beyond an edge it runs along it."""
        width, height = sheet.size
        places = []
        for point in points:
            x, y = point.x() - sheet.origin.x(), point.y() - sheet.origin.y()
            places.append((_within(x / sheet.factor, width), _within(y / sheet.factor, height)))
        return Stroke(self.ink, tuple(places))

    def _write_line(self, painter: QPainter) -> None:
        """Write the words about the step on the left, the clock and the pen in hand on the right."""
        style, height = self._style, self._line_height()
        place = QRectF(_GAP, self.height() - height, self.width() - 2 * _GAP, height)
        font = style.font("large")
        font.setPixelSize(round(0.5 * height))
        painter.setFont(font)
        painter.setPen(QColor(style.text))
        right = self.line.clock
        room = place.width() - (painter.fontMetrics().horizontalAdvance(right) + 3 * height)
        words = painter.fontMetrics().elidedText(self.line.words, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setPen(QColor(style.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        if self.tool == "pen":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(getattr(style, self.ink)))
            across = place.right() - painter.fontMetrics().horizontalAdvance(right) - 0.8 * height
            painter.drawEllipse(QPointF(across, place.center().y()), 0.2 * height, 0.2 * height)


def _within(place: float, most: float) -> float:
    return round(min(max(place, 0.0), most), 1)
