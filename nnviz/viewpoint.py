"""What is looked at: a place in the history of the open document, and what is chosen there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.history import History
from core.trace import Trace
from core.training import Point
from nnviz.document import Document
from nnviz.moment import Moment, Selection
from nnviz.segments import Cursor, Segments
from nnviz.timeline import Timeline


class Viewpoint(QObject):
    """Shows a document at one moment; `nnviz.session.Session` moves it.

    Attributes
    ----------
    document : Document
    selection : Selection
    grain : str
        The grain of stepping.

    Signals
    -------
    moved()
        `moment` is another: whatever is on the screen has to be drawn anew.
    grain_changed(str)
        The grain of stepping.
    """

    moved = Signal()
    grain_changed = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.selection = Selection()
        self.grain = "node"
        self._time = Timeline(document.project, branches=document.branches)
        self.refresh()

    @property
    def moment(self) -> Moment:
        """All that a picture is a function of."""
        return self._moment

    @property
    def history(self) -> History:
        """The stretch of training that the cursor is in."""
        return self._time.history

    @property
    def segments(self) -> Segments:
        """All stretches of training of the document."""
        return self._time.segments

    @property
    def cursor(self) -> Cursor:
        """Where in time the screen is."""
        return self._time.cursor

    @property
    def horizon(self) -> Cursor | None:
        """The last place that may be looked at while a lesson asks what comes after it."""
        return self._time.horizon

    def hide_after(self, cursor: Cursor | None) -> None:
        """Hide what comes after a place, until it is called with None."""
        self._time.hide_after(cursor)
        self.refresh()

    @property
    def trace(self) -> Trace:
        """The update under the cursor."""
        return self._moment.trace

    @property
    def edited_point(self) -> Point:
        """The point whose parameters an edit replaces."""
        return self._time.edited_point

    def select(self, **changes: Any) -> None:
        """Choose a sample, a node or an edge (fields of `Selection`)."""
        self.selection = replace(self.selection, **changes)
        self.refresh()

    def select_node(self, layer: int | None, unit: int | None, origin: int | None = None) -> None:
        """Choose a node, or with `origin` the edge that comes from there; None chooses nothing."""
        self.select(layer=layer, unit=unit, origin=origin)

    def choose_grain(self, grain: str) -> None:
        """Step by this grain from now on."""
        if grain != self.grain:
            self.grain = grain
            self.grain_changed.emit(grain)

    def refresh(self) -> None:
        """Look at the same place again: something about it is another."""
        self._moment = self._time.moment(self.selection)
        self.moved.emit()
