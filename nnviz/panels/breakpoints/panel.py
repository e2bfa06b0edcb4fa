"""The list of breakpoints, and what can be added to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

import core.readymade  # noqa: F401  (registers the family)
from core.breakpoints.breakpoint import Breakpoint
from core.places.anywhere import Anywhere
from core.places.layer import WholeLayer
from core.places.phase import Phase
from core.readymade.base import Readymade
from core.trace_layout import PHASES
from nnviz.breakpoint_session import BreakpointSession
from nnviz.figures.breakpoints_picture import BreakpointsPicture
from nnviz.figures.style import Style
from nnviz.panels.base import Panel
from nnviz.panels.breakpoints.row import BreakpointRow
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice
from nnviz.widgets.scrolled import scrolled

_FIRST_CONDITION = "loss > previous_loss"


class BreakpointsPanel(Panel):
    """Edits the project's breakpoints; every change can be undone."""

    name = "breakpoints"

    def __init__(self, breakpoints: BreakpointSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Breakpoints")
        self.setAccessibleName(self.title)
        self._breakpoints = breakpoints
        self.rows: list[BreakpointRow] = []
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.phases = QMenu(self.tr("At a phase"), self)
        for name in PHASES:
            self._offer(name, Breakpoint(Phase(name)), menu=self.phases)
        self.add = QPushButton(self.tr("Add"))
        self.add.setToolTip(self.tr("A ready-made breakpoint, or one at a place"))
        self.add.setMenu(self.menu)
        self.back = IconButton("chevrons-left", self.tr("Go back to the last hit"), self.tr("Back (Ctrl+F5)"))
        self.back.clicked.connect(breakpoints.run_back)
        self.on = IconButton("chevrons-right", self.tr("Continue to the next hit"), self.tr("Continue (F5)"))
        self.on.clicked.connect(breakpoints.run_on)
        self.empty = QLabel(
            self.tr(
                "No breakpoint yet. F9 sets one at the chosen node or edge; Add has ready-made ones, such as "
                "the first number that is not finite. F5 trains until one hits, Ctrl+F5 goes back to the "
                "last hit."
            )
        )
        self.empty.setWordWrap(True)
        self.empty.setProperty("muted", True)
        self.note = Notice("note")
        self.note.setContentsMargins(8, 2, 8, 2)
        self._lay_out()
        breakpoints.changed.connect(self._refresh)
        self._refresh()

    def picture(self, style: Style) -> BreakpointsPicture:
        """Return the list as a picture."""
        known = self._breakpoints
        project = known.session.document.project
        return BreakpointsPicture(project, style, known.counts, known.hit, known.words)

    def _lay_out(self) -> None:
        bar, column = QHBoxLayout(), QVBoxLayout(self)
        bar.addWidget(self.add)
        bar.addStretch(1)
        bar.addWidget(self.back)
        bar.addWidget(self.on)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addWidget(self.empty)
        self._list.addStretch(1)
        contents = QWidget()
        contents.setLayout(self._list)
        self._area = scrolled(contents)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(6)
        column.addLayout(bar)
        column.addWidget(self.note)
        column.addWidget(self._area, 1)

    @Slot()
    def _refresh(self) -> None:
        ones, counts = self._breakpoints.all, self._breakpoints.counts
        while len(self.rows) > len(ones):
            row = self.rows.pop()
            self._list.removeWidget(row)
            row.deleteLater()
        while len(self.rows) < len(ones):
            self.rows.append(BreakpointRow(self._breakpoints, len(self.rows)))
            self._list.insertWidget(self._list.count() - 1, self.rows[-1])
        for number, (row, one) in enumerate(zip(self.rows, ones, strict=True)):
            count = counts[number] if number < len(counts) else None
            row.show_breakpoint(one, count, is_hit=number == self._breakpoints.hit)
        self.empty.setVisible(not ones)
        self.note.say(self._breakpoints.words)
        if self._breakpoints.hit is not None:
            self._area.ensureWidgetVisible(self.rows[self._breakpoints.hit])

    @Slot()
    def _fill_menu(self) -> None:
        self.menu.clear()
        for member in Readymade.members().values():
            self._offer(member.label, member().make(), member.why)
        self.menu.addSeparator()
        self._offer(self.tr("Anywhere, on a condition"), Breakpoint(Anywhere(), _FIRST_CONDITION))
        here = self._breakpoints.chosen_place() or self._breakpoints.place_of_step()
        layer = getattr(here, "layer", None)
        for place in (here, WholeLayer(layer) if layer else None):
            if place is not None:
                self._offer(self.tr("At %s") % place.words(), Breakpoint(place))
        self.menu.addMenu(self.phases)

    def _offer(self, text: str, one: Breakpoint, tip: str = "", menu: QMenu | None = None) -> None:
        action = (menu or self.menu).addAction(text)
        action.setToolTip(tip)
        action.triggered.connect(partial(self._add, one))

    def _add(self, one: Breakpoint, _checked: bool = False) -> None:
        before = len(self.rows)
        self._breakpoints.add(one)
        if len(self.rows) > before:
            self._area.ensureWidgetVisible(self.rows[-1])
            self.rows[-1].condition.setFocus()
