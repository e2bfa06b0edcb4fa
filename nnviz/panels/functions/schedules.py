"""Schedules of the learning rate over the updates, and the chosen one at an update."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from core.explain import Explanation
from nnviz.figures.functions_pictures import schedule_point
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.plot import Plot
from nnviz.figures.schedule_plot import schedule_plots
from nnviz.figures.style import Style
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.cards import CardsPanel
from nnviz.panels.functions.plots import STEPS, PlotsPanel
from nnviz.theme import Theme


class ScheduleCurvesPanel(PlotsPanel):
    """The learning rate of each schedule; dragging moves the update that is looked at."""

    name = "schedule-curves"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Learning rate")
        self.add_views(
            self.tr("Learning rates over the updates"),
            tooltip=self.tr("Drag a mark to look at another update, or click; the wheel zooms"),
        )

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        return schedule_plots(view, style)

    def move_to(self, number: int, x: float, y: float, merge: str) -> None:
        time = self._functions.spec.time
        time = replace(time, update=min(max(round(x), 0), time.updates))
        self.edit(self.tr("Look at another update"), merge and f"update.{merge}", time=time)

    def point_words(self) -> str:
        return f"t = {self._functions.spec.time.update}"

    def step(self, steps: int) -> None:
        time = self._functions.spec.time
        self.move_to(0, time.update + steps * max(1, time.updates // (2 * STEPS)), 0.0, "keys")


class SchedulePointPanel(CardsPanel):
    """The factor and the learning rate of the chosen schedule."""

    name = "schedule-point"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("At the update")
        self.empty.setText(self.tr("Add a schedule: its formula appears here."))

    def explanations(self, view: FunctionsView) -> tuple[Explanation, ...]:
        return schedule_point(view)
