"""Acts on the window as a person does."""

from __future__ import annotations

import random
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from core.formula import Source
from nnviz.project.errors import ProjectError
from nnviz.project.model import Project
from nnviz.segments import Segment
from tests.nnviz.conftest import Program
from tests.nnviz.walks.truth import Sought

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
FAR = 40  # updates, beyond which no walk trains: the truth has to be trained as well
SURE = ("", "loss > 0")  # conditions that hold in every update
_SEARCHES = {"F5": 1, "Ctrl+F5": -1}


class Hand:
    """Acts on the window of a program.

    Parameters
    ----------
    program : Program
    chance : random.Random
        Decides on everything that is drawn.

    Attributes
    ----------
    opened : Segment or None
        The branch that the last move went to.
    sought : Sought or None
        Where the last move began to look for a breakpoint that hits.
    """

    def __init__(self, program: Program, chance: random.Random) -> None:
        self.program = program
        self.chance = chance
        self.workspace = program.parts.network
        self.session = program.parts.session
        self.document = program.parts.document
        self.rest()

    def rest(self) -> None:
        """Forget the last move."""
        self.opened: Segment | None = None
        self.sought: Sought | None = None

    @property
    def has_far_to_go(self) -> bool:
        """Whether there may be more updates than there are."""
        return self.session.history.last.update - self.session.history.first_update < FAR

    @property
    def will_stop(self) -> bool:
        """Whether a breakpoint hits for certain, so that going on to one does not train for ever."""
        return any(one.enabled and one.condition in SURE for one in self.document.project.breakpoints)

    def key(self, sequence: str) -> None:
        """Press a key of the window."""
        if sequence in _SEARCHES:
            self.sought = Sought(self.session.cursor, _SEARCHES[sequence])
        if not self.program.window.isActiveWindow():
            self.program.window.activateWindow()
            QApplication.processEvents()
        combination = QKeySequence(sequence)[0]
        QTest.keyClick(self.program.window, combination.key(), combination.keyboardModifiers())

    def click(self, widget: QWidget, place: QPointF | QPoint, times: int = 1) -> None:
        """Click, or double-click, on a place of a widget, if it is on the screen."""
        point = place.toPoint() if isinstance(place, QPointF) else place
        if not widget.isVisible() or not widget.rect().contains(point):
            return
        (QTest.mouseDClick if times == 2 else QTest.mouseClick)(widget, LEFT, NONE, point)

    def press(self, button: QAbstractButton) -> None:
        """Press a button."""
        self.click(button, button.rect().center())

    def source(self) -> tuple[Source, QPointF] | None:
        """Draw a number of the drawing, and where it is."""
        panel = self.workspace.network
        labels = panel.shown().scene(*panel.extent).labels
        label = self.chance.choice([label for label in labels if label.source is not None])
        middle = QPointF(label.rect.centre, label.rect.middle)
        return label.source, middle * panel.pixels_per_point

    def update(self) -> int:
        """Draw an update that was done."""
        return self.chance.randint(self.session.history.first_update, self.session.history.last.update)

    def change(self, change: Callable[[Project, random.Random], Project]) -> None:
        """Edit the project; what is not possible changes nothing."""
        try:
            self.document.edit("An edit", change(self.document.project, self.chance))
        except ProjectError:
            return
