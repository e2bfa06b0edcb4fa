"""One breakpoint: whether it is looked at, where it stands, its condition, its hits."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.breakpoints.breakpoint import Breakpoint
from core.expression.read import LONGEST
from core.hyper import hypers
from nnviz.breakpoint_session import BreakpointSession
from nnviz.widgets.elided_label import ElidedLabel
from nnviz.widgets.icon_button import IconButton
from nnviz.widgets.notice import Notice
from nnviz.widgets.number_edit import NumberEdit

_HYPERS = {hyper.name: hyper for hyper in hypers(Breakpoint)}
_SHEET = """
BreakpointRow {
    border: none; border-bottom: 1px solid palette(midlight); border-left: 3px solid transparent;
}
BreakpointRow[hit="true"] { border-left: 3px solid palette(highlight); background: palette(alternate-base); }
"""


class BreakpointRow(QFrame):
    """Edits one breakpoint of the project.

    Parameters
    ----------
    breakpoints : BreakpointSession
    number : int
        Which one, from 0.
    """

    def __init__(self, breakpoints: BreakpointSession, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._breakpoints = breakpoints
        self._number = number
        self._shown: Breakpoint | None = None
        self.setStyleSheet(_SHEET)
        self.enabled = QCheckBox()
        self.enabled.setMinimumHeight(24)
        self.enabled.setToolTip(_HYPERS["enabled"].help)
        self.enabled.clicked.connect(self._enable)
        self.place = ElidedLabel()
        self.counted = QLabel()
        self.counted.setProperty("muted", True)
        self.hits = NumberEdit(_HYPERS["hits"], self.tr("Stop at hit"))
        self.hits.setFixedWidth(40)
        self.hits.setToolTip(_HYPERS["hits"].help)
        self.hits.edited.connect(self._set_hits)
        self.condition = QLineEdit()
        self.condition.setMaxLength(LONGEST)
        self.condition.setMinimumSize(80, 24)
        self.condition.setAccessibleName(self.tr("Condition of breakpoint %d") % (number + 1))
        self.condition.setToolTip(_CONDITION_HELP)
        self.condition.editingFinished.connect(self._take_condition)
        self.condition.textEdited.connect(self._forget_problem)
        self.remove = IconButton("x", self.tr("Remove breakpoint %d") % (number + 1))
        self.remove.clicked.connect(self._remove)
        self.problem = Notice("error")
        self.hits.problem_changed.connect(self.problem.say)
        self._lay_out()

    def _lay_out(self) -> None:
        first, second, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for widget in (self.enabled, self.place, self.counted, self.remove):
            first.addWidget(widget, 1 if widget is self.place else 0)
        at_hit = QLabel(self.tr("at hit"))
        at_hit.setBuddy(self.hits)
        second.addWidget(self.condition)
        second.addWidget(at_hit)
        second.addWidget(self.hits)
        first.setSpacing(6)
        second.setSpacing(6)
        column.setContentsMargins(6, 4, 4, 6)
        column.setSpacing(3)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.problem)

    def show_breakpoint(self, one: Breakpoint, count: int | None, *, is_hit: bool) -> None:
        """Show a breakpoint, how often it was met, and whether execution stands at it."""
        self.enabled.setText(str(self._number + 1))
        self.place.show_text(one.place.words())
        self.enabled.setAccessibleName(self.tr("Breakpoint %d, %s") % (self._number + 1, one.place.words()))
        self.enabled.setChecked(one.enabled)
        self.hits.set_value(one.hits)
        if self._shown is None or self._shown.condition != one.condition:
            self.condition.setText(one.condition)
        needs = one.place.key == "anywhere"
        empty = (
            self.tr("a condition, as loss > 1")
            if needs
            else self.tr("no condition: stop whenever it is there")
        )
        self.condition.setPlaceholderText(empty)
        if one != self._shown:
            self.problem.say("" if one.enabled else self._breakpoints.problem(one))
        self._shown = one
        self.counted.setText("" if count is None else self.tr("met %d ×") % count)
        if self.property("hit") != is_hit:
            self.setProperty("hit", is_hit)
            self.style().polish(self)

    @Slot(bool)
    def _enable(self, on: bool) -> None:
        assert self._shown is not None
        problem = self._breakpoints.problem(replace(self._shown, enabled=True)) if on else ""
        self.problem.say(problem)
        if problem:
            self.enabled.setChecked(False)
            return
        text = self.tr("Enable a breakpoint") if on else self.tr("Disable a breakpoint")
        self._breakpoints.replace(self._number, text, enabled=on)

    @Slot(object, str)
    def _set_hits(self, hits: int, gesture: str) -> None:
        merge = f"hits.{self._number}.{gesture}" if gesture else ""
        self._breakpoints.replace(self._number, self.tr("Change a breakpoint's hit"), merge, hits=hits)

    @Slot()
    def _take_condition(self) -> None:
        text = self.condition.text().strip()
        if self._shown is None or text == self._shown.condition:
            return
        problem = self._breakpoints.problem(replace(self._shown, condition=text))
        self.problem.say(problem)
        if not problem:
            self._breakpoints.replace(
                self._number, self.tr("Change a breakpoint's condition"), condition=text
            )

    @Slot()
    def _forget_problem(self) -> None:
        self.problem.say("")

    @Slot()
    def _remove(self) -> None:
        self._breakpoints.remove(self._number)


_CONDITION_HELP = (
    "Of the update: loss, previous_loss, learning_rate, update, epoch; of a sample: wrong.\n"
    "Of a node: z, a, da, delta, b, gradient, saturated; of an edge: w, gradient.\n"
    "Of a layer: z1[2], W1[1, 2], dW1[1, 2], norm(dW1), max(abs(z1)); units from 1.\n"
    "< <= > >= == !=, and, or, not, abs, min, max, finite, any, all."
)
