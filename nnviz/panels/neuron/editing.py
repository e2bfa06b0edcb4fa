"""What the user does with examples: the plane and the table ask for the same edits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from nnviz.neuron_session import NeuronSession
from nnviz.project.errors import ProjectError
from nnviz.project.neuron_spec import NeuronSpec, Row

_WHOLE_TABLE = "A truth table has a row for every input there is: choose another gate, or flip a row."


class ExampleEditing(QObject):
    """Adds, moves, flips and deletes examples; every edit can be undone.

    Signals
    -------
    refused(str)
        Why an edit was not possible; empty after one that was.
    """

    refused = Signal(str)

    def __init__(self, session: NeuronSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._actions = (
            self._action(parent, self.tr("Flip the class"), "F", self.flip),
            self._action(parent, self.tr("Delete"), "Del", self.delete),
        )

    @property
    def actions(self) -> list[QAction]:
        """The entries for a context menu, usable while an example is chosen."""
        for action in self._actions:
            action.setEnabled(self._session.row is not None)
        return list(self._actions)

    @Slot()
    def flip(self) -> None:
        """Give the chosen example the other class."""
        row = self._session.row
        if row is None:
            self.refused.emit(self.tr("Choose an example first: click it, or select its row."))
            return
        target = float(self._session.spec.targets[row] < 0.5)
        self.edit(self.tr("Flip an example"), self._session.spec.with_target(row, target))

    @Slot()
    def delete(self) -> None:
        """Remove the chosen example."""
        row, spec = self._session.row, self._session.spec
        if row is None:
            self.refused.emit(self.tr("Choose an example first: click it, or select its row."))
        elif spec.is_gate:
            self.refused.emit(self.tr(_WHOLE_TABLE))
        elif len(spec.targets) == 1:
            self.refused.emit(self.tr("This is the only example: the neuron needs one to learn from."))
        elif self.edit(self.tr("Delete an example"), spec.without_example(row)):
            self._session.choose_row(min(row, len(self._session.spec.targets) - 1))

    def add(self, place: Row, target: float) -> None:
        """Add an example and choose it."""
        spec = self._session.spec
        if spec.is_gate:
            self.refused.emit(self.tr(_WHOLE_TABLE))
        elif self.edit(self.tr("Add an example"), spec.with_example(place, target)):
            self._session.choose_row(len(self._session.spec.targets) - 1)

    def move(self, row: int, place: Row, gesture: str = "") -> None:
        """Put an example somewhere else."""
        spec = self._session.spec.with_place(row, place)
        self.edit(self.tr("Move an example"), spec, f"neuron.move.{gesture}" if gesture else "")

    def edit(self, text: str, spec: NeuronSpec, merge: str = "") -> bool:
        """Take another spec over; return whether it could be."""
        try:
            self._session.edit(text, spec, merge)
        except ProjectError as error:
            self.refused.emit(error.reason)
            return False
        self.refused.emit("")
        return True

    def _action(self, parent: QWidget, text: str, key: str, action: Callable[[], None]) -> QAction:
        entry = QAction(f"{text}\t{key}", parent)
        entry.triggered.connect(action)
        shortcut = QShortcut(QKeySequence(key), parent)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)
        return entry
