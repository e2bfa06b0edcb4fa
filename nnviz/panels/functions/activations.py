"""Activations: their curves, a point on them, and what a stack of layers of each does."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from core.explain import Explanation
from core.number_format import format_number
from nnviz.figures.activation_curves import activation_plots
from nnviz.figures.functions_pictures import activation_point, activation_stack
from nnviz.figures.functions_view import FunctionsView
from nnviz.figures.plot import Plot
from nnviz.figures.stack_plot import by_activation, layer_table, looked_at, stack_words
from nnviz.figures.style import Style
from nnviz.figures.table_picture import TablePicture
from nnviz.functions_session import FunctionsSession
from nnviz.panels.functions.cards import CardsPanel
from nnviz.panels.functions.plots import STEPS, PlotsPanel
from nnviz.panels.functions.stack import StackPanel
from nnviz.panels.functions.tables import TablePanel
from nnviz.theme import Theme


class ActivationCurvesPanel(PlotsPanel):
    """Values and slopes over z; dragging moves the point along the curves."""

    name = "activation-curves"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Curves")
        self.add_views(
            self.tr("Activations over z"),
            self.tr("Slopes of the activations over z"),
            tooltip=self.tr("Drag a mark to move the point along the curves, or click; the wheel zooms"),
        )

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        return activation_plots(view, style)

    def move_to(self, number: int, x: float, y: float, merge: str) -> None:
        point = self._functions.spec.point
        x = min(max(x, -point.half), point.half)
        self.edit(self.tr("Move the point"), merge and f"z.{merge}", point=replace(point, z=x))

    def point_words(self) -> str:
        return f"z = {format_number(self._functions.spec.point.z)}"

    def step(self, steps: int) -> None:
        point = self._functions.spec.point
        self.move_to(0, round(point.z + steps * point.half / STEPS, 12), 0.0, "keys")


class ActivationPointPanel(CardsPanel):
    """Value and slope of the chosen activation, with the numbers at the point."""

    name = "activation-point"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("At the point")
        self.empty.setText(self.tr("Add an activation: its formulas appear here."))

    def explanations(self, view: FunctionsView) -> tuple[Explanation, ...]:
        return activation_point(view)


class ActivationStackPanel(StackPanel):
    """A signal and a gradient through layers of each activation."""

    name = "activation-stack"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Through the layers")
        self.add_views(self.tr("Signal over the layers"), self.tr("Gradient over the layers"))

    def plots(self, view: FunctionsView, style: Style) -> tuple[Plot, ...]:
        return activation_stack(view, style)

    def words_of(self, view: FunctionsView, style: Style) -> str:
        return stack_words(by_activation(view))


class ActivationTablePanel(TablePanel):
    """Mean and spread of every layer, with the chosen activation."""

    name = "activation-layers"

    def __init__(self, functions: FunctionsSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(functions, theme, parent)
        self.title = self.tr("Layer by layer")
        self.view.setAccessibleName(self.tr("Mean and spread of every layer"))

    def table(self, view: FunctionsView, style: Style) -> TablePicture:
        return layer_table(looked_at(by_activation(view), view.activation), style)
