"""The controls that walk through a neuron's learning: those of the network's debugger."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.neurons.learning import EPOCH_GRAINS
from nnviz.figures.neuron_words import place_words
from nnviz.neuron_session import NeuronSession
from nnviz.settings import Settings
from nnviz.theme import Theme
from nnviz.widgets.transport_bar import TransportBar


class NeuronTransport(QWidget):
    """Start, back, play, forward, end, the grain, and a slider; the neuron learns while they are shown."""

    def __init__(
        self, session: NeuronSession, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._theme = theme
        self._words = ""
        self.bar = TransportBar(EPOCH_GRAINS, settings.neuron_speed)
        self.bar.start_clicked.connect(session.to_start)
        self.bar.back_clicked.connect(session.back_over)
        self.bar.forward_clicked.connect(session.over)
        self.bar.end_clicked.connect(session.to_end)
        self.bar.moved_to.connect(session.go_to)
        self.bar.played.connect(self._play)
        self.bar.play_changed.connect(self._play_changed)
        self.bar.speed_chosen.connect(self._keep_speed)
        self.bar.grain_chosen.connect(session.choose_grain)
        self.bar.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 8)
        layout.addWidget(self.bar)
        session.learned.connect(self._refresh)
        session.moved.connect(self._refresh)
        session.grain_changed.connect(self.bar.show_grain)
        session.working_changed.connect(self._show_work)
        theme.style_changed.connect(self._restyle)
        self._restyle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.wake()
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self._show_words)  # once the bar has given the words their room

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.bar.stop_playing()
        self._session.sleep()

    @Slot(int)
    def _play(self, blocks: int) -> None:
        if not self._session.play(blocks):
            self.bar.stop_playing()

    @Slot(bool)
    def _play_changed(self, playing: bool) -> None:
        session = self._session
        if playing and self.bar.plays_forward and session.is_current and session.moment.is_at_end:
            session.to_start()

    @Slot(float)
    def _keep_speed(self, speed: float) -> None:
        self._settings.neuron_speed = speed

    @Slot(bool)
    def _show_work(self, working: bool) -> None:
        if working:
            self._words = self.tr("The neuron is learning…")
            self._show_words()

    @Slot()
    def _refresh(self) -> None:
        session = self._session
        if not session.is_current or session.learning is None:
            return
        self.bar.offer_grains(session.learning.grains)
        self.bar.show_grain(session.grain)
        self.bar.show_position(session.cursor, session.length)
        self._words = place_words(session.moment)
        self._show_words()

    @Slot()
    def _show_words(self) -> None:
        """Say where the learning is; what there is no room for is in the tooltip."""
        hint = self.bar.hint
        room = hint.width() - hint.contentsMargins().left()
        hint.setText(hint.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))
        hint.setToolTip(self._words)

    @Slot()
    def _restyle(self) -> None:
        self.bar.set_style(self._theme.style)
        self._refresh()
