"""The breakpoints of the open document: set and taken away, counted, and gone on to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.breakpoints.breakpoint import Breakpoint
from core.places.base import Place
from core.places.layer import WholeLayer
from core.places.node import Node
from core.trace import Trace
from nnviz.document import Document
from nnviz.project.breakpoints import MOST_BREAKPOINTS, at_place, place_of, problem_of, toggled
from nnviz.segments import Cursor
from nnviz.session import Session

if TYPE_CHECKING:
    from core.breakpoints.scan import Event
    from core.breakpoints.search import Search


class BreakpointSession(QObject):
    """Edits the project's breakpoints and runs to them.

    Signals
    -------
    changed()
        The list is another, or what was counted.
    hit_at(str)
        Execution stands at a hit; the words say where, and why.

    Attributes
    ----------
    counts : list of int
        How often each was met in the last run, in the order of the list; empty where there was none.
    hit : int or None
        Which one ended it.
    words : str
        Where it hit and why, in one line; empty once the cursor is somewhere else.
    """

    changed = Signal()
    hit_at = Signal(str)

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.counts: list[int] = []
        self.hit: int | None = None
        self.words = ""
        self._document = document
        document.loaded.connect(self._forget)
        document.changed.connect(self._document_changed)
        session.searched.connect(self._searched)
        session.moved.connect(self._moved)

    @property
    def all(self) -> tuple[Breakpoint, ...]:
        """The project's, in their order."""
        return self._document.project.breakpoints

    def problem(self, one: Breakpoint) -> str:
        """Return why one does not fit the project; empty if it does."""
        return problem_of(one, self._document.project.task)[1]

    # Edits

    def add(self, one: Breakpoint) -> None:
        """Put one at the end of the list."""
        if len(self.all) < MOST_BREAKPOINTS:
            self._edit(self.tr("Add a breakpoint"), (*self.all, one))
        else:
            self.session.message.emit(
                self.tr("There are %d breakpoints, no more are possible.") % len(self.all)
            )

    def replace(self, number: int, text: str, merge: str = "", **changes: object) -> None:
        """Change entries of one; `text` names the edit."""
        ones = list(self.all)
        ones[number] = replace(ones[number], **changes)  # type: ignore[arg-type]
        self._edit(text, tuple(ones), merge)

    def remove(self, number: int) -> None:
        """Take one away."""
        self._edit(self.tr("Remove a breakpoint"), (*self.all[:number], *self.all[number + 1 :]))

    def toggle(self) -> None:
        """Set one at the chosen node or edge, else where the step just done is, or take it away there."""
        place = self.chosen_place() or self.place_of_step()
        if place is None:
            words = self.tr("Choose a node or an edge first, or step to where execution is to stop.")
            self.session.message.emit(words)
        else:
            self.toggle_at(place)

    def toggle_at(self, place: Place) -> None:
        """Set one at a place, or take away the one that stands there."""
        project = self._document.project
        is_there = at_place(project, place) is not None
        text = self.tr("Remove a breakpoint") if is_there else self.tr("Add a breakpoint")
        self._edit(text, toggled(project, place).breakpoints)

    def chosen_place(self) -> Place | None:
        """Return the chosen node or edge; None for none, and for an input."""
        chosen = self.session.selection
        return place_of(chosen.layer, chosen.unit, chosen.origin)

    def place_of_step(self) -> Place | None:
        """Return the node or the layer that the step just done belongs to; None before the first one."""
        step = self.session.moment.current
        if step is None:
            return None
        return WholeLayer(step.layer) if step.unit is None else Node(step.layer, step.unit + 1)

    def _edit(self, text: str, ones: tuple[Breakpoint, ...], merge: str = "") -> None:
        self._document.edit(text, replace(self._document.project, breakpoints=ones), merge)

    # Running to them

    def run_on(self) -> None:
        """Train until one hits."""
        from core.breakpoints.search import Forward  # not needed until there is a breakpoint

        self._start(Forward)

    def run_back(self) -> None:
        """Go back, through what was trained, until one hits."""
        from core.breakpoints.search import Backward

        self._start(Backward)

    def _start(self, direction: type[Search]) -> None:
        session = self.session
        if not any(one.enabled for one in self.all):
            words = self.tr("There is no breakpoint to stop at. F9 sets one at the chosen node or edge.")
            session.message.emit(words)
            return
        session.stop()
        update, step = session.cursor.update, session.cursor.step
        if direction.goes_back and step < 0 and update > session.history.first_update:
            update -= 1  # the end of the update before is the same place
            step = len(Trace(session.history.task, session.history.update(update))) - 1
        session.search(direction(session.history, self.all, update, step))

    @Slot(object)
    def _searched(self, search: Search) -> None:
        self.counts, self.hit, self.words = search.counts, None, ""
        self.changed.emit()
        if search.found is None:
            self.session.message.emit(self.tr("Before here, no breakpoint hits."))
        else:
            self._show(search.found)

    def _show(self, event: Event) -> None:
        from core.breakpoints.search import Known
        from core.breakpoints.words import describe, spot_of

        session, one = self.session, self.all[event.number]
        history = session.history
        spot = spot_of(history.task, one, event)
        chosen = {} if spot is None or spot.unit is None else spot._asdict()
        session.select(sample=event.sample, **chosen)
        session.go_to(Cursor(event.update, event.step))
        loss = Known.of(history).previous_loss(event.update)
        self.hit = event.number
        self.words = describe(history.task, history.point(event.update), loss, one, event)
        self.changed.emit()
        session.message.emit(self.words)
        self.hit_at.emit(self.words)

    @Slot()
    def _moved(self) -> None:
        if self.words:
            self.words, self.hit = "", None
            self.changed.emit()

    @Slot(frozenset)
    def _document_changed(self, fields: frozenset[str]) -> None:
        if "breakpoints" in fields:
            self._forget()
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        """What was counted belongs to another list, or to another project."""
        self.counts, self.hit, self.words = [], None, ""
