"""A row of dots, one for each step of a lesson: done, the present one, and those to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.figures.style import Style

_PITCH, _HEIGHT, _RADIUS = 24, 24, 5.0


class StepDots(QWidget):
    """A click, or the arrow keys, go to a step.

    Signals
    -------
    chosen(int)
        A step, from 0.
    """

    chosen = Signal(int)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._done: tuple[bool, ...] = ()
        self._current = 0
        self.setAccessibleName(self.tr("Steps of the lesson"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_steps(self, done: Sequence[bool], current: int) -> None:
        """Show which steps are done, and which is on the screen."""
        self._done, self._current = tuple(done), current
        words = self.tr("step %d of %d, %d done") % (current + 1, len(done), sum(done))
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def restyle(self, style: Style) -> None:
        """Take other colours."""
        self._style = style
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PITCH * len(self._done), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(8 * len(self._done), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(self._style.accent)
        for number, done in enumerate(self._done):
            centre = QPointF((number + 0.5) * self._pitch, _HEIGHT / 2)
            painter.setPen(QPen(accent if done else QColor(self._style.outline), 1.5))
            painter.setBrush(accent if done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, _RADIUS, _RADIUS)
            if number == self._current:
                painter.setPen(QPen(QColor(self._style.text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(centre, _RADIUS + 3, _RADIUS + 3)
        if self.hasFocus():
            painter.setPen(QPen(accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().x() // self._pitch)
        if event.button() == Qt.MouseButton.LeftButton and number < len(self._done):
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        elif 0 <= self._current + move < len(self._done):
            self.chosen.emit(self._current + move)

    @property
    def _pitch(self) -> float:
        return min(_PITCH, self.width() / max(len(self._done), 1))
