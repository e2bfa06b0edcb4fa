"""The buttons and the slider that walk through any `core.walk.Walk`."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from nnviz.figures.style import Style
from nnviz.widgets.icons import icon

_ICON_SIZE = 18
_PLAY_INTERVAL_MS = 500


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
        self._position = QLabel()
        self._position.setMinimumWidth(self._position.fontMetrics().horizontalAdvance("step 00000 of 00000"))
        row.addSpacing(8)
        row.addWidget(self._position)
        row.addStretch(1)
        self._grains = self._add_grains(row, grains)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Step"))
        self.slider.setMinimum(-1)
        self.slider.valueChanged.connect(self.moved_to)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.slider)

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
        for button in self._grains.buttons():
            if button.property("grain") == grain:
                button.setChecked(True)

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
        self._buttons["play"].setToolTip(self.tr("Pause (Space)") if self.is_playing else self.tr("Play (Space)"))
        self.play_changed.emit(self.is_playing)

    def _add_button(self, row: QHBoxLayout, name: str, tip: str, action: object) -> None:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        button.setMinimumSize(28, 28)
        button.clicked.connect(action)
        self._buttons[name] = button
        row.addWidget(button)

    def _add_grains(self, row: QHBoxLayout, grains: tuple[str, ...]) -> QButtonGroup:
        group = QButtonGroup(self)
        if len(grains) < 2:
            return group
        row.addWidget(QLabel(self.tr("step by")))
        for grain in grains:
            button = QToolButton()
            button.setText(self.tr(grain))
            button.setCheckable(True)
            button.setProperty("grain", grain)
            button.setProperty("segment", True)
            button.setAccessibleName(self.tr("Step by %s") % grain)
            button.setMinimumHeight(26)
            group.addButton(button)
            row.addWidget(button)
        group.buttonClicked.connect(lambda button: self.grain_chosen.emit(button.property("grain")))
        return group
