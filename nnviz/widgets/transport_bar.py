"""The buttons and the slider that walk through any `core.walk.Walk`."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from nnviz.figures.style import Style
from nnviz.widgets.icons import icon
from nnviz.widgets.segments import Segments

_ICON_SIZE = QSize(18, 18)
_PLAY_INTERVAL_MS = 500
_SLIDER_WIDTH = 96
_WIDE = 900


class TransportBar(QWidget):
    """Start, back, play, forward, end; the grain; a slider over the steps.

    It knows no walk: whoever owns one shows it with `show_position` and obeys the signals.

    Parameters
    ----------
    grains : tuple of str
        The grains to choose from; with fewer than two there is no choice.

    Signals
    -------
    start_clicked(), back_clicked(), forward_clicked(), end_clicked()
    moved_to(int)
        The slider was moved to a step; -1 is before the first.
    grain_chosen(str)
    play_changed(bool)
    """

    start_clicked = Signal()
    back_clicked = Signal()
    forward_clicked = Signal()
    end_clicked = Signal()
    moved_to = Signal(int)
    grain_chosen = Signal(str)
    play_changed = Signal(bool)

    def __init__(self, grains: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_PLAY_INTERVAL_MS)
        self._timer.timeout.connect(self.forward_clicked)
        row = QHBoxLayout()
        row.setSpacing(4)
        self._add_button(row, "skip-back", self.tr("Back to the start (Home)"), self.start_clicked.emit)
        self._add_button(row, "step-back", self.tr("Back by one (Ctrl+F10 or Left)"), self.back_clicked.emit)
        self._add_button(row, "play", self.tr("Play (Space)"), self.toggle_play)
        self._add_button(row, "step-forward", self.tr("On by one (F10 or Right)"), self.forward_clicked.emit)
        self._add_button(row, "skip-forward", self.tr("To the end (End)"), self.end_clicked.emit)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Step"))
        self.slider.setMinimum(-1)
        self.slider.setMinimumWidth(_SLIDER_WIDTH)
        self.slider.valueChanged.connect(self.moved_to)
        row.addWidget(self.slider, 1)
        self._position = QLabel()
        self._position.setMinimumWidth(self._position.fontMetrics().horizontalAdvance("step 0000 of 0000"))
        row.addWidget(self._position)
        self.grains = self._grain_choice(grains)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._rows.addLayout(row)
        self._first_row, self._second_row = row, QHBoxLayout()
        self.hint = QLabel()
        self.hint.setProperty("muted", True)
        self._second_row.addSpacing(8)
        self._second_row.addWidget(self.hint, 1)
        self._rows.addLayout(self._second_row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _grain_choice(self, grains: tuple[str, ...]) -> Segments | None:
        if len(grains) < 2:
            return None
        words = {grain: (self.tr(grain), self.tr("step by %s") % self.tr(grain)) for grain in grains}
        choice = Segments(self.tr("Step by"), words)
        choice.chosen.connect(self.grain_chosen)
        return choice

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the grains beside the slider where there is room, below it where there is not."""
        super().resizeEvent(event)
        if self.grains is None:
            return
        wide = event.size().width() >= _WIDE
        row, other = (self._first_row, self._second_row) if wide else (self._second_row, self._first_row)
        other.removeWidget(self.grains)
        row.insertWidget(row.count() if wide else 0, self.grains)

    def set_style(self, style: Style) -> None:
        """Take the colours of a style."""
        for name, button in self._buttons.items():
            playing = name == "play" and self.is_playing
            button.setIcon(icon("pause" if playing else name, style.text))
        self._style = style

    def show_position(self, step: int, length: int) -> None:
        """Show that the walk of `length` steps stands on `step`."""
        with QSignalBlocker(self.slider):
            self.slider.setMaximum(length - 1)
            self.slider.setPageStep(max(1, length // 10))
            self.slider.setValue(step)
        self._position.setText(self.tr("step %d of %d") % (step + 1, length))
        self._position.setToolTip(self.tr("index %d in lessons and on the command line") % step)

    def show_grain(self, grain: str) -> None:
        """Mark the grain that is in use."""
        if self.grains is not None:
            self.grains.choose(grain)

    @property
    def is_playing(self) -> bool:
        """Whether it steps forward by itself."""
        return self._timer.isActive()

    def toggle_play(self) -> None:
        """Begin or end stepping forward by itself."""
        self.stop_playing() if self.is_playing else self._start_playing()

    def stop_playing(self) -> None:
        """End stepping forward by itself."""
        if self.is_playing:
            self._timer.stop()
            self._played()

    def set_play_interval(self, milliseconds: int) -> None:
        """Set the time between two steps of playing."""
        self._timer.setInterval(milliseconds)

    def _start_playing(self) -> None:
        self._timer.start()
        self._played()

    def _played(self) -> None:
        self.set_style(self._style)
        tip = self.tr("Pause (Space)") if self.is_playing else self.tr("Play (Space)")
        self._buttons["play"].setToolTip(tip)
        self.play_changed.emit(self.is_playing)

    def _add_button(self, row: QHBoxLayout, name: str, tip: str, action: object) -> None:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.setMinimumSize(30, 30)
        button.setIconSize(_ICON_SIZE)
        button.clicked.connect(action)
        self._buttons[name] = button
        row.addWidget(button)
