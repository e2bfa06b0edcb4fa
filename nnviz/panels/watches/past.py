"""What the watches were in past updates, worked out in the background while somebody looks."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject

from core.arrays import Array
from core.conditions.watch import watch_again
from core.history import History
from core.training import Point
from nnviz.figures.watch_reading import MOST_WATCHED, losses_before, readable
from nnviz.past import PastUpdates
from nnviz.session import Session


class PastWatches(PastUpdates):
    """Knows the values of the project's watches in a few evenly spaced updates of the session's history."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(session, MOST_WATCHED, parent)
        self._asked: tuple[object, ...] = ()

    def ask(self) -> None:
        """Look at what is asked for now: other watches or another sample begin anew."""
        moment = self._session.moment
        asked = moment.project.watches, moment.selection.sample
        if asked != self._asked:
            self._asked = asked
            self.forget()
        if readable(moment.project.watches, moment.trace.task):
            self.follow()

    def _read(self, history: History, updates: list[tuple[int, Point]]) -> Iterator[tuple[int, Array] | None]:
        moment, task = self._session.moment, history.task
        before = losses_before([number for number, _ in updates], history.losses, history.first_update)
        watches = readable(moment.project.watches, task)
        return watch_again(watches, updates, before, task, moment.selection.sample)
