"""The short animation of a step: its numbers move along their edges."""

from __future__ import annotations

from PySide6.QtCore import QObject, QVariantAnimation, Signal

from nnviz.figures.network_numbers import Flight
from nnviz.figures.network_reading import Edge, Reading
from nnviz.moment import Moment

_DURATION = 150  # milliseconds


class FlightAnimation(QObject):
    """Follows the moments and tells where their numbers are on the way.

    Signals
    -------
    moved()
        `flight` is another.
    """

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.flight: Flight | None = None
        self._edges: tuple[Edge, ...] = ()
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(_DURATION)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._advance)
        self._animation.finished.connect(self._land)

    def begin(self, before: Moment, reading: Reading) -> None:
        """Start with the step from one moment to the next, if numbers moved in it."""
        self.stop()
        now = reading.moment
        if before.update is not now.update or now.step <= before.step:
            return
        self._edges = reading.travelled(before.step)
        if self._edges:
            self._animation.start()

    def stop(self) -> None:
        """Show the end at once."""
        self._animation.stop()
        self.flight = None

    def _advance(self, progress: float) -> None:
        self.flight = Flight(self._edges, progress)
        self.moved.emit()

    def _land(self) -> None:
        self.flight = None
        self.moved.emit()
