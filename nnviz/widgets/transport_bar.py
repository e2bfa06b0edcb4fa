"""The buttons and the slider that walk through any `core.walk.Walk`."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from nnviz.figures.style import Style
from nnviz.widgets.icons import icon
from nnviz.widgets.player import Player
from nnviz.widgets.segments import Segments
from nnviz.widgets.speed_button import SpeedButton

_ICON_SIZE = QSize(18, 18)
_SLIDER_WIDTH = 64
_WIDE, _ROOMY = 1000, 480  # pixels: the grains fit beside the slider; there is room for "step"
_PLAY = "Play (Space), back with Shift"


class TransportBar(QWidget):
    """Start, back, play and its speed, forward, end; the grain; a slider over the steps.

    It knows no walk: whoever owns one shows it with `show_position` and obeys the signals.

    Parameters
    ----------
    grains : tuple of str
        The grains to choose from; with fewer than two there is no choice.
    speed : float
        Of playing, in steps a second: one of `nnviz.settings.SPEEDS`.

    Signals
    -------
    start_clicked(), back_clicked(), forward_clicked(), end_clicked()
    moved_to(int)
        The slider was moved to a step; -1 is before the first.
    played(int)
        While it plays: so many steps forward or, below 0, back.
    grain_chosen(str)
    speed_chosen(float)
    play_changed(bool)
    """

    start_clicked = Signal()
    back_clicked = Signal()
    forward_clicked = Signal()
    end_clicked = Signal()
    moved_to = Signal(int)
    played = Signal(int)
    grain_chosen = Signal(str)
    speed_chosen = Signal(float)
    play_changed = Signal(bool)

    def __init__(
        self, grains: tuple[str, ...] = (), speed: float = 2.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        self._player = Player(speed, self)
        self._player.due.connect(self.played)
        self._player.changed.connect(self._play_changed)
        self.speed = SpeedButton(speed)
        self.speed.chosen.connect(self.choose_speed)
        row = QHBoxLayout()
        row.setSpacing(2)
        self._add_button(row, "skip-back", self.tr("Back to the start (Home)"), self.start_clicked.emit)
        self._add_button(row, "step-back", self.tr("Back by one (Ctrl+F10 or Left)"), self.back_clicked.emit)
        self._add_button(row, "play", self.tr(_PLAY), self._play_clicked)
        row.addWidget(self.speed)
        self._add_button(row, "step-forward", self.tr("On by one (F10 or Right)"), self.forward_clicked.emit)
        self._add_button(row, "skip-forward", self.tr("To the end (End)"), self.end_clicked.emit)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Step"))
        self.slider.setMinimum(-1)
        self.slider.setMinimumWidth(_SLIDER_WIDTH)
        self.slider.valueChanged.connect(self.moved_to)
        row.addSpacing(6)
        row.addWidget(self.slider, 1)
        row.addSpacing(6)
        self._position = QLabel()
        row.addWidget(self._position)
        self.grains = self._grain_choice(grains)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._rows.addLayout(row)
        self._first_row, self._second_row = row, QHBoxLayout()
        self.hint = QLabel()
        self.hint.setProperty("muted", True)
        self.hint.setContentsMargins(8, 0, 0, 0)
        self.put_hint()
        self._rows.addLayout(self._second_row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _grain_choice(self, grains: tuple[str, ...]) -> Segments | None:
        if len(grains) < 2:
            return None
        words = {grain: (self.tr(grain), self.tr("step by %s") % self.tr(grain)) for grain in grains}
        choice = Segments(self.tr("Step by"), words, tight=True)
        choice.chosen.connect(self.grain_chosen)
        return choice

    def put_hint(self) -> None:
        """Show the hint beside the grains; whoever has no room for it there puts it elsewhere."""
        self._second_row.addWidget(self.hint, 1)

    def offer_grains(self, grains: tuple[str, ...]) -> None:
        """Let other grains be chosen: a walk of another kind is shown."""
        if self.grains is not None:
            if tuple(self.grains.buttons) == grains:
                return
            for row in (self._first_row, self._second_row):
                row.removeWidget(self.grains)
            self.grains.hide()
            self.grains.deleteLater()
        self.grains = self._grain_choice(grains)
        self._put_grains()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_words()
        self._put_grains()

    def _put_grains(self) -> None:
        """Put the grains beside the slider where there is room, below it where there is not."""
        if self.grains is None:
            return
        wide = self.width() >= _WIDE
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
        self._show_words()
        self._position.setToolTip(self.tr("index %d in lessons and on the command line") % step)

    def _show_words(self) -> None:
        step, length = self.slider.value(), self.slider.maximum() + 1
        words = self.tr("step %d of %d") if self.width() >= _ROOMY else self.tr("%d of %d")
        self._position.setMinimumWidth(
            self._position.fontMetrics().horizontalAdvance(words % (length, length))
        )
        self._position.setText(words % (step + 1, length))

    def show_grain(self, grain: str) -> None:
        """Mark the grain that is in use."""
        if self.grains is not None:
            self.grains.choose(grain)

    @property
    def is_playing(self) -> bool:
        """Whether it steps by itself."""
        return self._player.direction != 0

    @property
    def plays_forward(self) -> bool:
        """Whether it steps forward by itself."""
        return self._player.direction > 0

    def toggle_play(self, direction: int = 1) -> None:
        """Begin stepping by itself, forward or with -1 back; end it where it does so already."""
        self.stop_playing() if self._player.direction == direction else self._player.start(direction)

    def stop_playing(self) -> None:
        """End stepping by itself."""
        self._player.stop()

    @Slot()
    def _play_clicked(self) -> None:
        shift = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.toggle_play(-1 if shift and not self.is_playing else self._player.direction or 1)

    @Slot(float)
    def choose_speed(self, speed: float) -> None:
        """Play at this speed from now on."""
        self.speed.show_speed(speed)
        self._player.speed = speed
        self.speed_chosen.emit(speed)

    @Slot()
    def _play_changed(self) -> None:
        self.set_style(self._style)
        tip = self.tr("Pause (Space)") if self.is_playing else self.tr(_PLAY)
        self._buttons["play"].setToolTip(tip)
        self._buttons["play"].setAccessibleName(tip)
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
