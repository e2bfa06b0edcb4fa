"""A walk at random through the window, after every move of which all views are held to the truth."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter, QTabWidget, QWidget

from nnviz.project.model import Project
from tests.nnviz.conftest import Program
from tests.nnviz.walks.hand import Hand
from tests.nnviz.walks.moves import MOVES
from tests.nnviz.walks.truth import Truth
from tests.nnviz.walks.views import VIEWS, hold_views

Move = Callable[[Hand], None]

_REST_SECONDS = 0.5  # the longest that anything is put off
_PATIENCE_SECONDS = 20.0
_REMEMBERED = 12  # moves, which a failure tells


class Walk:
    """Moves through a program's window, and holds what it shows to the truth.

    Parameters
    ----------
    program : Program
    project : Project
        Is opened.
    seed : int
        Decides on every move.
    moves : mapping of callable to int
        What is done, and how often beside the others.
    views : collection of str
        What is held to the truth.
    """

    def __init__(
        self,
        program: Program,
        project: Project,
        seed: int,
        moves: Mapping[Move, int] = MOVES,
        views: Collection[str] = VIEWS,
    ) -> None:
        self.program = program
        self._moves, self._views = moves, views
        self.chance = random.Random(seed)
        self.hand = Hand(program, self.chance)
        self.held: set[str] = set()
        self._done: deque[str] = deque(maxlen=_REMEMBERED)
        self.open(project)

    def open(self, project: Project) -> None:
        """Open a project: nothing is left to undo."""
        self.program.parts.document.load(project)
        settle(self.program)
        self.truth = Truth(self.program.parts.session)

    def move(self) -> None:
        """Make a move, and wait until it is done and painted."""
        move = self.chance.choices(list(self._moves), list(self._moves.values()))[0]
        self._done.append(move.__name__)
        self.hand.rest()
        move(self.hand)
        settle(self.program)
        self.truth.follow(self.hand.opened)

    def hold(self, *, pixels: bool = True, rested: bool = False) -> None:
        """Hold every view that is on the screen to the truth and, with `pixels`, the screen to the views."""
        self.truth.follow()
        now = self.truth.look(self.program.theme.style.digits, self.hand.sought)
        try:
            self.held.update(hold_views(self.program.parts.network, now, self._views))
            if pixels:
                hold_screen(self.program, rested=rested)
        except AssertionError as error:
            place = f"update {now.number}, step {now.step} of {len(now.trace)}, sample {now.sample}"
            raise AssertionError(f"{error}\nat {place}\nafter {', '.join(self._done)}") from error

    def hold_every_tab(self) -> None:
        """Hold the views that are shown by a tab, too."""
        for tabs in (self.program.parts.network.plots, self.program.parts.network.side):
            for index in range(tabs.count()):
                tabs.setCurrentIndex(index)
                settle(self.program)
                self.hold()


def settle(program: Program) -> None:
    """Wait until training and comparing are done and everything is painted."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while _is_busy(program) and time.monotonic() < until:
        QTest.qWait(1)
    assert not _is_busy(program)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def _is_busy(program: Program) -> bool:
    compare = program.parts.network.compare
    return program.parts.session.is_running or compare.work.is_busy or compare._rest.isActive()


def rest() -> None:
    """Let pass what a person lets pass who looks at the screen: what was put off is done then."""
    until = time.monotonic() + _REST_SECONDS
    while time.monotonic() < until:
        QApplication.processEvents()


def lay_open(program: Program) -> None:
    """Take every view out of its tab and lay it beside the others, so that all of them are shown at once."""
    workspace = program.parts.network
    for tabs in workspace.findChildren(QTabWidget):
        spread(tabs, workspace)
    program.window.resize(2200, 1500)
    workspace.setSizes([280, 660, 340, 620, 300])
    settle(program)
    assert all(getattr(workspace, name).isVisible() for name in VIEWS)


def spread(tabs: QTabWidget, beside: QSplitter) -> None:
    """Lay what is in tabs one below the other, in a column of their own."""
    rows = QSplitter(Qt.Orientation.Vertical)
    while tabs.count():
        panel = tabs.widget(0)
        tabs.removeTab(0)
        rows.addWidget(panel)
        panel.show()
    beside.addWidget(rows)


def hold_screen(program: Program, *, rested: bool = False) -> None:
    """Hold the pixels of every view that is shown to what it would paint now, which it has to do in a moment.

    The inspector's cards follow one by one: it counts once one has rested.
    """
    window, workspace = program.window, program.parts.network
    names = [
        name for name in VIEWS if (rested or name != "inspector") and getattr(workspace, name).isVisible()
    ]
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        screen, fresh = window.screen().grabWindow(window.winId()).toImage(), window.grab().toImage()
        stale = [name for name in names if not _is_alike(screen, fresh, getattr(workspace, name))]
        if not stale or time.monotonic() > until:
            break
        QApplication.processEvents()
    assert not stale, f"{', '.join(stale)}: not painted anew"


def _is_alike(screen: QImage, fresh: QImage, panel: QWidget) -> bool:
    place = QRect(panel.mapTo(panel.window(), QPoint(0, 0)), panel.size())
    return screen.copy(place) == fresh.convertToFormat(screen.format()).copy(place)
