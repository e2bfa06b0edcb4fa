"""The norms of past updates, done again in the background while somebody looks."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject

from core.arrays import Array
from core.gradient_norms import MOST_UPDATES, NormCurve, gradient_norms, norm_curve
from core.history import History
from core.training import Point
from nnviz.past import PastUpdates
from nnviz.session import Session


class PastNorms(PastUpdates):
    """Knows the norms of a few evenly spaced updates of the session's history."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, MOST_UPDATES, parent)

    def curve(self) -> NormCurve:
        """Return what is known of the session's history."""
        return norm_curve(self._session.history.task.network.depth, self.chosen(), self.known())

    def finished_curve(self) -> NormCurve:
        """Return the norms of all chosen updates, however long it takes."""
        self.finish()
        return self.curve()

    def _read(self, history: History, updates: list[tuple[int, Point]]) -> Iterator[tuple[int, Array] | None]:
        return gradient_norms(history.task, updates)
