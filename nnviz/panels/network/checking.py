"""The gradient check that is laid over the drawing: its switch, its words, what it says of a place."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.formula import Source
from nnviz.checker import Checker
from nnviz.figures.check_reading import CheckReading
from nnviz.figures.network_scene import is_parameter
from nnviz.session import Session
from nnviz.widgets.check_strip import CheckStrip
from nnviz.widgets.icon_button import IconButton

_NOT_OF_PARAMETERS = ("target", "loss_term", "loss", "x", "exponential_sum")


class Checking(QObject):
    """Shows what the checker of a session has found.

    Signals
    -------
    changed()
        `reading` is another.
    switched(bool)
        The check was laid over the drawing, or taken away.

    Attributes
    ----------
    reading : CheckReading or None
        What is laid over the drawing.
    button : IconButton
        Lies on the drawing.
    strip : CheckStrip
        Belongs below it.
    """

    changed = Signal()
    switched = Signal(bool)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.reading: CheckReading | None = None
        self._session = session
        self.checker = Checker(session, self)
        self.checker.changed.connect(self._refresh)
        tip = self.tr("Check every gradient by central differences (Ctrl+K)")
        self.button = IconButton("check", self.tr("Check every gradient"), tip, parent)
        self.button.setCheckable(True)
        self.button.clicked.connect(self.checker.switch)
        self.strip = CheckStrip()
        self.strip.stopped.connect(self.checker.stop)
        self.strip.closed.connect(self.switch_off)
        session.moved.connect(self._say)

    @Slot()
    def switch_off(self) -> None:
        """Take the check away."""
        self.checker.switch(False)

    def tooltip(self, source: Source) -> str:
        """Return both numbers of a parameter and their error as rich text; empty elsewhere."""
        index = self._index(source)
        if index is None or self.reading is None:
            return ""
        rows = (
            f"<tr><td>{name}&nbsp;&nbsp;</td><td>{value}</td></tr>"
            for name, value in self.reading.facts(index)
        )
        return f"<b>{self.tr('Gradient check')}</b><table>{''.join(rows)}</table>"

    @Slot()
    def _refresh(self) -> None:
        check = self.checker.check
        self.reading = None if check is None else CheckReading(check)
        self.button.setChecked(self.checker.is_on)
        self.switched.emit(self.checker.is_on)
        self._say()
        self.changed.emit()

    @Slot()
    def _say(self) -> None:
        """Say what came out or, where a parameter is chosen, what came out there."""
        if not self.checker.is_on:
            self.strip.hide()
        elif self.reading is None:
            words = self.tr("Gradients are checked when training rests.")
            self.strip.show_outcome(words, words)
        elif self.checker.is_running:
            words = self.tr("%d of %d gradients are measured") % (self.reading.done, len(self.reading.check))
            self.strip.show_progress(words, self.reading.done, len(self.reading.check))
        else:
            self.strip.show_outcome(*self._outcome(self.reading))

    def _outcome(self, reading: CheckReading) -> tuple[str, str]:
        """Return what came out, in full and in short: of the chosen parameter, else of all."""
        chosen = self._session.selection
        index = None
        if chosen.layer is not None and chosen.unit is not None:
            index = self._index(Source("a", chosen.layer, chosen.unit, chosen.origin))
        if index is None:
            return reading.summary, reading.in_short
        facts, name = reading.facts(index), reading.name(index)
        words = ", ".join(f"{what} {value}" for what, value in facts[:-1])
        return f"{name}: {words}: {facts[-1][1]}.", f"{name}: {reading.facts_in_short(index)}"

    def _index(self, source: Source) -> int | None:
        """Return the parameter at a place: an edge's weight, a node's bias, a layer's slope."""
        if self.reading is None or source.quantity in _NOT_OF_PARAMETERS:
            return None
        if source.unit is None and not is_parameter(source):
            return None
        return self.reading.index(source)
