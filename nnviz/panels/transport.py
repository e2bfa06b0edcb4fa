"""The debugger's controls: step, play, jump, train."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from core.hyper import Hyper
from core.trace import GRAINS
from nnviz.figures.style import Style
from nnviz.segments import Cursor
from nnviz.session import Session
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.divergence_notice import DivergenceNotice
from nnviz.widgets.icons import icon
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import NumberEdit
from nnviz.widgets.transport_bar import TransportBar

if TYPE_CHECKING:
    from core.diagnosis import Diagnosis

_NUMBER = Hyper(
    "update", 0, help="A number that training has not reached yet is trained for", low=0, high=10**9
)
_ROOMY = 560  # pixels: there is room for the buttons that the menu Train has as well


class TransportPanel(QWidget):
    """Two sliders over time, one within the update and one over the updates, and the training buttons."""

    def __init__(
        self, session: Session, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self.bar = TransportBar(GRAINS, settings.play_speed)
        self.bar.start_clicked.connect(session.to_start)
        self.bar.back_clicked.connect(session.back_over)
        self.bar.forward_clicked.connect(session.over)
        self.bar.end_clicked.connect(session.to_end)
        self.bar.moved_to.connect(session.go_to_step)
        self.bar.played.connect(self._play)
        self.bar.speed_chosen.connect(self._keep_speed)
        self.bar.grain_chosen.connect(session.choose_grain)
        self._first_cursor = session.cursor
        self.bar.hint.setText(self.tr("Press F10"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self.bar)
        layout.addLayout(self._training_row())
        self.notice = DivergenceNotice()
        self.notice.back_clicked.connect(session.step_back_to)
        self.note = Notice("note")
        self.note.setContentsMargins(8, 2, 8, 2)
        self.note.setToolTip(self.tr("Run goes on until the stop condition holds anew"))
        self.problem = Notice("error")
        layout.addWidget(self.problem)
        layout.addWidget(self.notice)
        layout.addWidget(self.note)
        session.diverged.connect(self._tell_of_divergence)
        session.stopped.connect(self._tell_of_stop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        session.moved.connect(self._refresh)
        session.grain_changed.connect(self.bar.show_grain)
        session.running_changed.connect(self._running_changed)
        theme.style_changed.connect(self._restyle)
        self._restyle(theme.style)
        self.bar.show_grain(session.grain)
        self._refresh()

    def _training_row(self) -> QHBoxLayout:
        label = QLabel(self.tr("update"))
        self.number = NumberEdit(_NUMBER, self.tr("Go to update"))
        self.number.edited.connect(self._go_to_number)
        self.number.problem_changed.connect(self._tell_of_number)
        self.number.setFixedWidth(self.number.fontMetrics().horizontalAdvance("0000000") + 16)
        self._epoch = QLabel()
        self.updates = QSlider(Qt.Orientation.Horizontal)
        self.updates.setAccessibleName(self.tr("Update"))
        self.updates.setToolTip(self.tr("Go to any update that was done; nothing is lost by looking back"))
        self.updates.valueChanged.connect(self._session.go_to_update)
        self.update_button = self._button(
            self.tr("Update"), self.tr("Finish this update, or do the next one"), self._session.to_end
        )
        self.epoch_button = self._button(
            self.tr("Epoch"),
            self.tr("Train until every sample was used once more"),
            self._session.train_epoch,
        )
        self.run_button = self._button(
            self.tr("Run"),
            self.tr("Train until stopped, or until the stop condition holds (Ctrl+R)"),
            self.toggle_run,
        )
        self.run_button.setProperty("primary", True)
        row = self._row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.number)
        row.addWidget(self._epoch)
        row.addWidget(self.bar.hint)
        row.addWidget(self.updates, 1)
        row.addWidget(self.update_button)
        row.addWidget(self.epoch_button)
        row.addWidget(self.run_button)
        return row

    def _button(self, text: str, tip: str, action: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleName(f"{text}: {tip}")
        button.clicked.connect(action)
        return button

    @Slot()
    def toggle_run(self) -> None:
        """Start training, or stop it."""
        if self._session.is_running:
            self._session.stop()
        else:
            self.bar.stop_playing()
            self._session.train()

    @Slot()
    def _refresh(self) -> None:
        session = self._session
        if session.cursor != self._first_cursor:
            self.bar.hint.clear()  # the words that a newcomer reads first go with the first step
        if (self.notice.message or self.note.message) and session.trace.update is not self._told_at:
            self.notice.hush()
            self.note.say("")
        self.bar.show_position(session.cursor.step, len(session.trace))
        with QSignalBlocker(self.updates):
            self.updates.setRange(
                session.history.first_update, max(session.history.last.update, session.cursor.update)
            )
            self.updates.setValue(session.cursor.update)
            self.updates.setPageStep(max(1, len(session.history.losses) // 20))
        self.number.set_value(session.cursor.update)
        self._show_epoch()

    def _show_epoch(self) -> None:
        epoch, known = self._session.trace.update.before.epoch, self._session.history.last.update
        self._epoch.setText(self.tr("epoch %d") % epoch)
        self._epoch.setToolTip(self.tr("%d updates are known; updates and epochs count from 0") % known)
        self.number.setToolTip(self.tr("Type a number to go there; %d updates are known") % known)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = event.size().width() >= _ROOMY
        self.update_button.setVisible(roomy)
        self.epoch_button.setVisible(roomy)
        if roomy:
            self.bar.put_hint()
        else:
            self._row.insertWidget(self._row.indexOf(self.updates), self.bar.hint)

    @Slot(object, str)
    def _go_to_number(self, number: int, _gesture: str) -> None:
        first = self._session.history.first_update
        if number < first:
            self._session.message.emit(self.tr("This branch begins at update %d.") % first)
        self._session.run_to(Cursor(max(number, first), self._session.cursor.step))
        self.number.set_value(self._session.cursor.update)

    @Slot(str)
    def _tell_of_number(self, reason: str) -> None:
        self.problem.say(self.tr("Update: %s") % reason if reason else "")

    @Slot(int)
    def _play(self, steps: int) -> None:
        if not self._session.play(steps):
            self.bar.stop_playing()

    @Slot(float)
    def _keep_speed(self, speed: float) -> None:
        self._settings.play_speed = speed

    @Slot(object)
    def _tell_of_divergence(self, diagnosis: Diagnosis) -> None:
        self.bar.stop_playing()
        self.notice.say(diagnosis)
        self._told_at = self._session.trace.update

    @Slot(str)
    def _tell_of_stop(self, words: str) -> None:
        self.note.say(words)
        self._told_at = self._session.trace.update

    @Slot(bool)
    def _running_changed(self, running: bool) -> None:
        self.run_button.setText(self.tr("Stop") if running else self.tr("Run"))
        self.update_button.setDisabled(running)
        self.epoch_button.setDisabled(running)
        self._restyle(self._style)

    @Slot(object)
    def _restyle(self, style: Style) -> None:
        self._style = style
        self.bar.set_style(style)
        self.notice.set_style(style)
        self.run_button.setIcon(icon("square" if self._session.is_running else "play", style.on_accent))
